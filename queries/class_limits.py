"""What of a school's facts belongs to single classes: whoever may see these alone is shown nothing else (spec C)."""

from __future__ import annotations

from collections.abc import Collection

from dashboard.facts.tables import FACT_TABLES

# What says nothing about persons and lessons: open with any class. Everything else without a class is closed.
_OPEN = frozenset({"schools", "subjects"})
_OF_PERSONS = frozenset({"people", "logins"})  # of which the pupils of the classes are shown


def class_limit(table: str, classes: Collection[str] | None, enrolments: str) -> str:
    """Return the condition, in SQL, under which a row of a table is shown.

    Parameters
    ----------
    table
        A key of `FACT_TABLES`.
    classes
        Ids of classes; None where the whole school is shown.
    enrolments
        The table of enrolments as it stands in the ``FROM`` of a query: who is in the classes.
    """
    if classes is None or table in _OPEN:
        return "true"
    if not classes:
        return "false"
    chosen = f"class_id IN ({', '.join(map(_quoted, sorted(classes)))})"
    if "class_id" in FACT_TABLES[table].columns:
        return chosen
    if table in _OF_PERSONS:
        return f"role = 'pupil' AND person_id IN (SELECT pupil_id FROM {enrolments} WHERE {chosen})"  # noqa: S608 - ours
    return "false"


def _quoted(text: str) -> str:
    """Return a text as SQL writes it: views take no parameters."""
    return "'" + text.replace("'", "''") + "'"
