"""Attainment (B-13 rows 7–11, D.3): results of a period by grade, class, pupil, for the class teacher, by teacher."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from dashboard.reports import attainment
from dashboard.reports.terms import (
    CHOICE,
    HUNDREDTHS,
    SCHOOL,
    WORD,
    Answer,
    Asked,
    Column,
    Facts,
    Option,
    Parameter,
    Report,
    Words,
)
from queries.reports.school_terms import (
    ALL,
    ALL_OF_THEM,
    ANY_CLASS,
    CLASS_COLUMN,
    GROUP,
    NO_NAMES,
    PUPIL_COLUMN,
    SUBJECT_COLUMN,
    TEACHER_COLUMN,
    Grouping,
    classes_in,
    counted_groups,
    group,
    group_columns,
    named_subjects,
    number,
    subjects_of,
    tabulate,
)

_NEEDED = ("period_results",)
_GRADES: Mapping[str, Words] = {
    "n5": lambda lang: lang.pgettext("result", "5 (excellent)"),
    "n4": lambda lang: lang.pgettext("result", "4 (good)"),
    "n3": lambda lang: lang.pgettext("result", "3 (satisfactory)"),
    "n2": lambda lang: lang.pgettext("result", "2 (failing)"),
}
_UNMARKED: Mapping[str, Words] = {
    "passed": lambda lang: lang.pgettext("result", "Pass"),
    "failed": lambda lang: lang.pgettext("result", "Fail"),
    "not_attested": lambda lang: lang.pgettext("result", "Not attested"),
    "exempt": lambda lang: lang.pgettext("result", "Exempt"),
}
STANDINGS: Mapping[str, Words] = {
    "excellent": lambda lang: lang.pgettext("standing", "excellent in everything"),
    "good": lambda lang: lang.pgettext("standing", "good and excellent"),
    "passing": lambda lang: lang.pgettext("standing", "succeeds, with a 3"),
    "failing": lambda lang: lang.pgettext("standing", "does not succeed"),
    "not_attested": lambda lang: lang.pgettext("standing", "not attested in something"),
}
QUARTERS: Mapping[str, Words] = {
    "q1": lambda lang: lang.pgettext("period", "1st quarter"),
    "q2": lambda lang: lang.pgettext("period", "2nd quarter"),
    "q3": lambda lang: lang.pgettext("period", "3rd quarter"),
    "q4": lambda lang: lang.pgettext("period", "4th quarter"),
    "year": lambda lang: lang.pgettext("period", "school year"),
}

_PERIODS = "SELECT DISTINCT period FROM period_results ORDER BY period DESC"
_TEACHERS = "SELECT DISTINCT teacher_id FROM lessons WHERE counted AND teacher_id IS NOT NULL ORDER BY teacher_id"
_SIZES = """
CREATE OR REPLACE TEMP TABLE sizes AS
SELECT class_id, count(DISTINCT pupil_id) AS size FROM {enrolments}
WHERE entered_on <= week + 6 AND (left_on IS NULL OR left_on > week + 6) GROUP BY class_id
"""
_NO_SIZES = "CREATE OR REPLACE TEMP TABLE sizes AS SELECT NULL::VARCHAR AS class_id, NULL::BIGINT AS size LIMIT 0"
# One row is a journal (class and subject) in a row of the report; where rows are pupils, a pupil of a journal.
_RESULTS = """
CREATE OR REPLACE TEMP TABLE results AS
SELECT {row} AS row_id, class_id, grade, letter, subject_id, {who} AS who, {tally},
    count(*) FILTER (result NOT IN ('pass', 'fail', 'exempt')) > 0 AS has_marks
FROM places JOIN period_results USING (school_id, class_id) {more}
WHERE period = $period AND ($subject = '' OR subject_id = $subject) AND ($class = '' OR class_id = $class)
GROUP BY ALL
"""
# A teacher's row has the results of the journals in whose lessons of the week the teacher is named.
_TAUGHT = """
JOIN (SELECT DISTINCT class_id, subject_id, teacher_id FROM lessons WHERE counted AND teacher_id IS NOT NULL
    AND ($teacher = '' OR teacher_id = $teacher)) AS taught USING (class_id, subject_id)
