"""What reports on schools share: their columns, the interval they reach back over, and what their rows are.

A report "School" has a row for each grade where a school is chosen, else a row for each school of a district, each
district of a region, each region: sums of the same rows, so one level adds up to the other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.reports.terms import (
    CHOICE,
    CLASS,
    CODE,
    MEMBERS,
    NAME,
    REPUBLIC,
    SCHOOL,
    TEXT,
    WHOLE,
    Answer,
    Asked,
    Column,
    Facts,
    Option,
    Parameter,
    Words,
)
from dashboard.weeks import WEEK, academic_year, first_week, weeks_before

GROUP = "school_reports"
WEEK_ALONE, MONTH, YEAR = "week", "month", "year"
_FOUR = 4  # weeks
ALL = ""

CLASS_COLUMN = Column("class_name", lambda lang: lang.pgettext("column", "Class"), TEXT, width=10)
SUBJECT_COLUMN = Column("subject", lambda lang: lang.pgettext("column", "Subject"), NAME, width=28)
PUPIL_COLUMN = Column("pupil_id", lambda lang: lang.pgettext("column", "Pupil (id)"), CODE, width=20)
TEACHER_COLUMN = Column("teacher_id", lambda lang: lang.pgettext("column", "Teacher (id)"), CODE, width=20)

NO_NAMES: Words = lambda lang: lang.gettext(  # noqa: E731 - a text like the others
    "The records name no persons: pupils and staff stand here by the identifiers their journal system gives them."
)

# Why schools that hand over counts have no data in reports that are made of lessons: stands in how these are built.
COUNTS_ALONE: Words = lambda lang: lang.gettext(  # noqa: E731 - a text like the others
    "Schools that hand over counts instead of lessons have no data here, which is not zero: counts say nothing about "
    "single lessons, absences, marks or minutes of homework."
)

INTERVALS = (
    Option(WEEK_ALONE, lambda lang: lang.gettext("The reporting week")),
    Option(MONTH, lambda lang: lang.gettext("Four weeks up to it")),
    Option(YEAR, lambda lang: lang.gettext("The school year up to it")),
)
INTERVAL = Parameter("interval", lambda lang: lang.gettext("Interval"), CHOICE, INTERVALS, (WEEK_ALONE,))

_CLASSES = "SELECT class_id, grade, letter FROM classes {where} ORDER BY grade, letter, class_id"
_SUBJECTS = """
SELECT subject_id, name_kk, name_ru, name_en FROM subjects
WHERE subject_id IN (SELECT subject_id FROM {table}) ORDER BY subject_id
"""


def interval_weeks(asked: Asked) -> int:
    """Return how many weeks the interval of a question has, the asked one included."""
    first = first_week(academic_year(asked.week))
    return {MONTH: _FOUR, YEAR: (asked.week - first) // WEEK + 1}.get(asked.one("interval"), 1)


def over_interval(facts: Facts, asked: Asked, table: str) -> str:
    """Return the name of a view of a table over the interval; empty where nobody handed it over."""
    return facts.table(table, weeks=interval_weeks(asked))


def interval_notes(facts: Facts, asked: Asked) -> list[Words]:
    """Return how many weeks of the interval are kept, where that is not all of them."""
    wanted = weeks_before(asked.week, interval_weeks(asked))
    return kept_weeks_note(len(set(wanted) & set(facts.weeks)), len(wanted))


def kept_weeks_note(known: int, wanted: int) -> list[Words]:
    """Return how many of some weeks are kept, where that is not all of them."""
    if known == wanted:
        return []
    return [
        lambda lang: lang.gettext(
            "The rows of %(known)s of the %(all)s weeks of the interval are kept; vacations are among the weeks.",
            known=lang.number(known),
            all=lang.number(wanted),
        )
    ]


def classes_of(facts: Facts, asked: Asked) -> list[Option]:
    """Return the classes of the school."""
    if asked.level != SCHOOL or not facts.table("classes"):
        return []
    return _classes(facts, "")


def classes_in(facts: Facts, asked: Asked, table: str) -> list[Option]:
    """Return the classes of the school of which a table has rows."""
    view = facts.table(table)
    if asked.level != SCHOOL or not view or not facts.table("classes"):
        return []
    return _classes(facts, f"WHERE class_id IN (SELECT class_id FROM {view})")  # noqa: S608 - our own view


def _classes(facts: Facts, where: str) -> list[Option]:
    """Return classes, by grade and letter."""
    found = facts.rows(_CLASSES.format(where=where)).to_pylist()
    return [_named(row["class_id"], f"{row['grade']}{row['letter']}") for row in found]


def named_classes(facts: Facts, classes: Collection[str]) -> list[Words]:
    """Return what classes are called, by grade and letter; the id of one the week does not know."""
    known = facts.rows(_CLASSES.format(where="")).to_pylist() if facts.table("classes") else []
    found = {row["class_id"]: _called(row["grade"], row["letter"]) for row in known if row["class_id"] in classes}
    return [*found.values(), *(_always(one) for one in sorted(classes) if one not in found)]


def _called(grade: int, letter: str) -> Words:
    """Return ``8 «Б»``, as the school's own page calls a class."""
    return lambda lang: lang.gettext("%(grade)s “%(letter)s”", grade=grade, letter=letter)


