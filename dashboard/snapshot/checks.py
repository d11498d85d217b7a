"""A table's rows judged: which are used, folded, set aside and why (records.md, "What bad input gets"; Q-73 … Q-80)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

import ibis
import pandas as pd
import pyarrow as pa

from dashboard.snapshot import faults, registers
from dashboard.snapshot.content import Digest, row_text
from dashboard.snapshot.contract_terms import Reference, Table
from dashboard.snapshot.engine import FILE, ROW, Engine, Query
from dashboard.snapshot.faults import FAULT, FOLDED, SOUND, VALUE, code_of
from dashboard.snapshot.reading import RawTable
from dashboard.snapshot.rejects import no_rejects, rejected_rows

# Rows of a Parquet table beyond which it is read again wherever it is used, instead of being kept in memory.
KEPT_ROWS = 1_000_000

# The accepted rows of these have a number besides, which is shorter to join and group by than their id.
NUMBER = "_number"
NUMBERED = frozenset({"classes", "lessons"})

_FILE_STEP = 1 << 40  # more rows than a file can have


@dataclass
class CheckedTable:
    """What became of a table's rows; the engine holds the accepted ones under :func:`accepted_name`.

    Attributes
    ----------
    rejects
        One row is one row that was set aside: ``table, file, row, column, value, reason``, in reading order.
    digest
        Of a large table the digest of the accepted rows, their number first; None where it is not known yet.
    """

    table: Table
    rows_in: int
    folded: int
    rejects: pd.DataFrame
    digest: Digest | None = None


@dataclass(frozen=True, slots=True)
class _Sound:
    """The rows of a large table that are sound by themselves: how many, and the digest of the different ones."""

    rows: int
    digest: Digest


def accepted_name(table: str) -> str:
    """Return the name of the accepted rows of a table in the engine."""
    return f"accepted_{table}"


def checked_name(table: str) -> str:
    """Return the name of what is kept of the judging: all rows with their faults, of a large table those with one."""
    return f"checked_{table}"


def check_table(engine: Engine, raw: RawTable, week: date) -> CheckedTable:
    """Judge every row of a table; the tables it refers to have been judged before."""
    return _Check(engine, raw, week).run()


class _Check:
    """The judging of one table."""

    def __init__(self, engine: Engine, raw: RawTable, week: date) -> None:
        self.engine, self.raw, self.table, self.week = engine, raw, raw.table, week
        self.large = raw.rows_in > KEPT_ROWS and all(file.form == "parquet" for file in raw.files)
        self.row_by_row = self.table.name == "units" or (self.table.repeatable and len(raw.first_files) > 1)
        self.sound = False  # whether all rows are known to be sound by themselves
        self.kept = checked_name(self.table.name)

    def query(self, name: str, build: Callable[[], ibis.Table], *more: Hashable) -> Query:
        """Return a query with everything that it depends on."""
        week = self.week if self.table.week_column else None
        return (name, self.table.name, *self.raw.parts, week, self.large, self.row_by_row, self.sound, *more), build

    def run(self) -> CheckedTable:
        """Judge the rows and name the accepted ones."""
        if self.row_by_row:
            self._judge_row_by_row()
        sound = self._sound() if self.large and not self.row_by_row else None
        self.sound = sound is not None and sound.rows == self.raw.rows_in
        unique = bool(self.table.key) and not self.row_by_row and self._needs_unique()
        if sound and self.sound and not unique and not self._dangles():
            self.engine.view(self.kept, self.query("nothing kept", lambda: self._judged().limit(0)))
            return self._finished(no_rejects(), 0, sound)
        self.engine.materialise(self.kept, self.query("kept", lambda: self._kept(unique=unique), unique))
        found = self.engine.frame(self.query("aside", self._aside))
        folded = int((found[FAULT] == FOLDED).sum())
        rejects = rejected_rows(self.raw, found[found[FAULT] != FOLDED])
        return self._finished(rejects, folded, sound and self._without_others(sound, found))

    def _finished(self, rejects: pd.DataFrame, folded: int, sound: _Sound | None) -> CheckedTable:
        """Name the accepted rows, once it is known which ones are set aside."""
        aside = len(rejects) + folded > 0
        repeated = 0
        if self.table.folded:
            repeated = sound.rows - sound.digest[0] if sound else self._repeated(aside=aside)
        distinct = repeated > 0
        accepted = self.query("accepted", lambda: self._accepted(aside=aside, distinct=distinct), aside, distinct)
        self.engine.view(accepted_name(self.table.name), accepted)
        digest = sound.digest if sound else None
        return CheckedTable(self.table, self.raw.rows_in, folded + repeated, rejects, digest)

    def _judged(self) -> ibis.Table:
        """Return the rows with the fault of each by itself."""
        parts = (faults.judged(self.engine, part, self.table, self.week) for part in self.raw.parts)
        return reduce(lambda one, other: one.union(other), parts)

    def _typed(self) -> ibis.Table:
        """Return the rows without a judgement on them."""
        parts = (faults.typed(self.engine, part, self.table, sound=self.sound) for part in self.raw.parts)
        rows = (part.select(*self.table.column_names, FILE, ROW) for part in parts)
        return reduce(lambda one, other: one.union(other), rows)

    def _rows(self) -> ibis.Table:
        """Return the rows with the faults of each by itself and of its reference."""
        rows, dangling = _referred(self.engine, self._judged(), self.table)
        fault = ibis.cases((rows[FAULT] != SOUND, rows[FAULT]), *dangling, else_=SOUND).cast("int16")
        return rows.select(*self.table.column_names, FILE, ROW, VALUE, **{FAULT: fault})

    def _sound(self) -> _Sound:
        """Digest the rows that are sound by themselves, in the one pass in which they are judged."""
        digest = self.engine.digest(self.query("sound", lambda: self._texts(self._judged(), [SOUND])))
        return _Sound(self._sound_rows() if self.table.folded else digest[0], digest)

    def _sound_rows(self) -> int:
        """Return how many rows are sound by themselves, equal ones counted."""

        def count() -> ibis.Table:
            rows = self._judged()
            return rows.aggregate(sound=rows.count(where=rows[FAULT] == SOUND))

        [(sound,)] = self.engine.rows(self.query("sound rows", count))
        return int(sound)

    def _without_others(self, sound: _Sound, found: pd.DataFrame) -> _Sound:
        """Return what is left without the rows that are set aside for the sake of other rows."""
        codes = _codes_of_others(self.table)
        others = int(found[FAULT].isin(codes).sum())
        if not others:
            return sound
        taken = self.engine.digest(self.query("sound aside", lambda: self._texts(self.engine.table(self.kept), codes)))
        return _Sound(sound.rows - others, _minus(sound.digest, taken))

    def _texts(self, rows: ibis.Table, codes: Sequence[int]) -> ibis.Table:
        """Return as texts the rows with some codes, the others as null; of a table that is folded, different ones."""
        values = _contract_columns(self.table, rows)
        if self.table.folded:
            rows = rows.filter(rows[FAULT].isin(codes)).select(**values).distinct()
            return rows.select(text=row_text(self.table, rows))
        rows = rows.select(**values, **{FAULT: rows[FAULT]})
        return rows.select(text=ibis.ifelse(rows[FAULT].isin(codes), row_text(self.table, rows), ibis.null("string")))

    def _dangles(self) -> bool:
        """Return whether a row refers to nothing, or may do so."""
        reference = self.table.reference
        if reference is None:
            return False
        if reference.literals or reference.level or len(reference.tables) > 1:
            return True
        return bool(self.engine.rows(self.query("dangling", lambda: self._dangling(reference))))

    def _dangling(self, reference: Reference) -> ibis.Table:
        """Return a value that is no id of the table referred to, if there is one."""
        rows = self._typed().select(reference.column)
        ids = _ids(self.engine.table(accepted_name(reference.tables[0])), reference.tables[0], reference)
        return rows.anti_join(ids, rows[reference.column] == ids[f"_{reference.tables[0]}"]).limit(1)

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
        if not self.large:
            kept = self.engine.table(self.kept)
            rows = kept.filter(kept[FAULT] == SOUND)
        else:
            rows = self._typed()
            rows = rows.anti_join(self.engine.table(self.kept), [FILE, ROW]) if aside else rows
        number = {NUMBER: _number(rows)} if self.table.name in NUMBERED else {}
        rows = rows.select(**_contract_columns(self.table, rows), **number)
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


def _number(rows: ibis.Table) -> Any:
    """Return the number of a row, which no other row of its table has; in reading order."""
    return rows[FILE].cast("int64") * _FILE_STEP + rows[ROW]


def _minus(digest: Digest, other: Digest) -> Digest:
    """Return the digest of the rows that are left without others."""
    count, upper, lower = (one - taken for one, taken in zip(digest, other, strict=True))
    return count, upper, lower


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
    rows = rows.mutate(**{NUMBER: _number(rows)})
    standing = ibis.ifelse(rows[FAULT] == SOUND, rows[NUMBER], ibis.null("int64"))
    first = standing.min().over(ibis.window(group_by=list(table.key)))
    complete = rows[FAULT].isin([SOUND, *_reference_codes(table)])
    later = complete & (rows[NUMBER] > first)
    duplicate = code_of(table, table.key[0], "duplicate_id")
    fault = ibis.ifelse(later, duplicate, rows[FAULT]).cast("int16")
    return rows.select(*table.column_names, FILE, ROW, VALUE, **{FAULT: fault})


def _codes_of_others(table: Table) -> list[int]:
    """Return the codes of the faults that a row has because of other rows (Q-73 … Q-75)."""
    own = [code_of(table, table.key[0], "duplicate_id")] if table.key else []
    return own + _reference_codes(table)


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
