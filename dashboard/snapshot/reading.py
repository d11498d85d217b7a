"""From the files of a table to rows of an engine: as they stand in the files, with file and row number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.errors import DropRefused, EngineError, Refusal
from dashboard.snapshot.contract_terms import Table
from dashboard.snapshot.csv_files import BadRow, Place, open_csv
from dashboard.snapshot.drops import SourceFile
from dashboard.snapshot.engine import Append, Engine
from dashboard.snapshot.notes import Note
from dashboard.snapshot.parquet_files import ParquetFile, Physical, open_parquet


@dataclass(frozen=True, slots=True)
class Part:
    """Files of a table that are read alike.

    Attributes
    ----------
    name
        The engine's table of them: one row is one record; the columns of the contract as the files hold them,
        ``_file``, ``_row``.
    physical
        The columns that the files have.
    nul
        Whether a text may hold a NUL.
    """

    name: str
    physical: Mapping[str, Physical]
    nul: bool

    def __hash__(self) -> int:
        return hash((self.name, *self.physical.items(), self.nul))


@dataclass
class RawTable:
    """A table of one or several drops as its files hold it.

    Attributes
    ----------
    files
        Its files; their places are the numbers in ``_file``. Drops follow one another.
    drop_rows
        Data rows by drop.
    bad_rows
        CSV records of a wrong length, with the number of their file.
    first_files
        The number of the first file of each drop that has the table.
    """

    table: Table
    files: list[SourceFile] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    drop_rows: dict[int, int] = field(default_factory=dict)
    bad_rows: list[tuple[int, BadRow]] = field(default_factory=list)
    first_files: dict[int, int] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def drop_of(self, file: int) -> int:
        """Return the number of the drop a file belongs to."""
        return max(drop for drop, first in self.first_files.items() if first <= file)

    @property
    def rows_in(self) -> int:
        """The data rows, before anything is set aside."""
        return sum(self.drop_rows.values())


def read_table(engine: Engine, table: Table, drops: Sequence[Sequence[SourceFile]]) -> RawTable:
    """Read the files of a table.

    Parameters
    ----------
    drops
        The table's files in each drop, in reading order; empty where a drop does not have it.

    Returns
    -------
    RawTable
        With refusals, if a file cannot be used; then its rows are not complete.
    """
    raw = RawTable(table)
    csv_files: list[int] = []
    parquet_files: list[tuple[int, ParquetFile]] = []
    for number, files in enumerate(drops):
        if files:
            raw.first_files[number] = len(raw.files)
            raw.drop_rows[number] = 0
        for file in files:
            raw.files.append(file)
            if file.form == "csv":
                csv_files.append(len(raw.files) - 1)
            else:
                parquet_files += _footer(raw, number)
    _read_csv(engine, raw, csv_files)
    _read_parquet(engine, raw, parquet_files)
    return raw


def _check_names(raw: RawTable, file: SourceFile, names: Sequence[str]) -> bool:
    """Note or refuse what is unknown or missing among the columns of a file; return whether it can be read."""
    table = raw.table
    unknown = [name for name in names if name not in table.column_names]
    if unknown:
        raw.notes.append(Note("unknown_column", {"file": file.label, "columns": unknown}))
    profile = [column.name for column in table.columns if column.profile and column.name not in names]
    if profile:
        raw.notes.append(Note("missing_profile_column", {"file": file.label, "columns": profile}))
    missing = [column.name for column in table.columns if column.required and column.name not in names]
    raw.refusals += [_missing_column(file, name, names, table.column_names) for name in missing]
    return not missing


def _missing_column(file: SourceFile, name: str, names: Sequence[str], known: Sequence[str]) -> Refusal:
    """Return the refusal of a file without a required column."""
    alike = next((other for other in names if other.strip().lower() == name), None)
    remedy = f"rename {alike!r}: names must match exactly" if alike else "add the column"
    if len(names) == 1 and file.form == "csv" and names[0] not in known:
        remedy = "separate the columns with commas"
    found = f"columns {', '.join(names)}"
    return Refusal(file.label, file.table, name, "the column in the file", found[:500], remedy)


def _read_csv(engine: Engine, raw: RawTable, numbers: Sequence[int]) -> None:
    """Read the CSV files of a table into one table of text."""
    if not numbers:
        return
    name = _text_table(raw.table)
    seen: set[str] = set()
    nul = False
    with engine.text_table(name, raw.table.column_names) as append:
        for number in numbers:
            try:
                columns, has_nul = _append_csv(append, raw, number)
            except DropRefused as error:
                raw.refusals += error.reasons
            except OSError as error:
                raw.refusals.append(_unreadable(raw.files[number], error))
            else:
                seen |= columns
                nul = nul or has_nul
    physical: dict[str, Physical] = {column: "text" for column in raw.table.column_names if column in seen}
    raw.parts.append(Part(name, physical, nul))


def _append_csv(append: Append, raw: RawTable, number: int) -> tuple[set[str], bool]:
    """Append a CSV file; return its columns of the contract and whether it holds a NUL."""
    file = raw.files[number]
    opened = open_csv(file.path, Place(file.label, file.table))
    if not _check_names(raw, file, opened.header):
        return set(), False
    columns = [column for column in raw.table.column_names if column in opened.header]
    for batch in opened.batches(columns):
        append(batch, number)
    raw.bad_rows += [(number, row) for row in opened.bad_rows]
    raw.drop_rows[raw.drop_of(number)] += opened.rows
    return set(columns), opened.nul


def _unreadable(file: SourceFile, error: Exception) -> Refusal:
    """Return the refusal of a file that the system or the engine cannot read."""
    found = str(error).partition("\n")[0][:500]
    return Refusal(file.label, file.table, "", "a readable file", found, "hand over the file again")


def release(engine: Engine, raw: RawTable) -> None:
    """Free the text of CSV files, once the rows have been judged and are kept with their types."""
    for part in raw.parts:
        if part.name == _text_table(raw.table):
            engine.drop_table(part.name)


def _text_table(table: Table) -> str:
    """Return the name of the engine's table for the CSV files of a table."""
    return f"raw_{table.name}"


