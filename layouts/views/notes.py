"""The data notes: what a reader should know about the week, in plain words (Q-99, records.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from dashboard.dates import day_with_year, week_label
from dashboard.locales import Language
from dashboard.snapshot.notes import Note
from layouts.views.reading import Reading
from layouts.views.words import indicator_name, schools

LISTED = 5  # names written out; the rest is a number
ALL_LISTED = 10  # so many are written out when there are no more
Writer = Callable[[Language, Mapping[str, Any]], str]


def data_notes(reading: Reading) -> list[str]:
    """Return the notes of the shown week, in the order they were found."""
    return [note_text(reading.lang, note) for note in reading.data.notes]


def note_text(lang: Language, note: Note) -> str:
    """Return one note in words; of a kind that only a later version knows, at least its name."""
    writer = WRITERS.get(note.kind)
    return writer(lang, note.details) if writer else lang.gettext("Note on the data: %(kind)s.", kind=note.kind)


def listed(lang: Language, values: Any) -> str:
    """Return the first few of a list of names or ids."""
    texts = (
        [str(value) for value in values]
        if isinstance(values, Sequence) and not isinstance(values, str)
        else [str(values)]
    )
    shown = ", ".join(texts[:LISTED])
    return f"{shown}, …" if len(texts) > LISTED else shown or lang.gettext("no data")


def _count(details: Mapping[str, Any], name: str = "count") -> int:
    """Return a number of a note; 0 where it is missing."""
    return int(details.get(name) or 0)


def _schools(lang: Language, details: Mapping[str, Any]) -> str:
    """Return ``3 школы (Школа № 1, Абайский район; …)``: how many, and the names of some, all if they are few."""
    told = schools(lang, _count(details))
    names = [_school(lang, one) for one in details.get("names", ())]
    if not names:
        return told
    whole = _count(details) == len(names) <= ALL_LISTED
    return f"{told} ({'; '.join(names if whole else [*names[:LISTED], '…'])})"


def _school(lang: Language, names: Mapping[str, Any]) -> str:
    """Return a school's name, and that of its district unless the page is the district's own."""
    district = names.get("district")
    return f"{lang.name(names)[0]}, {lang.name(district)[0]}" if district else lang.name(names)[0]


def _part(lang: Language, part: int, whole: int) -> str:
    """Return ``12 из 100 (12,0%)``."""
    return f"{lang.of(part, whole)} ({lang.percent(1000 * part // whole)})" if whole else lang.of(part, whole)


def _week(lang: Language, details: Mapping[str, Any]) -> str:
    """Return the week a note compares with."""
    return week_label(lang, date.fromisoformat(str(details["base_week"])))


def _unknown_column(lang: Language, details: Mapping[str, Any]) -> str:
    columns = listed(lang, details.get("columns", ()))
    return lang.gettext(
        "File %(file)s: unknown columns were ignored (%(columns)s).", file=details["file"], columns=columns
    )


def _unknown_file(lang: Language, details: Mapping[str, Any]) -> str:
    return lang.gettext("File %(file)s does not belong to the contract and was ignored.", file=details["file"])


def _missing_profile_column(lang: Language, details: Mapping[str, Any]) -> str:
    columns = listed(lang, details.get("columns", ()))
    return lang.gettext("Profile fields that were not delivered count as not filled: %(columns)s.", columns=columns)


def _suspicious_profile_value(lang: Language, details: Mapping[str, Any]) -> str:
    column = str(details["column"])
    texts = {
        "date": lambda: lang.gettext(
            "Profile field “%(column)s” does not hold a date but counts as filled: %(schools)s."
        ),
        "address": lambda: lang.gettext(
            "Profile field “%(column)s” does not hold an address but counts as filled: %(schools)s."
        ),
        "number": lambda: lang.gettext("Profile field “%(column)s” holds no digit but counts as filled: %(schools)s."),
        "name": lambda: lang.gettext(
            "Profile field “%(column)s” holds a single word but counts as filled: %(schools)s."
        ),
        "type": lambda: lang.gettext(
            "Profile field “%(column)s” contradicts the school’s name but counts as filled: %(schools)s."
        ),
        "other": lambda: lang.gettext("Profile field “%(column)s” looks wrong but counts as filled: %(schools)s."),
    }
    text = texts[PROFILE_RULES.get(column, "other")]()
    return text % {"column": _profile_field(lang, column), "schools": _schools(lang, details)}


# What a suspicious value of a profile field is not (dashboard/snapshot/suspicions.py).
PROFILE_RULES: Mapping[str, str] = {
    "org_type": "type",
    "full_name": "name",
    "opened_on": "date",
    "legal_address": "address",
    "postal_address": "address",
    "accr_valid_until": "date",
    "licence_reg_no": "number",
    "licence_blank_no": "number",
    "licence_valid_from": "date",
}


def _profile_field(lang: Language, column: str) -> str:
    """Return the name of a profile field that is looked at (A.3)."""
    names = {
        "org_type": lambda: lang.gettext("type of the organisation"),
        "full_name": lambda: lang.gettext("full name"),
        "opened_on": lambda: lang.gettext("date of opening"),
        "legal_address": lambda: lang.gettext("legal address"),
        "postal_address": lambda: lang.gettext("postal address"),
        "accr_valid_until": lambda: lang.gettext("accreditation valid until"),
        "licence_reg_no": lambda: lang.gettext("registration number of the licence"),
        "licence_blank_no": lambda: lang.gettext("form number of the licence"),
        "licence_valid_from": lambda: lang.gettext("licence valid from"),
    }
    return names[column]() if column in names else column


def _produced_at_ignored(lang: Language, details: Mapping[str, Any]) -> str:
    return lang.gettext("The time of production in %(file)s could not be read and was ignored.", file=details["file"])


def _rejected_rows(lang: Language, details: Mapping[str, Any]) -> str:
    return lang.gettext(
        "Table %(table)s: rows set aside because of errors: %(rejected)s of %(all)s.",
        table=details["table"],
        rejected=lang.number(_count(details, "rejected")),
        all=lang.number(_count(details, "rows_in")),
    )


def _repeated_row(lang: Language, details: Mapping[str, Any]) -> str:
    return lang.gettext(
        "Table %(table)s: rows that several drops hold were counted once: %(count)s.",
        table=details["table"],
        count=lang.number(_count(details)),
    )


def _rejects_accepted(lang: Language, details: Mapping[str, Any]) -> str:
    tables = listed(lang, details.get("tables", ()))
    return lang.gettext(
        "More rows than usual were set aside because of errors, and this was accepted: %(tables)s.", tables=tables
    )


def _school_not_connected(lang: Language, details: Mapping[str, Any]) -> str:
    return lang.gettext("Not connected, no data delivered: %(schools)s.", schools=_schools(lang, details))


def _accounts_missing(lang: Language, details: Mapping[str, Any]) -> str:
    roles = {
        "teacher": lambda: lang.gettext("Teacher accounts were not reported and count as zero: %(schools)s."),
        "pupil": lambda: lang.gettext("Pupil accounts were not reported and count as zero: %(schools)s."),
        "parent": lambda: lang.gettext("Parent accounts were not reported and count as zero: %(schools)s."),
    }
    text = roles.get(
        str(details.get("role")), lambda: lang.gettext("Accounts were not reported and count as zero: %(schools)s.")
    )()
    return text % {"schools": _schools(lang, details)}


def _school_absent(lang: Language, details: Mapping[str, Any]) -> str:
    return lang.gettext(
        "Schools that were there and are missing now (against: %(week)s): %(schools)s.",
        week=_week(lang, details),
        schools=_schools(lang, details),
    )


def _school_new(lang: Language, details: Mapping[str, Any]) -> str:
    return lang.gettext(
        "Schools that were not there before (against: %(week)s): %(schools)s.",
        week=_week(lang, details),
        schools=_schools(lang, details),
    )


def _schools_reporting(lang: Language, details: Mapping[str, Any]) -> str:
    return lang.gettext(
        "Schools with data in the week: %(part)s.", part=lang.of(_count(details, "reporting"), _count(details, "of"))
    )


def _tick_only(lang: Language, details: Mapping[str, Any]) -> str:
    return lang.gettext(
        "Recorded lessons with nothing but the tick “Lesson held”: %(part)s; schools that tell it: %(covered)s.",
        part=_part(lang, _count(details, "lessons"), _count(details, "recorded")),
        covered=lang.number(_count(details, "covered")),
    )


def _tick_only_school(lang: Language, details: Mapping[str, Any]) -> str:
    return lang.gettext(
        "More than half of the recorded lessons have nothing but the tick: %(schools)s.",
        schools=_schools(lang, details),
    )


def _marks_late(lang: Language, details: Mapping[str, Any]) -> str:
    return lang.gettext(
        "Marks set after the deadline: %(part)s; schools that tell it: %(covered)s.",
        part=_part(lang, _count(details, "late"), _count(details, "eligible")),
        covered=lang.number(_count(details, "covered")),
    )


def _entered_after_cut_off(lang: Language, details: Mapping[str, Any]) -> str:
    return lang.gettext(
        "Entered after the end of the week and not counted: %(entries)s, of them marks: %(marks)s; %(schools)s.",
        entries=lang.number(_count(details, "entries")),
        marks=lang.number(_count(details, "marks")),
        schools=_schools(lang, details),
    )


def _sources(lang: Language, details: Mapping[str, Any]) -> str:
    systems = details.get("systems") or {}
    untold = lang.gettext("not told")
    named = [f"{name or untold} – {lang.number(int(count))}" for name, count in systems.items()]
    more = [lang.gettext("others – %(n)s", n=lang.number(sum(list(systems.values())[LISTED:])))] * (len(named) > LISTED)
    return lang.gettext("Schools by journal system: %(systems)s.", systems="; ".join([*named[:LISTED], *more]))


def _total_moved(lang: Language, details: Mapping[str, Any]) -> str:
    totals = {
        "schools": lambda: lang.gettext("The number of schools changed a lot"),
        "classes": lambda: lang.gettext("The number of classes changed a lot"),
        "lessons": lambda: lang.gettext("The number of lessons changed a lot"),
        "accounts": lambda: lang.gettext("The number of accounts changed a lot"),
    }
    what = totals.get(str(details.get("total")), lambda: lang.gettext("A total changed a lot"))()
    return lang.gettext(
        "%(what)s: it was %(then)s, now it is %(now)s (against: %(week)s).",
        what=what,
        then=lang.number(_count(details, "then")),
        now=lang.number(_count(details, "now")),
        week=_week(lang, details),
    )


def _revision_differs(lang: Language, details: Mapping[str, Any]) -> str:
    if "first" not in details:
        return lang.gettext(
            "Revision %(revision)s (%(day)s) has other values: %(schools)s. The published ones stay.",
            revision=details["revision"],
            **_extent(lang, details),
        )
    return lang.gettext(
        "Revision %(revision)s (%(day)s) has other values: %(schools)s. The published ones stay. %(differences)s.",
        revision=details["revision"],
        **_differences(lang, details),
    )


def _late_entries(lang: Language, details: Mapping[str, Any]) -> str:
    if "first" not in details:
        return lang.gettext(
            "What was entered after the end of the week (until %(day)s) would change values: %(schools)s. "
            "The published ones stay.",
            **_extent(lang, details),
        )
    return lang.gettext(
        "What was entered after the end of the week (until %(day)s) would change values: %(schools)s. The published "
        "ones stay. %(differences)s.",
        **_differences(lang, details),
    )


def _differences(lang: Language, details: Mapping[str, Any]) -> dict[str, str]:
    """Return the places that both notes on revisions share: their extent and the first differences."""
    told = "; ".join(_difference(lang, one) for one in details["first"])
    more = _count(details) > len({tuple(one["names"].values()) for one in details["first"]})
    return {**_extent(lang, details), "differences": f"{told}; …" if more else told}


def _extent(lang: Language, details: Mapping[str, Any]) -> dict[str, str]:
    """Return day and number of schools of a note on revisions; where schools are not named it says no more (G-39)."""
    return {
        "day": day_with_year(lang, date.fromisoformat(str(details["on"]))),
        "schools": schools(lang, _count(details)),
    }


def _difference(lang: Language, one: Mapping[str, Any]) -> str:
    """Return one difference in words: the school, the indicator, what was, what is."""
    district, _ = lang.name(one["district"])
    return lang.gettext(
        "%(school)s (%(district)s): %(indicator)s – it was %(was)s, now it is %(now)s",
        school=lang.name(one["names"])[0],
        district=district,
        indicator=lang.within(indicator_name(lang, one["indicator"])),
        was=_value(lang, one["was"]),
        now=_value(lang, one["now"]),
    )


def _value(lang: Language, counts: Sequence[int] | None) -> str:
    """Return a school's value in words; zero where there is nothing to divide by (Q-12)."""
    if counts is None:
        return lang.gettext("no data")
    numerator, denominator = counts
    return lang.percent(1000 * numerator // denominator if denominator else 0)


WRITERS: Mapping[str, Writer] = {
    "unknown_column": _unknown_column,
    "unknown_file": _unknown_file,
    "missing_profile_column": _missing_profile_column,
    "suspicious_profile_value": _suspicious_profile_value,
    "produced_at_ignored": _produced_at_ignored,
    "rejected_rows": _rejected_rows,
    "repeated_row": _repeated_row,
    "rejects_accepted": _rejects_accepted,
    "school_not_connected": _school_not_connected,
    "accounts_missing": _accounts_missing,
    "school_absent": _school_absent,
    "school_new": _school_new,
    "schools_reporting": _schools_reporting,
    "tick_only": _tick_only,
    "tick_only_school": _tick_only_school,
    "marks_late": _marks_late,
    "entered_after_cut_off": _entered_after_cut_off,
    "sources": _sources,
    "total_moved": _total_moved,
    "revision_differs": _revision_differs,
    "late_entries": _late_entries,
}
