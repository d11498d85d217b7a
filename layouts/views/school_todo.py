"""What to do in a school so that its indicators reach their targets: in acts that can be counted, with names (G-21)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dashboard.locales import NBSP, Language
from dashboard.school_choice import TIMETABLE, WEEK, SchoolChoice
from dashboard.school_frames import CLASS_WEEK, LESSONS, Counts, JournalRow, SchoolFacts
from dashboard.snapshot.contract import PROFILE_FIELDS
from layouts.views.acts import school_acts
from layouts.views.fix import pairs_of
from layouts.views.reading import Reading
from layouts.views.school_behind import ROLES
from layouts.views.school_cells import school_tables
from layouts.views.school_names import address, class_name, class_order, subject_name, teacher_name
from layouts.views.school_profile import field_name, is_filled
from layouts.views.words import Json

CARDS, NAMED = 8, 10  # cards of an indicator; persons or fields named in one


@dataclass(frozen=True)
class Todo:
    """What cards are made of."""

    lang: Language
    facts: SchoolFacts
    choice: SchoolChoice

    def week(self, **changes: object) -> str:
        """Return the address of lessons of the shown week."""
        return address(self.choice, period=WEEK, first=None, last=None, year="", subject="", missing=True, **changes)


def todo(reading: Reading, at: int, facts: SchoolFacts, choice: SchoolChoice) -> Json:
    """Return what is not met, with the acts that mend it and where to begin.

    Returns
    -------
    dict
        ``title``, ``done`` (a sentence where everything is met, else empty), ``items``: ``name``, ``text`` (how much
        is missing), ``cards`` (``head``, ``text``, ``note``, ``href``), ``more``, ``why`` (why there is no card).
    """
    lang, config = reading.lang, reading.data.config
    found = school_acts(lang, config, pairs_of(school_tables(reading), at))
    made = Todo(lang, facts, choice)
    has_data = reading.data.schools[at].state == "data"
    done = lang.gettext("All targets are met.") if has_data and not found else ""
    return {
        "title": lang.gettext("What to mend first"),
        "done": done or ("" if has_data else lang.gettext("There are no data of the school in this week.")),
        "items": [_item(made, row) for row in found],
    }


def _item(of: Todo, row: Json) -> Json:
    """Return one indicator that is not met."""
    key = str(row["ind"])
    cards = list(_CARDS[key](of, key))
    more = len(cards) - CARDS
    return {
        "ind": key,
        "name": row["name"],
        "text": f"{row['value']} < {row['target']}: {row['text']}",
        "cards": cards[:CARDS],
        "more": of.lang.ngettext("and %(num)s more", "and %(num)s more", more) if more > 0 else "",
        "why": "" if cards else _why(of),
    }


def _why(of: Todo) -> str:
    """Return why nobody can be named."""
    if of.facts.kind == LESSONS:
        return of.lang.gettext("Nothing more is known about it in the rows of this week.")
    return of.lang.gettext(
        "Classes, subjects and teachers are not connected: the school hands over counts, or its rows are not kept."
    )


def _lessons(
    of: Todo, missing: Callable[[Counts], int], listed: str, note: Callable[[Language, int], str]
) -> Iterator[Json]:
    """Yield teachers with lessons that lack something, those with most of them first."""
    by_teacher: dict[str | None, list[JournalRow]] = {}
    for row in of.facts.week_rows:
        if row.class_id is not None and row.subject_id is not None and missing(row.counts) > 0:
            by_teacher.setdefault(row.teacher_id, []).append(row)
    sums = {teacher: sum(missing(row.counts) for row in rows) for teacher, rows in by_teacher.items()}
    for teacher in sorted(sums, key=lambda one: (-sums[one], one or "")):
        yield {
            "head": teacher_name(of.lang, teacher),
            "text": _journals(of, by_teacher[teacher]),
            "note": note(of.lang, sums[teacher]),
            "href": of.week(listed=listed, teacher=teacher or "", school_class="") if teacher else "",
        }


def _journals(of: Todo, rows: Sequence[JournalRow]) -> str:
    """Return ``физика: 8 «Б», 9 «В»; химия: 8 «А»``."""
    by_subject: dict[str, list[str | None]] = {}
    for row in rows:
        by_subject.setdefault(subject_name(of.lang, of.facts.subjects, row.subject_id), []).append(row.class_id)
    texts = []
    for subject, classes in sorted(by_subject.items()):
        ordered = sorted(set(classes), key=lambda one: class_order(of.facts, one))
        texts.append(
            f"{subject}: {', '.join(class_name(of.lang, of.facts, one).replace(' ', NBSP) for one in ordered)}"
        )
    return "; ".join(texts)


def _planning(of: Todo, key: str) -> Iterator[Json]:
    del key

    def note(lang: Language, n: int) -> str:
        return lang.ngettext(
            "%(num)s lesson without topic and homework", "%(num)s lessons without topic and homework", n
        )

    yield from _lessons(of, lambda counts: counts.lessons - (counts.planned or 0), "planning", note)


def _journal(of: Todo, key: str) -> Iterator[Json]:
    del key

    def note(lang: Language, n: int) -> str:
        return lang.ngettext("%(num)s lesson without any record", "%(num)s lessons without any record", n)

    yield from _lessons(of, lambda counts: counts.lessons - (counts.recorded or 0), "journal", note)


def _timetable(of: Todo, key: str) -> Iterator[Json]:
    """Yield the classes whose timetable has too few lessons."""
    del key
    listed: Mapping[str, Callable[[str], dict[str, object]]] = {
        LESSONS: lambda class_id: {"listed": "lessons", "school_class": class_id},
        CLASS_WEEK: lambda class_id: {"listed": TIMETABLE, "school_class": ""},
    }
    if of.facts.kind not in listed:
        return
    for found in of.facts.classes.values():
        if found.taught and found.least is not None and found.slots < found.least:
            lacking = found.least - found.slots
            yield {
                "head": class_name(of.lang, of.facts, found.class_id),
                "text": of.lang.gettext(
                    "%(slots)s lessons in the timetable, %(least)s needed", slots=found.slots, least=found.least
                ),
                "note": of.lang.ngettext("%(num)s lesson to enter", "%(num)s lessons to enter", lacking),
                "href": of.week(**listed[of.facts.kind](found.class_id), teacher=""),
            }


def _accounts(of: Todo, key: str) -> Iterator[Json]:
    """Yield the persons whose accounts wait to be activated."""
    persons = (of.facts.idle or {}).get(ROLES[key], ())
    if persons:
        yield {
            "head": of.lang.ngettext(
                "%(num)s account is not activated", "%(num)s accounts are not activated", len(persons)
            ),
            "text": _named(of, persons),
            "note": of.lang.gettext("Hand out the invitations once more"),
            "href": of.week(listed=key, teacher="", school_class=""),
        }


def _profile(of: Todo, key: str) -> Iterator[Json]:
    """Yield the fields of the profile that are empty."""
    del key
    if of.facts.profile is None:
        return
    values = of.facts.profile.values
    empty = [field_name(of.lang, name) for name in PROFILE_FIELDS if not is_filled(values.get(name))]
    if empty:
        yield {
            "head": of.lang.ngettext("%(num)s field is empty", "%(num)s fields are empty", len(empty)),
            "text": _named(of, empty),
            "note": of.lang.gettext("Fill them in in the profile of the school"),
            "href": "#profile",
        }


def _named(of: Todo, names: Sequence[str]) -> str:
    """Return the first names of a list, and how many more there are."""
    more = len(names) - NAMED
    rest = [of.lang.ngettext("and %(num)s more", "and %(num)s more", more)] if more > 0 else []
    return ", ".join([*names[:NAMED], *rest])


_CARDS: Mapping[str, Callable[[Todo, str], Iterator[Json]]] = {
    "act_teachers": _accounts,
    "act_pupils": _accounts,
    "act_parents": _accounts,
    "timetable": _timetable,
    "planning": _planning,
    "journal": _journal,
    "profile": _profile,
}