# What an engine says of a file that Arrow passes over, such as damaged statistics; not memory, not the disk.
_FILE_ERRORS = frozenset({"InvalidInputException", "SerializationException"})


def broken_file(raw: RawTable, error: Exception) -> Refusal:
    """Return the refusal of the file of a table on which the engine failed.

    Raises
    ------
    EngineError
        If every file can be read: then it is the engine itself that gave up.
    """
    broken = next((file for file in raw.files if _is_broken(file)), None)
    if broken is None and type(error).__name__ in _FILE_ERRORS:
        broken = next((file for file in raw.files if file.form == "parquet"), None)
    if broken is None:
        raise gave_up(f"reading {raw.table.name}", error) from error
    return _unreadable(broken, error)


def gave_up(task: str, error: Exception) -> EngineError:
    """Return the error of an engine that cannot go on with a task."""
    found = str(error).partition("\n")[0][:500]
    return EngineError(f"The engine gave up while {task}; nothing was written. It says: {found}")


def _is_broken(file: SourceFile) -> bool:
    """Return whether a Parquet file cannot be read to its end."""
    if file.form != "parquet":
        return False
    try:
        with pq.ParquetFile(file.path) as opened:
            for batch in opened.iter_batches():
                batch.validate(full=True)  # texts are UTF-8
    except (pa.ArrowException, OSError, ValueError, NotImplementedError):
        return True
    return False


def _footer(raw: RawTable, drop: int) -> list[tuple[int, ParquetFile]]:
    """Return the number and footer of the last Parquet file, if it can be read; misfits are refused."""
    number = len(raw.files) - 1
    file = raw.files[number]
    try:
        opened, misfits = open_parquet(file, raw.table)
    except DropRefused as error:
        raw.refusals += error.reasons
        return []
    raw.refusals += misfits
    raw.drop_rows[drop] += opened.rows
    return [(number, opened)] if _check_names(raw, file, opened.names) else []


def _read_parquet(engine: Engine, raw: RawTable, files: Sequence[tuple[int, ParquetFile]]) -> None:
    """Make a view on each group of Parquet files that are alike."""
    groups: dict[tuple[object, ...], list[tuple[int, ParquetFile]]] = {}
    for number, opened in files:
        groups.setdefault((opened.names, *opened.physical.items()), []).append((number, opened))
    for place, group in enumerate(groups.values()):
        numbers = [number for number, _ in group]
        physical: dict[str, Physical] = {name: kind for name, kind in group[0][1].physical.items() if kind != "null"}
        paths = [raw.files[number].path for number in numbers]
        name = f"scan_{raw.table.name}_{place}"
        try:
            engine.scan_parquet(name, paths, numbers, list(physical))
        except (*engine.errors, pa.ArrowException, OSError, NotImplementedError) as error:
            raw.refusals.append(_unreadable(raw.files[numbers[0]], error))
        else:
            raw.parts.append(Part(name, physical, nul=True))