"""
_TALLY = """
    count(*) FILTER (result = '5') AS n5, count(*) FILTER (result = '4') AS n4,
    count(*) FILTER (result = '3') AS n3, count(*) FILTER (result = '2') AS n2,
    count(*) FILTER (result = 'pass') AS passed, count(*) FILTER (result = 'fail') AS failed,
    count(*) FILTER (result = 'not_attested') AS not_attested, count(*) FILTER (result = 'exempt') AS exempt
"""
_STANDING = """
CASE WHEN not_attested > 0 THEN 'not_attested' WHEN n2 + failed > 0 THEN 'failing' WHEN n3 > 0 THEN 'passing'
    WHEN n4 > 0 THEN 'good' WHEN n5 > 0 THEN 'excellent' END AS standing
"""
_KINDS = ("n5", "n4", "n3", "n2", "passed", "failed", "not_attested", "exempt")
_SUMS = ", ".join(f"sum({kind})::BIGINT AS {kind}" for kind in _KINDS)
_ANY = ", ".join(f"any_value({kind}) AS {kind}" for kind in _KINDS)
# A journal with marks is expected to have a result of every pupil of its class.
_COUNTS = f"""
WITH once AS (SELECT class_id, subject_id, who, {_ANY} FROM results GROUP BY class_id, subject_id, who),
counted AS (
    SELECT row_id, false AS whole, {_SUMS} FROM results GROUP BY row_id
    UNION ALL SELECT NULL, true, {_SUMS} FROM once HAVING count(*) > 0
),
journals AS (SELECT DISTINCT row_id, class_id, subject_id FROM results WHERE has_marks),
expected AS (
    SELECT row_id, false AS whole, CASE WHEN count(*) = count(size) THEN sum(size)::BIGINT END AS size
    FROM journals LEFT JOIN sizes USING (class_id) GROUP BY row_id
    UNION ALL SELECT NULL, true, CASE WHEN count(*) = count(size) THEN sum(size)::BIGINT END
    FROM (SELECT DISTINCT class_id, subject_id FROM journals) LEFT JOIN sizes USING (class_id)
)
SELECT counted.*, size, n5 + n4 + n3 + n2 + not_attested AS attested, {_STANDING},
    {attainment.sql("success")} AS success, {attainment.sql("quality")} AS quality, {attainment.sql("sou")} AS sou,
    CASE WHEN size > 0 THEN (20000 * (n5 + n4 + n3 + n2 + not_attested) + size) // (2 * size) END AS coverage
FROM counted LEFT JOIN expected
    ON counted.whole = expected.whole AND counted.row_id IS NOT DISTINCT FROM expected.row_id
"""  # noqa: S608 - our own words
_HEADS = {
    "pupils": "class_id, who AS pupil_id, grade, letter, grade || letter AS class_name",
    "class_teacher": "subject_id, subject_kk, subject_ru, subject_en",
    "teacher": """split_part(row_id, '|', 1) AS teacher_id, grade, letter, grade || letter AS class_name,
        subject_kk, subject_ru, subject_en""",
}
_OWN_HEADS = """
CREATE OR REPLACE TEMP TABLE heads AS SELECT DISTINCT row_id, {columns}, 1 AS schools, 1 AS covered
FROM results LEFT JOIN {subjects} AS named USING (subject_id)
"""
_ROWS = {
    "pupils": "class_id || '|' || pupil_id",
    "class_teacher": "subject_id",
    "teacher": "teacher_id || '|' || class_id || '|' || subject_id",
}


def periods(facts: Facts, asked: Asked) -> list[Option]:
    """Return the periods that have results, the latest first."""
    del asked
    if not facts.table("period_results"):
        return []
    return [Option(row["period"], _period(row["period"])) for row in facts.rows(_PERIODS).to_pylist()]


def _period(key: str) -> Words:
    """Return what ``2026-2027/q1`` is called."""
    year, _, part = key.partition("/")
    return lambda lang: lang.gettext(
        "%(label)s: %(value)s", label=year, value=QUARTERS[part](lang) if part in QUARTERS else part
    )


def _teachers(facts: Facts, asked: Asked) -> list[Option]:
    """Return the teachers of the school's lessons, all of them together first."""
    if asked.level != SCHOOL or not facts.table("lessons"):
        return [ALL_OF_THEM]
    return [ALL_OF_THEM, *(_teacher(row["teacher_id"]) for row in facts.rows(_TEACHERS).to_pylist())]


