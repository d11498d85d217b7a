"""The average of current marks (B-13 row 21): pupils, teachers, subjects; each scale by itself."""

from __future__ import annotations

from dashboard.reports.terms import HUNDREDTHS, Answer, Asked, Facts, Report, Words
from queries.reports.mark_scales import ABOUT, AVERAGE, NEEDED, TABLES, TABS, average_columns, prepare_marks
from queries.reports.not_connected import PROGRAMME
from queries.reports.school_terms import (
    ANY_CLASS,
    CLASS_COLUMN,
    GROUP,
    INTERVAL,
    NO_NAMES,
    PUPIL_COLUMN,
    SUBJECT_COLUMN,
    TEACHER_COLUMN,
    interval_notes,
    named_subjects,
    number,
    over_interval,
    tabulate,
)

_COUNTS = f"""
SELECT row_id, grouping(row_id) = 1 AS whole, sum(mark_count)::BIGINT AS marks, count(DISTINCT pupil_id) AS pupils,
    count(DISTINCT class_id) AS classes, count(DISTINCT (class_id, subject_id)) AS journals, {AVERAGE} AS average
FROM given GROUP BY GROUPING SETS ((row_id), ())
"""  # noqa: S608 - our own words
_PUPIL_HEADS = """
CREATE OR REPLACE TEMP TABLE heads AS
SELECT DISTINCT class_id || '|' || pupil_id AS row_id, pupil_id, grade || letter AS class_name,
    1 AS schools, 1 AS covered
FROM given JOIN (SELECT class_id, grade, letter FROM places) USING (class_id)
"""
_SUBJECT_HEADS = """
CREATE OR REPLACE TEMP TABLE heads AS
SELECT DISTINCT coalesce(given.subject_id, '') AS row_id, subject_kk, subject_ru, subject_en, 1 AS schools, 1 AS covered
FROM given LEFT JOIN {subjects} AS named USING (subject_id)
"""
# Marks carry no teacher: those of a journal are its teacher's where it has one, and nobody's where it has several.
_TEACHERS = """
CREATE OR REPLACE TEMP TABLE taught AS
SELECT class_id, subject_id, any_value(teacher_id) AS teacher_id, count(DISTINCT teacher_id) AS teachers
FROM {lessons} WHERE counted GROUP BY class_id, subject_id
"""
_TEACHER_HEADS = """
CREATE OR REPLACE TEMP TABLE heads AS
SELECT DISTINCT row_id, row_id AS teacher_id, 1 AS schools, 1 AS covered FROM own
"""
_OWN = """
CREATE OR REPLACE TEMP TABLE own AS SELECT given.* REPLACE (taught.teacher_id AS row_id)
FROM given JOIN taught USING (class_id, subject_id) WHERE teachers = 1
"""
_SHARED = """
SELECT count(*) FROM (SELECT DISTINCT class_id, subject_id FROM given) JOIN taught USING (class_id, subject_id)
WHERE teachers <> 1
"""


def by_pupil(facts: Facts, asked: Asked) -> Answer:
    """Return one row a pupil with marks."""
    prepare_marks(facts, asked, row="places.class_id || '|' || pupil_id")
    facts.prepare(_PUPIL_HEADS)
    return tabulate(facts, _COUNTS, interval_notes(facts, asked))


def by_teacher(facts: Facts, asked: Asked) -> Answer:
    """Return one row a teacher who alone teaches a journal with marks."""
    prepare_marks(facts, asked)
    facts.prepare(_TEACHERS.format(lessons=over_interval(facts, asked, "lessons")))
    shared = facts.rows(_SHARED).column(0)[0].as_py()
    facts.prepare(_OWN)
    facts.prepare(_TEACHER_HEADS)
    return tabulate(
        facts, _COUNTS.replace("FROM given", "FROM own"), [*_shared_notes(shared), *interval_notes(facts, asked)]
    )


def _shared_notes(shared: int) -> list[Words]:
    """Return how many journals are nobody's alone."""
    if not shared:
        return []
    return [
        lambda lang: lang.ngettext(
            "%(num)s journal (class and subject) with marks has no single teacher and is left out.",
            "%(num)s journals (class and subject) with marks have no single teacher and are left out.",
            shared,
        )
    ]


def by_subject(facts: Facts, asked: Asked) -> Answer:
    """Return one row a subject with marks."""
    prepare_marks(facts, asked, row="coalesce(subject_id, '')")
    facts.prepare(_SUBJECT_HEADS.format(subjects=named_subjects(facts, "given")))
    return tabulate(facts, _COUNTS, interval_notes(facts, asked))


def _report(key: str, title: Words, **more: object) -> Report:
    """Return one of the reports."""
    fields = {"about": ABOUT, "tables": TABLES, "needs": NEEDED, "tabs": TABS, "parameters": (INTERVAL,)} | more
    return Report(key=key, title=title, access="average_mark", group=GROUP, **fields)  # type: ignore[arg-type]


REPORTS = (
    _report(
        "average_mark_pupils",
        lambda lang: lang.gettext("Average mark: pupils"),
        about=(*ABOUT, NO_NAMES),
        columns=lambda asked: [
            PUPIL_COLUMN,
            CLASS_COLUMN,
            number("journals", lambda lang: lang.pgettext("column", "Subjects")),
            number("marks", lambda lang: lang.pgettext("column", "Marks")),
            number("average", lambda lang: lang.gettext("Average mark"), None, HUNDREDTHS),
        ],
        rows=by_pupil,
        counted=lambda asked: "pupils",
        school_only=True,
        personal=True,
        parameters=(INTERVAL, ANY_CLASS),
        order=("class_name", "pupil_id"),
    ),
    _report(
        "average_mark_teachers",
        lambda lang: lang.gettext("Average mark: teachers"),
        about=(*ABOUT, NO_NAMES),
        columns=lambda asked: [
            TEACHER_COLUMN,
            number("journals", lambda lang: lang.pgettext("column", "Journals")),
            *average_columns(),
        ],
        rows=by_teacher,
        counted=lambda asked: "teachers",
        school_only=True,
        personal=True,
        order=("teacher_id",),
    ),
    _report(
        "average_mark_subjects",
        lambda lang: lang.gettext("Average mark: subjects"),
        columns=lambda asked: [
            SUBJECT_COLUMN,
            number("classes", lambda lang: lang.pgettext("column", "Classes")),
            *average_columns(),
        ],
        rows=by_subject,
        counted=lambda asked: "subjects",
        order=("subject",),
    ),
    PROGRAMME,
)
