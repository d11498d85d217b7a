"""What was entered about the week's lessons after its end: it does not count, and is told (G-3, Q-43, Q-50)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.snapshot.class_counts import FACTS, SIGNS
from dashboard.weeks import cut_off, naive_utc

COLUMNS = ["school_id", "entries", "marks"]


def entries_after_cut_off(tables: Mapping[str, ir.Table], present: Collection[str], week: date) -> pd.DataFrame:
    """Count the accepted facts that were entered after the cut-off.

    Parameters
    ----------
    tables
        The accepted rows of the drop.
    present
        The delivered tables.
    week
        Its Sunday.

    Returns
    -------
    DataFrame
        One row is one participating school with such facts, by id: school_id, entries (of all kinds), marks.
    """
    if not set(present) >= FACTS:
        return pd.DataFrame({"school_id": pd.Series(dtype=object), "entries": [], "marks": []})
    end = naive_utc(cut_off(week))
    names = (*SIGNS, "marks")
    late = ibis.union(*(_late(tables[name], end, mark=name == "marks") for name in names))
    lessons, classes, schools = (tables[name] for name in ("lessons", "classes", "schools"))
    placed = (
        late.join(lessons.select("lesson_id", "class_id"), "lesson_id")
        .join(classes.select("class_id", "school_id"), "class_id")
        .semi_join(schools.filter(schools.in_monitor), "school_id")
    )
    counted = placed.group_by("school_id").agg(entries=placed.entries.sum(), marks=placed.marks.sum())
    frame: pd.DataFrame = counted.to_pyarrow().to_pandas()
    return frame.astype({"entries": "int64", "marks": "int64"}).sort_values("school_id", ignore_index=True)[COLUMNS]


def _late(facts: ir.Table, end: object, *, mark: bool) -> ir.Table:
    """Return the late facts of a table by lesson: lesson_id, entries, marks."""
    late = facts.filter(facts.entered_at > end).group_by("lesson_id").agg(entries=ibis._.count())
    return late.mutate(marks=late.entries if mark else ibis.literal(0, "int64"))
