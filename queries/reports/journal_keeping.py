"""Statistics of keeping the e-journal (A.7, B-13 row 23): school, classes, teachers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dashboard.reports.terms import (
    CHOICE,
    CODE,
    HUNDREDTHS,
    MOMENT,
    WHOLE,
    Asked,
    Column,
    Option,
    Parameter,
    Report,
    Words,
)
from dashboard.school_choice import DATES, RESULTS
from dashboard.weeks import last_day
from queries.reports.attainment import PERIOD
from queries.reports.days import FROM, SPAN, TO, days_of
from queries.reports.journal_counts import CLASSES, FILLED, PAIRS, SCHOOL_VARIANT, TEACHERS, UNFILLED, journal_rows
from queries.reports.school_terms import (
    ALL,
    ANY_CLASS,
    CLASS_COLUMN,
    GROUP,
    NO_NAMES,
    SUBJECT_COLUMN,
    TEACHER_COLUMN,
    counted_groups,
    group_columns,
)

_TITLES: Mapping[str, Words] = {
    "topics": lambda lang: lang.gettext("Topics filled, %"),
    "homework_in_time": lambda lang: lang.gettext("Homework in time, %"),
    "homework": lambda lang: lang.gettext("Lessons with homework, %"),
    "journal": lambda lang: lang.gettext("Journal keeping, %"),
    "planning": lambda lang: lang.gettext("Planning, %"),
    "timely": lambda lang: lang.gettext("Timely journal, %"),
}


def _columns(named: Callable[[Asked], Sequence[Column]]) -> Callable[[Asked], list[Column]]:
    """Return the columns of A.7 after those of names."""
    return lambda asked: [
        *named(asked),
        _listed("lessons", lambda lang: lang.gettext("Lessons")),
        Column("last_change", lambda lang: lang.gettext("Last change"), MOMENT, width=20),
        Column("author", lambda lang: lang.gettext("Author of the change"), CODE, width=20),
        *(_listed(key, _TITLES[key], share=True) for key in PAIRS),
        _listed(RESULTS, lambda lang: lang.gettext("Period results set, %"), share=True),
        _listed("sor", lambda lang: lang.gettext("Unit assessments set")),
        _listed("soch", lambda lang: lang.gettext("Term assessments set")),
    ]


def _listed(key: str, title: Words, *, share: bool = False) -> Column:
    """Return a column whose rows the school's own page lists under the same key."""
    return Column(f"{key}_share" if share else key, title, HUNDREDTHS if share else WHOLE, width=10, listed=key)


def behind(asked: Asked, row: Mapping[str, Any], column: Column) -> dict[str, str] | None:
    """Return the fields with which the school's page lists the lessons (or results) of a row; None without lessons.

    Counts that were handed over have no lessons; neither can the lessons be named that nobody teaches or that belong to
    no subject, nor the sum of journals that were picked by how they are filled.
    """
    is_row, first_last = "row_id" in row, days_of(asked)
    if not row.get("lessons_with_topics") or (asked.one("journals") != ALL and not is_row):
        return None
    names = {"grade": "grade", "class_id": "class", "subject_id": "subject", "teacher_id": "teacher"}
    chosen = {field: row[name] for name, field in names.items() if is_row and name in row}
    if not all(value or value == 0 for value in chosen.values()):
        return None
    fields = {"week": asked.week.isoformat(), "class": asked.one("class")} | {
        key: str(value) for key, value in chosen.items()
    }
    if first_last != (asked.week, last_day(asked.week)):
        fields |= {"period": DATES, "from": first_last[0].isoformat(), "to": first_last[1].isoformat()}
    if column.listed == RESULTS:
        fields["term"] = asked.one(PERIOD.key)
    return {name: value for name, value in fields.items() if value}


JOURNALS = Parameter(
    "journals",
    lambda lang: lang.gettext("Journals shown"),
    CHOICE,
    (
        Option(ALL, lambda lang: lang.pgettext("journals", "all")),
        Option(FILLED, lambda lang: lang.pgettext("journals", "only filled")),
        Option(UNFILLED, lambda lang: lang.pgettext("journals", "only unfilled")),
    ),
    (ALL,),
)
_ABOUT: tuple[Words, ...] = (
    lambda lang: lang.gettext(
        "Topics, journal and planning: lessons with a topic; with a mark, an absence, a comment or the tick; with a "
        "topic or homework; each out of all lessons. Cancelled lessons count nowhere."
    ),
    lambda lang: lang.gettext(
        "Homework: lessons with homework out of the lessons of grades above the first; in time: given before the "
        "end of the lesson's day, out of those with homework. Timely: marks set by 13:00 of the day after the "
        "lesson out of the marks that count. Percentages are cut after two decimals, never rounded up."
    ),
    lambda lang: lang.gettext(
        "Results of the period: set results out of the pupils of every journal. A journal is filled when every "
        "lesson of it is recorded. A substituted lesson is the substitute's. The school's own page shows the same "
        "numbers."
    ),
)
_TABLES = (
    "lessons", "topics", "homework", "marks", "attendance", "comments", "held", "period_results", "journal_changes",
    "class_week", "school_week",
)  # fmt: skip


def _report(key: str, title: Words, variant: str, named: Callable[[Asked], Sequence[Column]], **more: object) -> Report:
    """Return one of the reports."""
    return Report(
        key=f"journal_keeping_{key}",
        title=title,
        about=(*_ABOUT, NO_NAMES),
        tables=_TABLES,
        needs_one=("lessons", "class_week", "school_week"),
        access="journal_keeping",
        group=GROUP,
        columns=_columns(named),
        rows=lambda facts, asked: journal_rows(facts, asked, variant),
        behind=behind,
        parameters=(SPAN, FROM, TO, ANY_CLASS, PERIOD, JOURNALS),
        **more,  # type: ignore[arg-type]
    )


REPORTS = (
    _report(
        "school",
        lambda lang: lang.gettext("Statistics of keeping the e-journal: school"),
        SCHOOL_VARIANT,
        group_columns,
        counted=counted_groups,
        order=("grade", "name"),
    ),
    _report(
        "classes",
        lambda lang: lang.gettext("Statistics of keeping the e-journal: classes"),
        CLASSES,
        lambda asked: [CLASS_COLUMN, SUBJECT_COLUMN],
        counted=lambda asked: "rows",
        school_only=True,
        order=("class_name", "subject"),
    ),
    _report(
        "teachers",
        lambda lang: lang.gettext("Statistics of keeping the e-journal: teachers"),
        TEACHERS,
        lambda asked: [TEACHER_COLUMN],
        counted=lambda asked: "teachers",
        school_only=True,
        personal=True,
        order=("teacher_id",),
    ),
)
