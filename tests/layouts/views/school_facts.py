"""What is known of one school, written down by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

from dashboard.configuration import load_configuration
from dashboard.locales import language
from dashboard.school_choice import SchoolChoice
from dashboard.school_frames import LESSONS, Change, ClassRow, Counts, JournalRow, Profile, SchoolFacts
from dashboard.snapshot.contract import PROFILE_FIELDS
from layouts.views.journal_statistics import Statistics

WEEK = date(2026, 11, 15)
CONFIG = load_configuration().for_week(WEEK)
NAMES = {"math": {"kk": "Математика", "ru": "Математика", "en": None}, "bio": {"kk": "Биология", "ru": "Биология"}}


def journal(class_id: str, subject: str, teacher: str | None, lessons: int, recorded: int, planned: int) -> JournalRow:
    """Return a journal: half of its lessons have a topic, none of the first grade has homework."""
    due = 0 if class_id == "1a" else lessons
    counts = Counts(lessons, lessons // 2, due // 2, due // 4, due, recorded, planned, 20, 10, 7, 1, 0)
    return JournalRow(class_id, subject, teacher, counts)


ROWS = (
    journal("1a", "math", "t1", 10, 10, 10),
    journal("8b", "math", "t1", 20, 5, 10),
    journal("8b", "bio", "t2", 10, 4, 2),
)
CLASSES = {"1a": ClassRow("1a", 1, "А", True, 10, 10), "8b": ClassRow("8b", 8, "Б", True, 6, 10)}
VALUES = dict.fromkeys(PROFILE_FIELDS, "2001-09-01") | {"short_name": " ", "postal_address": "a@b.kz"}


def known(**changes: object) -> SchoolFacts:
    """Return what is known of a school that hands over lessons, without what is no part of most drops."""
    facts: dict[str, object] = {
        "first": WEEK,
        "last": date(2026, 11, 21),
        "kind": LESSONS,
        "rows": ROWS,
        "week_rows": ROWS,
        "classes": CLASSES,
        "subjects": NAMES,
        "weeks": {WEEK: "a" * 64},
        "profile": Profile(VALUES, frozenset({"postal_address"})),
        "idle": {"teacher": ("t7", "t8")},
    }
    return SchoolFacts(**{**facts, **changes})  # type: ignore[arg-type]


CHANGE = Change(datetime(2026, 11, 20, 7, 30, tzinfo=UTC).replace(tzinfo=None), "t2")


def told(choice: SchoolChoice | None = None, key: str = "ru", **changes: object) -> Statistics:
    """Return the statistics of the school."""
    return Statistics(language(key), known(**changes), choice or SchoolChoice(), CONFIG)
