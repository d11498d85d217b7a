"""History of changes of the journal (B-13 row 26): who changed what and when."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.reports.terms import CODE, MOMENT, WORD, Answer, Asked, Column, Facts, Report, Words
from queries.reports.not_connected import TEACHING_HOURS
from queries.reports.school_terms import (
    ANY_CLASS,
    CLASS_COLUMN,
    GROUP,
    INTERVAL,
    NO_NAMES,
    SUBJECT_COLUMN,
    has_rows,
    interval_notes,
    named_subjects,
    over_interval,
)

# Systems name kinds as they like; the ones known here are written in words, others as they come.
KINDS: Mapping[str, Words] = {
    "mark_changed": lambda lang: lang.pgettext("journal change", "mark changed"),
    "mark_deleted": lambda lang: lang.pgettext("journal change", "mark deleted"),
    "topic_changed": lambda lang: lang.pgettext("journal change", "topic changed"),
    "homework_changed": lambda lang: lang.pgettext("journal change", "homework changed"),
    "attendance_changed": lambda lang: lang.pgettext("journal change", "attendance changed"),
}
_CHANGES = """
SELECT changes."at" AS moment, changes.class_id, grade || letter AS class_name, changes.subject_id,
    subject_kk, subject_ru, subject_en, person_id, kind
FROM {changes} AS changes LEFT JOIN (SELECT class_id, grade, letter FROM classes) USING (class_id)
    LEFT JOIN {subjects} AS named ON named.subject_id = changes.subject_id
WHERE $class = '' OR changes.class_id = $class
ORDER BY moment DESC, changes.class_id, changes.subject_id, person_id
"""


def rows(facts: Facts, asked: Asked) -> Answer:
    """Return one row a change, the latest first."""
    changes = over_interval(facts, asked, "journal_changes")
    facts.table("classes")
    query = _CHANGES.format(changes=changes, subjects=named_subjects(facts, changes))
    found = facts.rows(query, **{"class": asked.one("class")})
    return Answer(found, None, interval_notes(facts, asked), handed=has_rows(facts, changes))


CHANGES = Report(
    key="journal_changes",
    title=lambda lang: lang.gettext("History of changes: journal"),
    about=(
        lambda lang: lang.gettext(
            "Every change of a journal that the journal system has handed over for the interval, the latest first. "
            "Times are those of Almaty."
        ),
        NO_NAMES,
    ),
    tables=("journal_changes", "classes", "subjects"),
    needs=("journal_changes",),
    access="changes",
    group=GROUP,
    school_only=True,
    personal=True,
    columns=lambda asked: [
        Column("moment", lambda lang: lang.pgettext("column", "When"), MOMENT, width=20),
        CLASS_COLUMN,
        SUBJECT_COLUMN,
        Column("person_id", lambda lang: lang.pgettext("column", "Who (id)"), CODE, width=20),
        Column("kind", lambda lang: lang.pgettext("column", "What"), WORD, words=KINDS, width=22),
    ],
    rows=rows,
    counted=lambda asked: "changes",
    parameters=(INTERVAL, ANY_CLASS),
)

REPORTS = (CHANGES, TEACHING_HOURS)
