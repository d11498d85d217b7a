"""The data notes: what a reader should know about the week, in plain words (Q-99, records.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from dashboard.dates import week_label
from dashboard.locales import Language
from dashboard.snapshot.notes import Note
from layouts.views.reading import Reading
from layouts.views.words import schools

LISTED = 5  # names written out; the rest is a number
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
    return lang.gettext(
        "Profile field “%(column)s” does not hold a date but counts as filled: %(schools)s.",
        column=_profile_date(lang, str(details["column"])),
        schools=schools(lang, _count(details)),
    )


def _profile_date(lang: Language, column: str) -> str:
    """Return the name of a profile field that holds a date (Q-62)."""
    names = {
        "opened_on": lambda: lang.gettext("date of opening"),
        "accr_valid_until": lambda: lang.gettext("accreditation valid until"),
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
    return lang.gettext("Not connected, no data delivered: %(schools)s.", schools=schools(lang, _count(details)))


def _accounts_missing(lang: Language, details: Mapping[str, Any]) -> str:
    roles = {
        "teacher": lambda: lang.gettext("Teacher accounts were not reported and count as zero: %(schools)s."),
        "pupil": lambda: lang.gettext("Pupil accounts were not reported and count as zero: %(schools)s."),
        "parent": lambda: lang.gettext("Parent accounts were not reported and count as zero: %(schools)s."),
    }
    text = roles.get(
        str(details.get("role")), lambda: lang.gettext("Accounts were not reported and count as zero: %(schools)s.")
    )()
    return text % {"schools": schools(lang, _count(details))}


def _school_absent(lang: Language, details: Mapping[str, Any]) -> str:
    return lang.gettext(
        "Schools that were there and are missing now (against: %(week)s): %(schools)s.",
        week=_week(lang, details),
        schools=schools(lang, _count(details)),
    )


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
    "total_moved": _total_moved,
}
