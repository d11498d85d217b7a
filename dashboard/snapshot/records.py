"""Records of a week: one or several drops read, checked and joined (records.md, spec J)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from pathlib import Path
from types import TracebackType
from typing import Self

import ibis
import pandas as pd

from dashboard.errors import BelsendiError, DropRefused, Refusal
from dashboard.settings import Settings
from dashboard.snapshot import completeness, content, delivery
from dashboard.snapshot.checks import CheckedTable, accepted_name, check_table
from dashboard.snapshot.contract import TABLES
from dashboard.snapshot.engine import Engine, open_engine
from dashboard.snapshot.notes import Note
from dashboard.snapshot.quality_notes import table_notes
from dashboard.snapshot.reading import RawTable, broken_file, gave_up, read_table, release
from dashboard.snapshot.rejects import no_rejects, wholly_wrong

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Drop:
    """What a week's records say, after the rows at fault were set aside.

    Close it, or use it in a ``with`` statement: it holds an engine and perhaps an unpacked archive.

    Attributes
    ----------
    week
        The first day of the reporting week, a Sunday.
    tables
        For each delivered table the accepted rows: exactly the columns of the contract, typed (text ``string``,
        ``int64``, ``boolean``, ``date``, moments ``timestamp`` in UTC without zone), defaults filled in; an optional
        column that is missing is null. Classes and lessons have a ``_number`` besides.
    present
        The delivered tables; a header alone is delivered (Q-64).
    columns
        For each of them the columns that any of its files has.
    counts
        One row is one delivered table: ``table, rows_in, used, folded, rejected``; in contract order.
    rejects
        One row is one row that was set aside: ``table, file, row, column, value, reason``; in contract order, then
        reading order.
    notes
        What a reader should know.
    source, produced_at
        From the manifests; empty without.
    digests
        The digests of large tables, worked out while they were judged.
    engine
        What holds the tables.
    """

    week: date
    tables: Mapping[str, ibis.Table]
    present: frozenset[str]
    columns: Mapping[str, frozenset[str]]
    counts: pd.DataFrame
    rejects: pd.DataFrame
    notes: list[Note]
    source: str
    produced_at: datetime | None
    digests: Mapping[str, content.Digest] = field(repr=False)
    engine: Engine = field(repr=False)
    resources: ExitStack = field(repr=False)

    @property
    def connection(self) -> ibis.BaseBackend:
        """The Ibis backend that holds the tables."""
        backend: ibis.BaseBackend = self.engine.backend
        return backend

    def content_hash(self) -> str:
        """Return the hash of the accepted rows: equal for equal content in whatever form and order (Q-92)."""
        names = {name: accepted_name(name) for name in self.present}
        return content.content_hash(self.engine, names, self.digests)

    def close(self) -> None:
        """Close the engine and remove what was unpacked."""
        self.resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if isinstance(error, self.engine.errors):
            raise gave_up("computing", error) from error


def read_drop(
    paths: Sequence[Path], week: date | None, settings: Settings, *, progress: Progress | None = None
) -> Drop:
    """Read one or several drops as one week (Q-91).

    Parameters
    ----------
    paths
        Folders or .zip archives.
    week
        The first day of the week; without it the manifests' (Q-90).
    settings
        The limits for archives (Q-86), and the engine.
    progress
        Called with the name of each table when its checking begins.

    Raises
    ------
    DropRefused
        If the drops cannot be used; every reason that was found is named.
    EngineError
        If the engine cannot be started, or gives up.
    """
    with ExitStack() as resources:
        delivered = delivery.open_drops(paths, week, settings, resources)
        engine = open_engine(settings.engine, resources, settings)
        raw = _read(engine, delivered)
        checked = _check(engine, raw, delivered.week, progress or (lambda _: None))
        kept = ExitStack()
        drop = _joined(engine, delivered, raw, checked, kept)
        kept.callback(resources.pop_all().close)
        return drop


def _read(engine: Engine, delivered: delivery.Delivery) -> dict[str, RawTable]:
    """Read every table, or refuse the drops with everything that is wrong with their files."""
    raw: dict[str, RawTable] = {}
    for name, table in TABLES.items():
        if name in delivered.present:
            raw[name] = read_table(engine, table, [drop.tables.get(name, ()) for drop in delivered.folders])
    refusals = [*delivered.refusals, *(refusal for table in raw.values() for refusal in table.refusals)]
    refusals += completeness.missing_tables(delivered.present)
    refusals += delivered.disagreements(raw)
    if not refusals:
        refusals += completeness.schools_in_two_drops(engine, raw["schools"], delivered.names)
    if refusals:
        raise DropRefused(refusals)
    return raw


def _check(engine: Engine, raw: Mapping[str, RawTable], week: date, progress: Progress) -> dict[str, CheckedTable]:
    """Judge every table after those it refers to, or refuse the drops."""
    checked: dict[str, CheckedTable] = {}
    refusals: list[Refusal] = []
    for name, table in raw.items():
        progress(name)
        try:
            checked[name] = check_table(engine, table, week)
            refusals += wholly_wrong(engine, table, checked[name].rejects)
            release(engine, table)
        except engine.errors as error:
            raise DropRefused([*refusals, broken_file(table, error)]) from None
    if not refusals:
        refusals += completeness.collisions(engine, checked)
    if refusals:
        raise DropRefused(refusals)
    return checked


def _joined(
    engine: Engine,
    delivered: delivery.Delivery,
    raw: Mapping[str, RawTable],
    checked: Mapping[str, CheckedTable],
    resources: ExitStack,
) -> Drop:
    """Return the drop."""
    rejects = [one.rejects for one in checked.values() if len(one.rejects)]
    notes = [*delivered.notes, *(note for table in raw.values() for note in table.notes)]
    notes += [note for one in checked.values() for note in table_notes(engine, one)]
    return Drop(
        week=delivered.week,
        tables={name: engine.table(accepted_name(name)) for name in checked},
        present=frozenset(checked),
        columns={name: frozenset[str]().union(*(part.physical for part in raw[name].parts)) for name in checked},
        counts=_counts(engine, checked),
        rejects=pd.concat(rejects, ignore_index=True) if rejects else no_rejects(),
        notes=notes,
        source=delivered.source,
        produced_at=delivered.produced_at,
        digests={name: one.digest for name, one in checked.items() if one.digest},
        engine=engine,
        resources=resources,
    )


def _counts(engine: Engine, checked: Mapping[str, CheckedTable]) -> pd.DataFrame:
    """Return what became of the rows: one row is one delivered table.

    Raises
    ------
    BelsendiError
        If rows in are not rows used, folded and rejected together: that would be a fault of the reader itself.
    """
    used = {name: one.digest[0] for name, one in checked.items() if one.digest}
    other = [name for name in checked if name not in used]
    used |= dict(engine.rows((("used", *other), lambda: _used(engine, other))))
    rows = [(name, one.rows_in, used[name], one.folded, len(one.rejects)) for name, one in checked.items()]
    lost = [name for name, rows_in, *parts in rows if rows_in != sum(parts)]
    if lost:
        raise BelsendiError(f"Rows were lost while reading {', '.join(lost)}; nothing was written. Please report this.")
    return pd.DataFrame(rows, columns=["table", "rows_in", "used", "folded", "rejected"])


def _used(engine: Engine, names: Iterable[str]) -> ibis.Table:
    """Return how many rows are accepted: one row is one table."""
    tables = ((name, engine.table(accepted_name(name))) for name in names)
    counted = (rows.aggregate(table=ibis.literal(name), used=rows.count()) for name, rows in tables)
    return reduce(lambda one, other: one.union(other), counted)