def _always(text: str) -> Words:
    """Return a text that is the same in every language."""
    return lambda lang: text


def all_classes_of(facts: Facts, asked: Asked) -> list[Option]:
    """Return the classes of the school, all of them together first."""
    return [ALL_OF_THEM, *classes_of(facts, asked)]


def subjects_of(facts: Facts, table: str) -> list[Option]:
    """Return the subjects that a table has rows of, all of them together first."""
    view = facts.table(table)
    if not view or not facts.table("subjects"):
        return [ALL_OF_THEM]
    rows = facts.rows(_SUBJECTS.format(table=view)).to_pylist()
    return [ALL_OF_THEM, *(Option(row["subject_id"], _name(row)) for row in rows)]


def has_rows(facts: Facts, view: str) -> bool:
    """Return whether a view has any row of the asked schools."""
    return bool(view) and bool(facts.rows(f"SELECT 1 FROM {view} LIMIT 1").num_rows)  # noqa: S608 - our own view


def named_subjects(facts: Facts, table: str) -> str:
    """Return a query of subject_id, subject_kk, subject_ru, subject_en; their ids where nobody handed names over."""
    if facts.table("subjects"):
        names = "name_kk AS subject_kk, name_ru AS subject_ru, name_en AS subject_en"
        return f"(SELECT subject_id, {names} FROM subjects)"  # noqa: S608 - our own view
    names = "subject_id AS subject_kk, subject_id AS subject_ru, subject_id AS subject_en"
    return f"(SELECT DISTINCT subject_id, {names} FROM {table})"  # noqa: S608 - our own views


def _named(key: str, title: str) -> Option:
    """Return an option that is called the same in every language."""
    return Option(key, _always(title))


def _name(row: Mapping[str, Any]) -> Words:
    """Return a name in three languages."""
    names = {key: row[f"name_{key}"] for key in ("kk", "ru", "en")}
    return lambda lang: lang.name(names)[0]


ALL_OF_THEM = Option(ALL, lambda lang: lang.pgettext("report", "All"))
A_CLASS = Parameter(CLASS, lambda lang: lang.pgettext("column", "Class"), CHOICE, classes_of)
ANY_CLASS = Parameter(CLASS, lambda lang: lang.pgettext("column", "Class"), CHOICE, all_classes_of, (ALL,))


def group_columns(asked: Asked) -> list[Column]:
    """Return the columns that name a row of a report "School": the grade of a school, or a school or unit."""
    if asked.level == SCHOOL:
        return [Column("grade", lambda lang: lang.pgettext("column", "Grade"), WHOLE, width=10)]
    return [Column("name", _member_title(asked), NAME, width=36)]


def _member_title(asked: Asked) -> Words:
    """Return the head of the names of schools or units."""
    if asked.level == "district":
        return lambda lang: lang.pgettext("column", "School")
    if asked.level == REPUBLIC:
        return lambda lang: lang.pgettext("column", "Region")
    return lambda lang: lang.pgettext("column", "District, city")


def number(key: str, title: Words, group: Words | None = None, format_: str = WHOLE) -> Column:
    """Return a column of numbers."""
    return Column(key, title, format_, group, width=10)


def counted_groups(asked: Asked) -> str:
    """Return what the total line of a report "School" counts."""
    return {SCHOOL: "grades", "district": "schools"}.get(asked.level) or MEMBERS[asked.level]


