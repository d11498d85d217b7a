"""The rows that were set aside, as rejects.csv says them (Q-77), and columns that are wrong as a whole (Q-80)."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import pandas as pd

from dashboard.errors import Refusal
from dashboard.snapshot import faults
from dashboard.snapshot.contract_terms import Column
from dashboard.snapshot.engine import FILE, ROW, Engine
from dashboard.snapshot.faults import FAULT, LONGEST_VALUE, VALUE
from dashboard.snapshot.reading import Part, RawTable

REJECT_COLUMNS = ("table", "file", "row", "column", "value", "reason")

_VALUE_REASONS = ("missing_value", "bad_type", "not_in_list")
# Types that have to be made out of what a file holds; of others the physical type has been looked at.
_PARSED = frozenset(
    {("bool", "text"), ("bool", "int"), ("int", "text"), ("int", "float"), ("date", "text"), ("time", "text")}
)
_FORMS = {
    "bool": "true, false, 1 or 0",
    "int": "whole numbers",
    "date": "dates YYYY-MM-DD",
    "time": "moments YYYY-MM-DDThh:mm:ss+05:00",
}


_KINDS = {name: "int64" if name == "row" else "str" for name in REJECT_COLUMNS}
_NO_REJECTS = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _KINDS.items()})


def no_rejects() -> pd.DataFrame:
    """Return a frame of no rejects."""
    return _NO_REJECTS.copy()


def rejected_rows(raw: RawTable, found: pd.DataFrame) -> pd.DataFrame:
    """Return the rejects of a table.

    Parameters
    ----------
    found
        One row is one row at fault: ``_file``, ``_row``, ``_fault``, ``_value``.

    Returns
    -------
    pd.DataFrame
        One row is one reject: ``table, file, row, column, value, reason``; in reading order.
    """
    if found.empty and not raw.bad_rows:
        return no_rejects()
    said = {code: faults.fault_of(raw.table, code) for code in found[FAULT].unique()}
    judged = pd.DataFrame(
        {
            FILE: found[FILE],
            "row": found[ROW],
            "column": found[FAULT].map({code: column for code, (column, _) in said.items()}),
            "value": found[VALUE].fillna(""),
            "reason": found[FAULT].map({code: reason for code, (_, reason) in said.items()}),
        }
    )
    bad = pd.DataFrame(
        [(file, row.line, "", row.text[:LONGEST_VALUE], "bad_row") for file, row in raw.bad_rows],
        columns=list(judged.columns),
    )
    rejects = (pd.concat([judged, bad]) if len(bad) and len(judged) else bad if len(bad) else judged).sort_values(
        [FILE, "row"], ignore_index=True
    )
    rejects["file"] = rejects[FILE].map({number: file.label for number, file in enumerate(raw.files)})
    rejects["table"] = raw.table.name
    return rejects[list(REJECT_COLUMNS)].astype(_KINDS)


def wholly_wrong(engine: Engine, raw: RawTable, rejects: pd.DataFrame) -> list[Refusal]:
    """Return a refusal for each column of a file that has values and none of its type (Q-80)."""
    if not rejects["reason"].isin(_VALUE_REASONS).any():
        return []
    return [refusal for part in raw.parts for refusal in _wholly_wrong(engine, raw, part)]


def _wholly_wrong(engine: Engine, raw: RawTable, part: Part) -> list[Refusal]:
    """Return the refusals of the files of a part."""
    columns = [column for column in raw.table.columns if (column.type, part.physical.get(column.name)) in _PARSED]
    if not columns:
        return []
    found = engine.frame((("tally", part), lambda: _tallies(engine, raw, part, columns))).to_dict("records")
    return [
        _refusal(raw, int(row[FILE]), column, str(row[f"{column.name}:example"]))
        for row in found
        for column in columns
        if row[f"{column.name}:given"] and not row[f"{column.name}:typed"]
    ]


def _tallies(engine: Engine, raw: RawTable, part: Part, columns: Sequence[Column]) -> ibis.Table:
    """Return the tallies of columns, named ``column:tally``: one row is one file."""
    rows = faults.typed(engine, part, raw.table)
    tallies = {f"{column.name}:{name}": value for column in columns for name, value in _tally(rows, column).items()}
    return rows.group_by(FILE).aggregate(**tallies).order_by(FILE)


def _tally(rows: ibis.Table, column: Column) -> dict[str, ibis.Value]:
    """Return how many values a column has, how many are of its type, and one of them."""
    raw = faults.raw(rows, column.name)
    return {"given": raw.count(), "typed": rows[column.name].count(), "example": raw.cast("string").min()}


def _refusal(raw: RawTable, number: int, column: Column, example: str) -> Refusal:
    expected = _FORMS[column.type]
    found = f"no such value, but for example {example[:100]!r}"
    return Refusal(raw.files[number].label, raw.table.name, column.name, expected, found, f"write {expected}")


def reason_counts(rejects: pd.DataFrame) -> dict[str, int]:
    """Return the number of rejects by reason, most frequent first."""
    return {str(reason): int(count) for reason, count in rejects["reason"].value_counts().items()}
