"""Reports of the catalogue (B-13 rows 19, 22, 25, 27) that wait for tables the import contract does not have.

They stand in the list after the report of the row before, so the modules of those hand them over.
"""

from __future__ import annotations

from dashboard.reports.terms import Report, Words
from queries.reports.school_terms import GROUP


def waiting(access: str, title: Words, lacks: str) -> Report:
    """Return a report without columns or query: it is listed with the table it would need."""
    return Report(key=access, title=title, about=(), tables=(), group=GROUP, access=access, lacks=lacks)


DOCUMENTS = waiting(
    "documents", lambda lang: lang.gettext("Administrative: education documents issued"), "education_documents"
)
PROGRAMME = waiting(
    "programme", lambda lang: lang.gettext("Fulfilment of programmes: classes, teacher by subject"), "programmes"
)
COMPLETENESS = waiting("completeness", lambda lang: lang.gettext("Completeness of data"), "personal_files")
TEACHING_HOURS = waiting(
    "teaching_hours", lambda lang: lang.gettext("Administrative: teaching hours of teachers"), "teaching_loads"
)