def _teacher(key: str) -> Option:
    """Return a teacher by the identifier."""
    return Option(key, lambda lang: key)


PERIOD = Parameter("period", lambda lang: lang.gettext("Period of the results"), CHOICE, periods)
SUBJECT = Parameter(
    "subject",
    lambda lang: lang.pgettext("column", "Subject"),
    CHOICE,
    lambda facts, asked: subjects_of(facts, "period_results"),
    (ALL,),
)
MARKED_CLASS = Parameter(
    "class",
    lambda lang: lang.pgettext("column", "Class"),
    CHOICE,
    lambda facts, asked: classes_in(facts, asked, "period_results"),
)
TEACHER = Parameter("teacher", lambda lang: lang.pgettext("column", "Teacher"), CHOICE, _teachers, (ALL,))


def marks_columns() -> list[Column]:
    """Return the columns of D.2's consolidated report: results by kind, then success, quality, СОУ."""
    marks, others = _group("Marks"), _group("Others")
    return [
        number("attested", lambda lang: lang.gettext("Results (N)")),
        *(number(key, words, marks) for key, words in _GRADES.items()),
        *(number(key, words, others) for key, words in _UNMARKED.items()),
        number("success", lambda lang: lang.gettext("Success, %"), None, HUNDREDTHS),
        number("quality", lambda lang: lang.gettext("Quality, %"), None, HUNDREDTHS),
        number("sou", lambda lang: lang.gettext("SOU, % (traditional figure)"), None, HUNDREDTHS),
    ]


def _group(name: str) -> Words:
    """Return what stands above columns of results."""
    texts: Mapping[str, Words] = {
        "Marks": lambda lang: lang.gettext("Results that are marks"),
        "Others": lambda lang: lang.gettext("Other results"),
    }
    return texts[name]


def coverage_columns() -> list[Column]:
    """Return N of how many it covers (G-50): stands beside every quality."""
    return [
        number("size", lambda lang: lang.gettext("Results expected")),
        number("coverage", lambda lang: lang.gettext("Covered, %"), None, HUNDREDTHS),
    ]


def _prepared(facts: Facts, asked: Asked, variant: str) -> None:
    """Make the tables ``places``, ``heads``, ``sizes`` and ``results``."""
    facts.table("period_results")
    group(facts, asked, Grouping("period_results", by_class=variant == "classes"))
    enrolments = facts.table("enrolments")
    facts.prepare(_SIZES.format(enrolments=enrolments) if enrolments else _NO_SIZES)
    more = _TAUGHT if variant == "teacher" and facts.table("lessons") else ""
    who = "pupil_id" if variant == "pupils" else "''"
    query = _RESULTS.format(row=_ROWS.get(variant, "row_id"), who=who, tally=_TALLY, more=more)
    facts.prepare(query, **_chosen(asked, variant))
    if variant in _HEADS:
        subjects = named_subjects(facts, "period_results")
        facts.prepare(_OWN_HEADS.format(columns=_HEADS[variant], subjects=subjects))


def _chosen(asked: Asked, variant: str) -> dict[str, str]:
    """Return the values of the query."""
    chosen = {"period": asked.one("period"), "subject": asked.one("subject"), "class": asked.one("class")}
    return chosen | ({"teacher": asked.one("teacher")} if variant == "teacher" else {})


def _rows(variant: str) -> Callable[[Facts, Asked], Answer]:
    """Return the query of a report."""

    def rows(facts: Facts, asked: Asked) -> Answer:
        _prepared(facts, asked, variant)
        return tabulate(facts, _COUNTS)

    return rows