def kept_as(asked: Asked) -> str:
    """Return how rows that several queries read are kept: a school's as a table, a country's are too many for that."""
    return "TABLE" if asked.level == SCHOOL else "VIEW"


_GROUPS = """
CREATE OR REPLACE TEMP TABLE places AS
SELECT classes.school_id, classes.class_id, classes.grade, classes.letter, classes.journal_kind,
    {row} AS row_id
FROM classes JOIN members USING (school_id) WHERE classes.school_id IN (SELECT school_id FROM {handed})
"""
_GRADES = """
CREATE OR REPLACE TEMP TABLE heads AS
SELECT grade::VARCHAR AS row_id, grade, 1 AS schools, 1 AS covered FROM places GROUP BY grade
"""
_MEMBERS = """
CREATE OR REPLACE TEMP TABLE heads AS
SELECT row_id, any_value(name_kk) AS name_kk, any_value(name_ru) AS name_ru, any_value(name_en) AS name_en,
    count(*) AS schools, count(*) FILTER (school_id IN (SELECT school_id FROM {handed})) AS covered
FROM members GROUP BY row_id
"""
_CLASS_HEADS = """
CREATE OR REPLACE TEMP TABLE heads AS
SELECT class_id AS row_id, class_id, grade, letter, grade || letter AS class_name, 1 AS schools, 1 AS covered
FROM places
"""


@dataclass(frozen=True, slots=True)
class Grouping:
    """Rows of a report that are made of classes.

    Attributes
    ----------
    handed
        The view whose schools have numbers; of all others nothing is known, which is not zero.
    by_class
        Whether every class is a row.
    """

    handed: str
    by_class: bool = False


def group(facts: Facts, asked: Asked, grouping: Grouping) -> None:
    """Make the tables ``places`` (a class and the row it belongs to) and ``heads`` (a row of the report)."""
    facts.table("classes")
    facts.members(schools=asked.level in {SCHOOL, "district"})
    in_school = asked.level == SCHOOL
    row = "classes.class_id" if grouping.by_class else "classes.grade::VARCHAR" if in_school else "members.row_id"
    facts.prepare(_GROUPS.format(row=row, handed=grouping.handed))
    if grouping.by_class:
        facts.prepare(_CLASS_HEADS)
    else:
        facts.prepare(_GRADES if in_school else _MEMBERS.format(handed=grouping.handed))


def tabulate(
    facts: Facts, counts: str, notes: Sequence[Words] = (), zeros: Sequence[str] = (), **values: object
) -> Answer:
    """Return heads with their counts, and the same counts over everything as the last row.

    Parameters
    ----------
    counts
        A query with the columns row_id and ``whole`` (true of the one row over everything), grouped accordingly.
    notes
        What a reader should know.
    zeros
        Counts that are zero in a row of which something was handed over and nothing counted.
    """
    facts.prepare(f"CREATE OR REPLACE TEMP TABLE counts AS {counts}", **values)
    known = facts.rows("SELECT * FROM heads LIMIT 0").column_names
    names = facts.rows("SELECT * EXCLUDE (row_id, whole) FROM counts LIMIT 0").column_names
    counted = ", ".join(_counted(name, zero=name in zeros) for name in names if name not in known)
    rows = facts.rows(_ROWS.format(counted=counted))
    if not rows.num_rows:
        return Answer(rows, None, notes, handed=False)
    last = facts.rows("SELECT * EXCLUDE (row_id, whole) FROM counts WHERE whole").to_pylist()
    whole: Mapping[str, Any] = last[0] if last else {}
    covered, schools = (sum(rows.column(name).to_pylist()) for name in ("covered", "schools"))
    is_unit = "name_kk" in known
    if is_unit and not covered:  # the sum of nothing is no zero
        whole = dict.fromkeys(names)
    return Answer(rows, whole, notes, covered if is_unit else None, schools if is_unit else None)


_ROWS = """
SELECT heads.*, {counted} FROM heads
LEFT JOIN counts ON counts.row_id = heads.row_id AND NOT counts.whole ORDER BY heads.row_id
"""


def _counted(name: str, *, zero: bool) -> str:
    """Return a count as a query selects it: zero, where it is to be, of what is covered alone."""
    return f'CASE WHEN covered > 0 THEN coalesce(counts."{name}", 0) END AS "{name}"' if zero else f'counts."{name}"'
