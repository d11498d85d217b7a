"""The tables of facts as data: what one row is, its columns, what it is made of, how it is sorted.

To add a table add a row to `FACT_TABLES` and its expression in ``expressions.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dashboard.snapshot.contract import PROFILE_FIELDS

LAYOUT = 1  # raised whenever a table or column changes its meaning: facts of another layout count as absent

SCHOOL, DISTRICT = "school_id", "unit_id"


# SQL types by the word that stands behind a column's name; text without one.
TYPES = {
    "": "VARCHAR",
    "int": "BIGINT",
    "bool": "BOOLEAN",
    "date": "DATE",
    "time": "TIMESTAMP",  # UTC, without zone
}


@dataclass(frozen=True, slots=True)
class FactTable:
    """A table of facts.

    Attributes
    ----------
    name
        What it and its expression are called.
    row
        What one row is.
    columns
        SQL type by column, in order: ``school_id, unit_id`` (the district), ``week`` (its Sunday) come first.
    needs
        The tables of the drop it is made of; without one of them it is "not connected", which is not empty.
    sort
        By what its rows are sorted within a school.
    whole
        Whether it belongs to no school: it has one file instead of one for each district, and no columns of them.
    """

    name: str
    row: str
    columns: Mapping[str, str]
    needs: tuple[str, ...]
    sort: tuple[str, ...]
    whole: bool = False


def _table(  # noqa: PLR0913 the fields of a table, in order
    name: str, row: str, columns: str, needs: str, sort: str, *, whole: bool = False
) -> FactTable:
    """Return a table; `columns` are names with the word of their type after a colon."""
    first = "week:date" if whole else f"{SCHOOL} {DISTRICT} week:date"
    words = (word.partition(":") for word in f"{first} {columns}".split())
    types = {column: TYPES[kind] for column, _, kind in words}
    return FactTable(name, row, MappingProxyType(types), tuple(needs.split()), tuple(sort.split()), whole)


_COUNTS = (
    "lessons_planned:int lessons_recorded:int lessons_tick_only:int marks:int marks_timely:int marks_eligible:int"
    " homework:int login_days:int"
)

_TABLES = (
    _table(
        "schools",
        "a school of the register; suspicious: the profile fields with odd values, a comma after each (G-21)",
        "name_kk name_ru name_en in_monitor:bool week_mode:int locality is_small:bool source head phone email website "
        + " ".join((*PROFILE_FIELDS, "suspicious")),
        "schools",
        "",
    ),
    _table(
        "classes",
        "a class; taught: it has teaching in the week (Q-1); min_lessons: how many it needs in its timetable (Q-4)",
        "class_id grade:int letter language shift:int journal_kind class_teacher_id active_from:date active_to:date"
        " taught:bool min_lessons:int",
        "classes",
        "grade letter class_id",
    ),
    _table("subjects", "a subject", "subject_id name_kk name_ru name_en", "subjects", "subject_id", whole=True),
    _table(
        "people",
        "a person in a role at a school; accounts and activated_accounts: how many stand at the cut-off (Q-51)",
        "person_id role created_on:date accounts:int activated_accounts:int activated:bool archived:bool",
        "accounts",
        "role person_id",
    ),
    _table(
        "positions",
        "a position of a person at a school",
        "person_id position category awarded_on:date valid_until:date",
        "positions",
        "person_id position",
    ),
    _table(
        "enrolments",
        "a pupil in a class",
        "pupil_id class_id entered_on:date entry_kind left_on:date leave_reason",
        "enrolments",
        "class_id pupil_id",
    ),
    _table(
        "lessons",
        "a lesson record of any status, with what was entered about it by the cut-off; counted: it is in L (Q-2)",
        "lesson_id class_id group_id subject_id teacher_id substitute_id date:date slot:int status counted:bool"
        " topic_at:time homework_at:time homework_minutes:int homework_in_time:bool marks:int marks_in_time:int"
        " marks_eligible:int sor:int soch:int absences:int comments:int held_at:time planned:bool recorded:bool"
        " tick_only:bool homework:int late_entries:int",
        "lessons topics homework marks attendance comments held",
        "date slot class_id lesson_id",
    ),
    _table(
        "pupil_weeks",
        "a pupil in a subject of a class in the week, with marks or absences on lessons of L entered by the cut-off",
        "class_id subject_id pupil_id mark_count:int mark_sum:int"
        " n10:int n9:int n8:int n7:int n6:int n5:int n4:int n3:int n2:int n1:int"
        " absent:int ill:int excused:int late:int",
        "lessons topics homework marks attendance comments held",
        "class_id subject_id pupil_id",
    ),
    _table("logins", "a person, role and day", "person_id role date:date", "logins", "date role person_id"),
    _table(
        "period_results",
        "a result of a pupil in a subject and period",
        "class_id subject_id period pupil_id result",
        "period_results",
        "class_id subject_id period pupil_id",
    ),
    _table(
        "journal_changes",
        "a change of a journal",
        "class_id subject_id person_id at:time kind",
        "journal_changes",
        "class_id at",
    ),
    _table(
        "class_week",
        "a class that hands over counts",
        f"class_id lessons:int slots:int {_COUNTS}",
        "class_week",
        "class_id",
    ),
    _table(
        "school_week",
        "a school that hands over counts",
        f"lessons:int classes:int classes_full:int {_COUNTS}",
        "school_week",
        "",
    ),
    _table(
        "accounts_week",
        "a role of a school that hands over counts",
        "role created:int activated:int",
        "accounts_week",
        "role",
    ),
)

FACT_TABLES: Mapping[str, FactTable] = MappingProxyType({table.name: table for table in _TABLES})