def _columns(named: Callable[[Asked], Sequence[Column]], *, coverage: bool = True) -> Callable[[Asked], list[Column]]:
    """Return the columns of a report: those of names, then the numbers."""
    return lambda asked: [*named(asked), *marks_columns(), *(coverage_columns() if coverage else ())]


_STANDING_COLUMN = Column("standing", lambda lang: lang.pgettext("column", "Standing"), WORD, words=STANDINGS, width=24)
_ABOUT: tuple[Words, ...] = (
    lambda lang: lang.gettext(
        "N is the number of results of the period: marks and “not attested”. Pass, fail and exempt are shown and stand "
        "in no percentage."
    ),
    lambda lang: lang.gettext(
        "Success: results 5, 4 and 3 out of N. Quality: results 5 and 4 out of N. Percentages have two decimals at "
        "most."
    ),
    lambda lang: lang.gettext(
        "SOU: (100 × n5 + 64 × n4 + 36 × n3 + 16 × n2 + 7 × not attested) / N. A convention of the 1970s, shown as a "
        "traditional figure only."
    ),
    lambda lang: lang.gettext(
        "Results expected: the pupils enrolled at the end of the reporting week, once for every subject of their class "
        "in which marks were set. A high quality with a low coverage says little."
    ),
)
_TABLES = ("period_results", "enrolments", "classes", "subjects")

# What the reports of this module have in common.
_report = partial(Report, tables=_TABLES, needs=_NEEDED, access="attainment", group=GROUP)
REPORTS = (
    _report(
        key="attainment_school",
        title=lambda lang: lang.gettext("Attainment: school"),
        about=_ABOUT,
        columns=_columns(group_columns),
        rows=_rows("school"),
        counted=counted_groups,
        parameters=(PERIOD, SUBJECT),
        order=("grade", "name"),
    ),
    _report(
        key="attainment_classes",
        title=lambda lang: lang.gettext("Attainment: classes"),
        about=_ABOUT,
        school_only=True,
        columns=_columns(lambda asked: [CLASS_COLUMN]),
        rows=_rows("classes"),
        counted=lambda asked: "classes",
        parameters=(PERIOD, SUBJECT),
        order=("class_name",),
    ),
    _report(
        key="attainment_pupils",
        title=lambda lang: lang.gettext("Attainment: pupils"),
        about=(*_ABOUT[:3], NO_NAMES),
        school_only=True,
        personal=True,
        columns=_columns(lambda asked: [PUPIL_COLUMN, CLASS_COLUMN, _STANDING_COLUMN], coverage=False),
        rows=_rows("pupils"),
        counted=lambda asked: "pupils",
        parameters=(PERIOD, ANY_CLASS, SUBJECT),
        order=("class_name", "pupil_id"),
    ),
    _report(
        key="attainment_class_teacher",
        title=lambda lang: lang.gettext("Attainment: for the class teacher"),
        about=_ABOUT,
        school_only=True,
        columns=_columns(lambda asked: [SUBJECT_COLUMN]),
        rows=_rows("class_teacher"),
        counted=lambda asked: "subjects",
        parameters=(PERIOD, MARKED_CLASS),
        order=("subject",),
    ),
    Report(
        key="attainment_teacher",
        title=lambda lang: lang.gettext("Attainment: for the teacher by subject"),
        about=(
            *_ABOUT,
            lambda lang: lang.gettext(
                "A teacher's rows are the classes and subjects in whose lessons of the week the teacher is named; "
                "where several teach one class, each has its results, and the total counts them once."
            ),
            NO_NAMES,
        ),
        tables=(*_TABLES, "lessons"),
        needs=("period_results", "lessons"),
        access="attainment",
        group=GROUP,
        school_only=True,
        personal=True,
        columns=_columns(lambda asked: [TEACHER_COLUMN, CLASS_COLUMN, SUBJECT_COLUMN]),
        rows=_rows("teacher"),
        counted=lambda asked: "rows",
        parameters=(PERIOD, TEACHER, SUBJECT),
        order=("teacher_id", "class_name", "subject"),
    ),
)
