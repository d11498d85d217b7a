"""A table's rows judged: which are used, folded, set aside and why (records.md, "What bad input gets"; Q-73 … Q-80)."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

import ibis
import pandas as pd
import pyarrow as pa

from dashboard.snapshot import faults, registers
from dashboard.snapshot.contract_terms import Reference, Table
from dashboard.snapshot.engine import FILE, ROW, Engine, Query
from dashboard.snapshot.faults import FAULT, FOLDED, SOUND, VALUE, code_of
from dashboard.snapshot.reading import RawTable
from dashboard.snapshot.rejects import rejected_rows

# Rows of a Parquet table beyond which it is read again wherever it is used, instead of being kept in memory.
KEPT_ROWS = 1_000_000

_ORDER = "_order"
_FILE_STEP = 1 << 40  # more rows than a file can have


@dataclass
class CheckedTable:
    """What became of a table's rows; the engine holds the accepted ones under :func:`accepted_name`.

    Attributes
    ----------
    rejects
        One row is one row that was set aside: ``table, file, row, column, value, reason``, in reading order.
    """

    table: Table
    rows_in: int
    folded: int
    rejects: pd.DataFrame


def accepted_name(table: str) -> str:
    """Return the name of the accepted rows of a table in the engine."""
    return f"accepted_{table}"


def check_table(engine: Engine, raw: RawTable, week: date) -> CheckedTable:
    """Judge every row of a table; the tables it refers to have been judged before."""
    return _Check(engine, raw, week).run()


class _Check:
    """The judging of one table."""

    def __init__(self, engine: Engine, raw: RawTable, week: date) -> None:
        self.engine, self.raw, self.table, self.week = engine, raw, raw.table, week
        self.large = raw.rows_in > KEPT_ROWS and all(file.form == "parquet" for file in raw.files)
        self.row_by_row = self.table.name == "units" or (self.table.repeatable and len(raw.first_files) > 1)
        self.kept = f"aside_{self.table.name}" if self.large else f"checked_{self.table.name}"

    def query(self, name: str, build: Callable[[], ibis.Table], *more: Hashable) -> Query:
        """Return a query with everything that it depends on."""
        week = self.week if self.table.week_column else None
        return (name, self.table.name, *self.raw.parts, week, self.large, self.row_by_row, *more), build

    def run(self) -> CheckedTable:
        """Judge the rows and name the accepted ones."""
        unique = bool(self.table.key) and not self.row_by_row and self._needs_unique()
        if self.row_by_row:
            self._judge_row_by_row()
        self.engine.materialise(self.kept, self.query("kept", lambda: self._kept(unique=unique), unique))
        found = self.engine.frame(self.query("aside", self._aside))
        folded = int((found[FAULT] == FOLDED).sum())
        rejects = rejected_rows(self.raw, found[found[FAULT] != FOLDED])
        some = len(found) > 0
        repeated = self._repeated(aside=some) if self.table.folded else 0
        accepted = self.query("accepted", lambda: self._accepted(aside=some, distinct=repeated > 0), some, repeated > 0)
        self.engine.view(accepted_name(self.table.name), accepted)
        return CheckedTable(self.table, self.raw.rows_in, folded + repeated, rejects)

    def _rows(self) -> ibis.Table:
        """Return the rows with the faults of each by itself and of its reference."""
        parts = (faults.judged(self.engine, part, self.table, self.week) for part in self.raw.parts)
        rows, dangling = _referred(self.engine, reduce(lambda one, other: one.union(other), parts), self.table)
        fault = ibis.cases((rows[FAULT] != SOUND, rows[FAULT]), *dangling, else_=SOUND).cast("int16")
        return rows.select(*self.table.column_names, FILE, ROW, VALUE, **{FAULT: fault})

    def _needs_unique(self) -> bool:
        """Return whether duplicates must be looked for; of many rows, only after an id is known to come twice."""
        return self.raw.rows_in <= KEPT_ROWS or bool(self.engine.rows(self.query("doubled", self._doubled)))

    def _doubled(self) -> ibis.Table:
        """Return an id that comes twice, if there is one."""
        rows = self._rows()
        counted = rows.group_by(list(self.table.key)).aggregate(times=rows.count())
        return counted.filter(counted["times"] > 1).limit(1)

    def _kept(self, *, unique: bool) -> ibis.Table:
        """Return what is kept in memory: all rows with their final fault, of a large table those with one."""
        rows = self._rows()
        if self.row_by_row:
            rows = rows.drop(FAULT).join(self.engine.table(f"judged_{self.table.name}"), [FILE, ROW])
        elif unique:
            rows = _unique(rows, self.table)
        rows = rows.mutate(**{VALUE: _value(rows, self.table)})
        return rows.filter(rows[FAULT] != SOUND) if self.large else rows

    def _aside(self) -> ibis.Table:
        """Return the rows that are not used: file, row, fault, value; in reading order."""
        kept = self.engine.table(self.kept)
        return kept.filter(kept[FAULT] != SOUND).select(FILE, ROW, FAULT, VALUE).order_by(FILE, ROW)

    def _accepted(self, *, aside: bool, distinct: bool) -> ibis.Table:
        """Return the rows that are used, with the columns of the contract alone and defaults filled in."""
        kept = self.engine.table(self.kept)
        if not self.large:
            rows = kept.filter(kept[FAULT] == SOUND)
        else:
            parts = (faults.judged(self.engine, part, self.table, self.week) for part in self.raw.parts)
            rows = reduce(lambda one, other: one.union(other), parts)
            rows = rows.anti_join(kept, [FILE, ROW]) if aside else rows
        rows = rows.select(**_contract_columns(self.table, rows))
        return rows.distinct() if distinct else rows

    def _repeated(self, *, aside: bool) -> int:
        """Return how many rows are equal to another one (Q-59)."""

        def count() -> ibis.Table:
            rows = self._accepted(aside=aside, distinct=False)
            distinct = rows.distinct()
            return rows.aggregate(count=rows.count()).cross_join(distinct.aggregate(distinct=distinct.count()))

        [(count_all, count_distinct)] = self.engine.rows(self.query("repeated", count, aside))
        return int(count_all - count_distinct)

    def _judge_row_by_row(self) -> None:
        """Judge a short register in Python and hand the faults to the engine."""
        query = self.query("records", lambda: self._rows().select(FILE, ROW, FAULT, *self.table.column_names))
        found = sorted(self.engine.rows(query), key=lambda row: row[:2])
        names = self.table.column_names
        records = [
            registers.Record(self.raw.drop_of(file), code, dict(zip(names, values, strict=True)))
            for file, _, code, *values in found
        ]
        columns = [[row[0] for row in found], [row[1] for row in found], registers.judge(self.table, records)]
        types = (pa.int32(), pa.int64(), pa.int16())
        arrays = [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)]
        self.engine.load(f"judged_{self.table.name}", pa.table(arrays, names=[FILE, ROW, FAULT]))


def _contract_columns(table: Table, rows: ibis.Table) -> dict[str, Any]:
    """Return the columns of the contract, defaults filled in."""
    return {
        column.name: rows[column.name] if column.default is None else rows[column.name].fill_null(column.default)
        for column in table.columns
    }


def _referred(engine: Engine, rows: ibis.Table, table: Table) -> tuple[ibis.Table, list[Any]]:
    """Return the rows joined to what they refer to, and when a reference is at fault (Q-73, Q-74)."""
    reference = table.reference
    if reference is None or table.name in reference.tables:
        return rows, []
    unknown = rows[reference.column].notin(reference.literals) if reference.literals else ibis.literal(value=True)
    marks = []
    for target in reference.tables:
        ids = _ids(engine.table(accepted_name(target)), target, reference)
        rows = rows.left_join(ids, rows[reference.column] == ids[f"_{target}"])
        marks.append(f"_{target}")
    unknown = reduce(lambda one, mark: one & rows[mark].isnull(), marks, unknown)  # noqa: PD003 - no pandas
    dangling = [(unknown, code_of(table, reference.column, "unknown_reference"))]
    if reference.level:
        dangling.append((rows["_level"] != reference.level, code_of(table, reference.column, "not_in_list")))
    return rows, dangling


def _ids(accepted: ibis.Table, target: str, reference: Reference) -> ibis.Table:
    """Return the ids of the accepted rows of a table."""
    level = {"_level": accepted["level"]} if reference.level else {}
    return accepted.select(**{f"_{target}": accepted[accepted.columns[0]]}, **level)


def _unique(rows: ibis.Table, table: Table) -> ibis.Table:
    """Return the rows with all but the first that stands of each id marked as duplicates (Q-75)."""
    rows = rows.mutate(**{_ORDER: rows[FILE].cast("int64") * _FILE_STEP + rows[ROW]})
    standing = ibis.ifelse(rows[FAULT] == SOUND, rows[_ORDER], ibis.null("int64"))
    first = standing.min().over(ibis.window(group_by=list(table.key)))
    complete = rows[FAULT].isin([SOUND, *_reference_codes(table)])
    later = complete & (rows[_ORDER] > first)
    duplicate = code_of(table, table.key[0], "duplicate_id")
    fault = ibis.ifelse(later, duplicate, rows[FAULT]).cast("int16")
    return rows.select(*table.column_names, FILE, ROW, VALUE, **{FAULT: fault})


def _reference_codes(table: Table) -> list[int]:
    """Return the codes of a reference's faults, which come after the duplicate (Q-77)."""
    if table.reference is None:
        return []
    return [code_of(table, table.reference.column, reason) for reason in ("unknown_reference", "not_in_list")]


def _value(rows: ibis.Table, table: Table) -> Any:
    """Return what the column at fault holds: of ids and references, the typed value."""
    choices = []
    if table.key:
        choices.append((rows[FAULT] == code_of(table, table.key[0], "duplicate_id"), _text(rows, table.key[0])))
    if table.reference:
        choices.append((rows[FAULT].isin(_reference_codes(table)), _text(rows, table.reference.column)))
    return ibis.cases(*choices, else_=rows[VALUE]) if choices else rows[VALUE]


def _text(rows: ibis.Table, column: str) -> Any:
    return rows[column].cast("string").substr(0, faults.LONGEST_VALUE)
