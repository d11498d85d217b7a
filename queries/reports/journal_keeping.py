"""Statistics of keeping the e-journal (A.7, B-13 row 23): school, classes, teachers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dashboard.reports.terms import (
    CHOICE,
    CODE,
    HUNDREDTHS,
    MOMENT,
    Asked,
    Column,
    Option,
    Parameter,
    Report,
    Words,
)
from queries.reports.attainment import PERIOD
from queries.reports.days import FROM, SPAN, TO
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
    number,
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
        number("lessons", lambda lang: lang.gettext("Lessons")),
        Column("last_change", lambda lang: lang.gettext("Last change"), MOMENT, width=20),
        Column("author", lambda lang: lang.gettext("Author of the change"), CODE, width=20),
        *(number(f"{key}_share", _TITLES[key], None, HUNDREDTHS) for key in PAIRS),
        number("results_share", lambda lang: lang.gettext("Period results set, %"), None, HUNDREDTHS),
        number("sor", lambda lang: lang.gettext("Unit assessments set")),
        number("soch", lambda lang: lang.gettext("Term assessments set")),
    ]


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
