"""The import contract, version 1, as data: the tables of records.md.

Everything the reader checks is said here once: columns, types, lists, ranges, keys, references, what may be absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from dashboard.snapshot.contract_terms import AtMost, Column, ColumnType, Presence, Reference, Table

CONTRACT_VERSION = 1

REPUBLIC = "000000000"
COUNTRY_SCOPE = "KZ"

# The reasons of rejects.csv, in no particular order: the order of faults in a row is Q-77.
REASONS = (
    "missing_value",
    "bad_type",
    "not_in_list",
    "inconsistent",
    "outside_week",
    "duplicate_id",
    "unknown_reference",
    "bad_row",
)


LARGEST_COUNT = 10**12


def _column(name: str, kind: ColumnType, values: str = "", **rest: Any) -> Column:
    """Return a column; a star after the name means required, as in records.md."""
    return Column(name.rstrip("*"), kind, name.endswith("*"), tuple(values.split()), **rest)


def _text(name: str, values: str = "", **rest: Any) -> Column:
    return _column(name, "text", values, **rest)


def _int(name: str, low: int | None = None, high: int | None = None, **rest: Any) -> Column:
    return _column(name, "int", low=low, high=high, **rest)


def _count(name: str) -> Column:
    """Return a count of a week: its limit is far above anything that can happen, yet sums and products stay exact.

    A negative one is not out of the range but `inconsistent` (Q-67).
    """
    return _int(name, -LARGEST_COUNT, LARGEST_COUNT)


def _date(name: str) -> Column:
    return _column(name, "date")


def _time(name: str) -> Column:
    return _column(name, "time")


def _bool(name: str) -> Column:
    return _column(name, "bool")


_NAMES = (_text("name_kk*"), _text("name_ru*"), _text("name_en"))

ROLES = ("teacher", "pupil", "parent", "staff")
_ROLE = _text("role*", " ".join(ROLES))

# The 18 mandatory profile fields (spec A.3, I7), in the order of the source text.
PROFILE_FIELDS = (
    "org_form",
    "org_type",
    "org_structure",
    "ownership",
    "short_name",
    "full_name",
    "opened_on",
    "legal_address",
    "postal_address",
    "governing_body",
    "legal_entity_name",
    "accr_reg_no",
    "accr_blank_series",
    "accr_blank_no",
    "accr_valid_until",
    "licence_reg_no",
    "licence_blank_no",
    "licence_valid_from",
)
_PROFILE_DATES = {"opened_on", "accr_valid_until", "licence_valid_from"}

_OF_UNIT = Reference("unit_id", ("units",), level="district")
_OF_SCHOOL = Reference("school_id", ("schools",))
_OF_CLASS = Reference("class_id", ("classes",))
_OF_LESSON = Reference("lesson_id", ("lessons",))

_WEEK_COUNTS = (
    _count("lessons_planned*"),
    _count("lessons_recorded*"),
    _count("lessons_tick_only"),
    _count("marks"),
    _count("marks_timely"),
    _count("marks_eligible"),
    _count("homework"),
    _count("login_days"),
)


def _part(smaller: str, larger: str) -> AtMost:
    """Return the rule that a part is not larger than its whole; the part is at fault."""
    return AtMost(smaller, larger, smaller)


_WEEK_PARTS = (
    _part("lessons_planned", "lessons"),
    _part("lessons_recorded", "lessons"),
    _part("lessons_tick_only", "lessons_recorded"),
    _part("slots", "lessons"),
    _part("classes_full", "classes"),
    _part("marks_timely", "marks_eligible"),
    _part("marks_eligible", "marks"),
    _part("marks_timely", "marks"),  # says something new only where marks_eligible is missing
)


def _week_parts(*absent: str) -> tuple[AtMost, ...]:
    return tuple(rule for rule in _WEEK_PARTS if rule.smaller not in absent)


def _fact(name: str, *columns: Column) -> Table:
    """Return a table of facts on lessons: no key, every row is used (Q-59)."""
    return Table(name, (_text("lesson_id*"), *columns), "facts", reference=_OF_LESSON)


_TABLES = (
    Table(
        "units",
        (
            _text("unit_id*"),
            _text("parent_id"),
            _text("level*", "republic region district"),
            _text("kind", "oblast city_republican rayon city_oblast city_district"),
            *_NAMES,
            _date("valid_from"),
            _date("valid_to"),
        ),
        "always",
        key=("unit_id",),
        reference=Reference("parent_id", ("units",)),
        repeatable=True,
    ),
    Table(
        "schools",
        (
            _text("school_id*"),
            _text("unit_id*"),
            *_NAMES,
            _bool("in_monitor*"),
            _int("week_mode", 5, 6, default=5),
            _text("locality", "urban rural"),
            _bool("is_small"),
            *(_text(name) for name in ("source", "head", "phone", "email", "website")),
            *(_text(name, profile=True, date_expected=name in _PROFILE_DATES) for name in PROFILE_FIELDS),
        ),
        "always",
        key=("school_id",),
        reference=_OF_UNIT,
    ),
    Table(
        "classes",
        (
            _text("class_id*"),
            _text("school_id*"),
            _int("grade*", 0, 12),
            _text("letter*"),
            _text("language", "kk ru uz ug tj en"),
            _int("shift", 1, 3),
            _text("journal_kind", "criterial classical", default="criterial"),
            _text("class_teacher_id"),
            _date("active_from"),
            _date("active_to"),
        ),
        "always",
        key=("class_id",),
        reference=_OF_SCHOOL,
    ),
    Table(
        "accounts",
        (
            _text("account_id*"),
            _text("person_id*"),
            _text("school_id*"),
            _ROLE,
            _date("created_on*"),
            _time("registered_at"),
            _time("first_login_at"),
            _time("archived_at"),
        ),
        "accounts",
        key=("account_id",),
        reference=_OF_SCHOOL,
    ),
    Table(
        "positions",
        (
            _text("person_id*"),
            _text("school_id*"),
            _text("position*", "director head_of_studies deputy_director teacher other"),
            _text(
                "category",
                "pedagogue pedagogue_moderator pedagogue_expert pedagogue_researcher pedagogue_master"
                " highest first second none",
            ),
            _date("awarded_on"),
            _date("valid_until"),
        ),
        reference=_OF_SCHOOL,
    ),
    Table(
        "enrolments",
        (
            _text("pupil_id*"),
            _text("class_id*"),
            _date("entered_on*"),
            _text("entry_kind", "admitted transferred"),
            _date("left_on"),
            _text("leave_reason"),
        ),
        reference=_OF_CLASS,
    ),
    Table("subjects", (_text("subject_id*"), *_NAMES), key=("subject_id",), repeatable=True),
    Table(
        "calendar",
        (
            _text("scope_id*"),
            _int("grade", 0, 12),
            _int("week_mode", 5, 6),
            _date("date_from*"),
            _date("date_to*"),
            _text("kind*", "vacation holiday transferred_workday closure distance"),
        ),
        reference=Reference("scope_id", ("units", "schools"), literals=(COUNTRY_SCOPE,)),
        at_most=(AtMost("date_from", "date_to", "date_to"),),
        repeatable=True,
    ),
    Table(
        "lessons",
        (
            _text("lesson_id*"),
            _text("class_id*"),
            _text("group_id"),
            _text("subject_id"),
            _text("teacher_id"),
            _date("date*"),
            _int("slot*", 1, 14),
            _text("status*", "scheduled cancelled substituted"),
            _text("substitute_id"),
        ),
        "facts",
        key=("lesson_id",),
        reference=_OF_CLASS,
        week_column="date",
    ),
    _fact("topics", _time("entered_at*")),
    _fact("homework", _time("entered_at*"), _int("minutes")),
    _fact(
        "marks",
        _text("pupil_id*"),
        _text("value*"),
        _text("work_type", "formative answer behaviour classwork recitation sor soch", default="formative"),
        _time("entered_at*"),
        _time("edited_at"),
    ),
    _fact("attendance", _text("pupil_id*"), _text("code*", "absent ill excused late"), _time("entered_at*")),
    _fact("comments", _time("entered_at*")),
    _fact("held", _time("entered_at*")),
    Table(
        "logins",
        (_text("person_id*"), _text("school_id*"), _ROLE, _date("date*")),
        reference=_OF_SCHOOL,
        week_column="date",
        folded=True,
    ),
    Table(
        "period_results",
        (
            _text("class_id*"),
            _text("subject_id*"),
            _text("period*", pattern=r"[0-9]{4}-[0-9]{4}/(q[1-4]|year)"),
            _text("pupil_id*"),
            _text("result*", "2 3 4 5 pass fail not_attested exempt"),
        ),
        reference=_OF_CLASS,
    ),
    Table(
        "journal_changes",
        (_text("class_id*"), _text("subject_id"), _text("person_id*"), _time("at*"), _text("kind*")),
        reference=_OF_CLASS,
        week_column="at",
    ),
    Table(
        "class_week",
        (_text("class_id*"), _count("lessons*"), _count("slots*"), *_WEEK_COUNTS),
        "aggregated",
        key=("class_id",),
        reference=_OF_CLASS,
        at_most=_week_parts("classes_full"),
        counts=True,
    ),
    Table(
        "school_week",
        (_text("school_id*"), _count("lessons*"), _count("classes*"), _count("classes_full*"), *_WEEK_COUNTS),
        "aggregated",
        key=("school_id",),
        reference=_OF_SCHOOL,
        at_most=_week_parts("slots"),
        counts=True,
    ),
    Table(
        "accounts_week",
        (_text("school_id*"), _ROLE, _count("created*"), _count("activated*")),
        "accounts",
        key=("school_id", "role"),
        reference=_OF_SCHOOL,
        at_most=(_part("activated", "created"),),
        counts=True,
    ),
)

# Every table by its name, in the order of records.md. A table only refers to tables before it, or to itself.
TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in _TABLES})


def tables_of(presence: Presence) -> tuple[str, ...]:
    """Return the names of the tables of a group of Q-64, in contract order."""
    return tuple(name for name, table in TABLES.items() if table.presence == presence)
