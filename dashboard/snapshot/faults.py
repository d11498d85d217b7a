"""The faults of single rows: values, in-row consistency, the week (Q-67, Q-76 … Q-78, Q-97).

A fault is kept as a small number, its code, which stands for a column and a reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import ibis

from dashboard.snapshot import values
from dashboard.snapshot.contract import REASONS, REPUBLIC
from dashboard.snapshot.contract_terms import Column, Table
from dashboard.snapshot.engine import FILE, ROW, Engine
from dashboard.snapshot.parquet_files import Physical
from dashboard.snapshot.reading import Part

FAULT, VALUE = "_fault", "_value"

# The codes that are no fault: an accepted row, and one that repeats a row of another drop.
SOUND, FOLDED = 0, -1

LONGEST_VALUE = 1000  # characters of a value that are kept with a reject

_RAW = "_raw_"

Predicates = Iterator[tuple[int, Any]]


def code_of(table: Table, column: str, reason: str) -> int:
    """Return the code of a fault."""
    return 1 + table.column_names.index(column) * len(REASONS) + REASONS.index(reason)


def fault_of(table: Table, code: int) -> tuple[str, str]:
    """Return the column and the reason that a code stands for."""
    column, reason = divmod(code - 1, len(REASONS))
    return table.column_names[column], REASONS[reason]


def week_bounds(week: date) -> tuple[datetime, datetime]:
    """Return the first instant of a week and of the next one, Almaty's days, as UTC without zone (Q-43, Q-78)."""
    days = (week, week + timedelta(days=7))
    first, after = (values.to_instant(datetime.combine(day, time())) for day in days)
    return first, after


def judged(engine: Engine, part: Part, table: Table, week: date) -> ibis.Table:
    """Return the rows of a part with their values typed and their first fault.

    Returns
    -------
    ibis.Table
        One row is one record: the columns of the contract (null where missing or not of the type), ``_file``,
        ``_row``, ``_fault`` (a code), ``_value`` (what the column at fault holds, as text).
    """
    read = typed(engine, part, table)
    faults = [(code, holds) for code, holds in _predicates(part, table, read, week) if holds is not None]
    fault = ibis.cases(*((holds, code) for code, holds in faults), else_=SOUND).cast("int16")
    rows = read.select(*table.column_names, FILE, ROW, *_raw_names(part, table), **{FAULT: fault})
    return rows.select(*table.column_names, FILE, ROW, FAULT, **{VALUE: _value(rows, part, table)})


def typed(engine: Engine, part: Part, table: Table, *, sound: bool = False) -> ibis.Table:
    """Return the typed columns, and beside them what the files hold where that differs.

    `sound` spares looking for faults where all rows are known to be without.
    """
    rows = engine.table(part.name)
    held = {f"{_RAW}{name}": rows[name] for name in part.physical if _is_read(part, table.column(name))}
    read = {column.name: _value_of(rows, part, column, sound=sound) for column in table.columns}
    return rows.select(**read, **held, **{FILE: rows[FILE], ROW: rows[ROW]})


def _value_of(rows: ibis.Table, part: Part, column: Column, *, sound: bool) -> Any:
    """Return the typed value of a column of a part."""
    physical: Physical = part.physical.get(column.name, "null")
    held = None if physical == "null" else rows[column.name]
    return values.typed(column, held, physical, nul=part.nul, sound=sound)


def _is_read(part: Part, column: Column) -> bool:
    """Return whether reading can fail, so that what the file holds is needed beside the value."""
    if column.type == "text":
        return part.nul and not column.profile
    return (column.type, part.physical[column.name]) != ("bool", "bool")


def _raw_names(part: Part, table: Table) -> list[str]:
    return [f"{_RAW}{name}" for name in part.physical if _is_read(part, table.column(name))]


def raw(rows: ibis.Table, column: str) -> Any:
    """Return what the file holds in a column."""
    return rows[f"{_RAW}{column}"] if f"{_RAW}{column}" in rows.columns else rows[column]


def _predicates(part: Part, table: Table, rows: ibis.Table, week: date) -> Predicates:
    """Yield the code of each fault and when it holds, first come first (Q-77)."""
    for column in table.columns:
        yield from _of_values(part, table, rows, column)
    yield from _of_consistency(table, rows)
    if table.week_column:
        yield code_of(table, table.week_column, "outside_week"), _outside(rows, table, week)


def _of_values(part: Part, table: Table, rows: ibis.Table, column: Column) -> Predicates:
    """Yield the faults of one value: missing, of another type, outside its list or range (Q-76, Q-80)."""
    given = column.name in part.physical
    value = rows[column.name]
    held = raw(rows, column.name)
    if column.required:
        yield code_of(table, column.name, "missing_value"), held.isnull() if given else ibis.literal(value=True)
    if given and _is_read(part, column):
        yield code_of(table, column.name, "bad_type"), held.notnull() & value.isnull()
    if given:
        yield code_of(table, column.name, "not_in_list"), _outside_list(column, value)


def _outside_list(column: Column, value: Any) -> Any:
    """Return when a value is outside what the column allows; None where it allows all."""
    if column.values:
        return value.notin(column.values)
    if column.pattern:
        return ~value.re_search(rf"^(?:{column.pattern})\z")
    if column.low is not None:
        return ~value.between(column.low, column.high)
    return None


def _of_consistency(table: Table, rows: ibis.Table) -> Predicates:
    """Yield the faults between the values of a row."""
    if table.counts:
        for column in table.columns:
            if column.type == "int":
                yield code_of(table, column.name, "inconsistent"), rows[column.name] < 0
    for rule in table.at_most:
        yield code_of(table, rule.named, "inconsistent"), rows[rule.smaller] > rows[rule.larger]
    if table.name == "units":
        yield from _of_tree(table, rows)


def _of_tree(table: Table, rows: ibis.Table) -> Predicates:
    """Yield the faults of a unit's place: one republic without parent, everything else with one (Q-97)."""
    republic = rows["level"] == "republic"
    yield code_of(table, "unit_id", "inconsistent"), republic != (rows["unit_id"] == REPUBLIC)
    yield code_of(table, "parent_id", "inconsistent"), republic == rows["parent_id"].notnull()


def _outside(rows: ibis.Table, table: Table, week: date) -> Any:
    """Return when a row's date, or the Almaty date of its moment, is outside the week (Q-78)."""
    value = rows[table.week_column]
    if table.column(table.week_column).type == "date":
        return ~value.between(week, week + timedelta(days=6))
    first, after = week_bounds(week)
    return (value < ibis.literal(first)) | (value >= ibis.literal(after))


def _value(rows: ibis.Table, part: Part, table: Table) -> Any:
    """Return what the column at fault holds, as text; empty where it is missing."""
    choices = []
    for column in table.columns:
        if column.name in part.physical:
            codes = [code_of(table, column.name, reason) for reason in REASONS]
            text = raw(rows, column.name).cast("string").substr(0, LONGEST_VALUE)
            choices.append((rows[FAULT].between(codes[0], codes[-1]), text))
    return ibis.cases(*choices, else_="") if choices else ibis.literal("")
