"""Statistics of marks (B-13 row 20): how many of each mark, by grade, class or subject."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dashboard.reports.terms import Answer, Asked, Column, Facts, Report, Words
from queries.reports.mark_scales import (
    ABOUT,
    NEEDED,
    TABLES,
    TABS,
    average_columns,
    prepare_marks,
    sums,
    value_columns,
    zeros,
)
from queries.reports.school_terms import (
    CLASS_COLUMN,
    GROUP,
    INTERVAL,
    SUBJECT_COLUMN,
    counted_groups,
    group_columns,
    interval_notes,
    named_subjects,
    tabulate,
)

_COUNTS = "SELECT row_id, grouping(row_id) = 1 AS whole, {sums} FROM given GROUP BY GROUPING SETS ((row_id), ())"
_SUBJECT_HEADS = """
CREATE OR REPLACE TEMP TABLE heads AS
SELECT DISTINCT coalesce(given.subject_id, '') AS row_id, subject_kk, subject_ru, subject_en, 1 AS schools, 1 AS covered
FROM given LEFT JOIN {subjects} AS named USING (subject_id)
"""


def _rows(facts: Facts, asked: Asked, *, by_class: bool) -> Answer:
    """Return one row a grade, school, unit or class."""
    prepare_marks(facts, asked, by_class=by_class)
    return tabulate(facts, _COUNTS.format(sums=sums(asked)), interval_notes(facts, asked), zeros(asked))


def _subjects(facts: Facts, asked: Asked) -> Answer:
    """Return one row a subject."""
    prepare_marks(facts, asked, row="coalesce(subject_id, '')")
    facts.prepare(_SUBJECT_HEADS.format(subjects=named_subjects(facts, "given")))
    return tabulate(facts, _COUNTS.format(sums=sums(asked)), interval_notes(facts, asked))


def _columns(named: Callable[[Asked], Sequence[Column]]) -> Callable[[Asked], list[Column]]:
    """Return the columns of a report: those of names, marks by value, average."""
    return lambda asked: [*named(asked), *average_columns(), *value_columns(asked)]


def _report(key: str, title: Words, **more: object) -> Report:
    """Return one of the reports."""
    fields = {"about": ABOUT, "tables": TABLES, "needs": NEEDED, "tabs": TABS, "parameters": (INTERVAL,)} | more
    return Report(key=key, title=title, access="mark_statistics", group=GROUP, **fields)  # type: ignore[arg-type]


REPORTS = (
    _report(
        "mark_statistics_school",
        lambda lang: lang.gettext("Statistics of marks: school"),
        columns=_columns(group_columns),
        rows=lambda facts, asked: _rows(facts, asked, by_class=False),
        counted=counted_groups,
        order=("grade", "name"),
    ),
    _report(
        "mark_statistics_classes",
        lambda lang: lang.gettext("Statistics of marks: classes"),
        columns=_columns(lambda asked: [CLASS_COLUMN]),
        rows=lambda facts, asked: _rows(facts, asked, by_class=True),
        counted=lambda asked: "classes",
        school_only=True,
        order=("class_name",),
    ),
    _report(
        "mark_statistics_subjects",
        lambda lang: lang.gettext("Statistics of marks: subjects"),
        columns=_columns(lambda asked: [SUBJECT_COLUMN]),
        rows=_subjects,
        counted=lambda asked: "subjects",
        order=("subject",),
    ),
)
