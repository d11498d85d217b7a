"""A detailed week of a synthetic country of any size, for measuring: 7.3 million lessons at scale 1 (spec E.3).

It is written block by block, so that memory stays the same however large it is. Each block has a random stream of its
own: the full blocks of a small country are those of a large one.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from dashboard.demo.arrays import stream
from dashboard.demo.drop import PRODUCED, require_ours
from dashboard.demo.national_journal import SUBJECTS, journal_tables
from dashboard.demo.national_schools import account_tables, class_table, make_block, school_table
from dashboard.demo.register import unit_table
from dashboard.demo.stamp import SOURCE
from dashboard.errors import SettingsError
from dashboard.weeks import midnight

SCHOOLS = 8_000  # at scale 1
BLOCK = 160  # schools made at once
VERSION = 1  # raised whenever the same seed gives other bytes
DEFAULT_WEEK = date(2026, 11, 15)
SMALLEST, LARGEST = 0.0001, 100.0
OFFSET, OFFSET_SECONDS = "+05:00", 5 * 3600

Form = Literal["parquet", "csv"]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class National:
    """What decides about every byte of a drop.

    Attributes
    ----------
    scale
        1 is the country: 8,000 schools, 195,000 classes, 7.3 million lessons; 10 has ten times as many schools.
    seed
        Of everything random.
    form
        Of the files.
    week
        Its Sunday.
    """

    scale: float = 1.0
    seed: int = 1
    form: Form = "parquet"
    week: date = DEFAULT_WEEK

    @property
    def schools(self) -> int:
        """How many schools there are, one at least."""
        return max(1, round(SCHOOLS * self.scale))


def write_national(folder: Path, plan: National, progress: Progress | None = None) -> dict[str, int]:
    """Write the drop; its folder appears complete or not at all.

    Parameters
    ----------
    folder
        Where; what is there is replaced.
    plan
        What is written.
    progress
        Called with the number of blocks that are written, and of all.

    Returns
    -------
    dict
        Rows by table.

    Raises
    ------
    SettingsError
        If the scale is out of its range, or the folder holds anything but a generated drop.
    """
    if not SMALLEST <= plan.scale <= LARGEST:
        raise SettingsError(f"A scale of {plan.scale:g} is out of range; choose one from {SMALLEST:g} to {LARGEST:g}.")
    require_ours(folder)
    draft = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    written = _Written(draft, plan.form)
    for name, table in (("units", unit_table()), ("subjects", _subjects())):
        written.whole(name, table)
    written.parts(_blocks(plan), -(-plan.schools // BLOCK), progress or (lambda done, of: None))
    _write_manifest(draft, plan, written)
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)
    return dict(written.rows)


def _blocks(plan: National) -> Iterator[dict[str, pa.Table]]:
    """Yield the tables of one block of schools after another."""
    units = unit_table()
    districts = units.filter(pc.equal(units["level"], "district"))["unit_id"].to_pylist()
    for number, first in enumerate(range(0, plan.schools, BLOCK)):
        rng = stream(plan.seed, "national", number)
        block = make_block(rng, plan.week, first, min(BLOCK, plan.schools - first))
        tables = {"schools": school_table(block, districts), "classes": class_table(block)}
        tables["accounts"], logins = account_tables(block)
        yield {**tables, **journal_tables(block), "logins": logins}


def _subjects() -> pa.Table:
    """Return the table ``subjects``."""
    names = [f"subject-{number:02d}" for number in range(SUBJECTS)]
    return pa.table({"subject_id": names, "name_kk": names, "name_ru": names})


@dataclass
class _Written:
    """The files written so far, and what the manifest says about them."""

    folder: Path
    form: Form
    rows: dict[str, int] = field(default_factory=dict)
    hashes: dict[str, Any] = field(default_factory=dict)

    def whole(self, name: str, table: pa.Table) -> None:
        """Write a table of one file."""
        self._count(name, self.folder / f"{name}.{self.form}", table)

    def parts(self, blocks: Iterator[dict[str, pa.Table]], count: int, progress: Progress) -> None:
        """Write blocks into folders of parts; the next block is made while one is being written."""
        with ThreadPoolExecutor(1) as writer:
            pending: Future[None] | None = None
            for number, tables in enumerate(blocks):
                if pending:
                    pending.result()
                pending = writer.submit(self._part, number, tables)
                progress(number + 1, count)
            if pending:
                pending.result()

    def _part(self, number: int, tables: dict[str, pa.Table]) -> None:
        """Write one part of each table."""
        for name, table in tables.items():
            (self.folder / name).mkdir(exist_ok=True)
            self._count(name, self.folder / name / f"part-{number:05d}.{self.form}", table)

    def _count(self, name: str, path: Path, table: pa.Table) -> None:
        """Write a file; add it to what the manifest says (Q-85)."""
        _WRITERS[self.form](path, table)
        self.rows[name] = self.rows.get(name, 0) + table.num_rows
        digest = self.hashes.setdefault(name, hashlib.sha256())
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)


def _write_parquet(path: Path, table: pa.Table) -> None:
    pq.write_table(table, path, compression="zstd")


def _write_csv(path: Path, table: pa.Table) -> None:
    """Write a table whose texts need no quotes; moments with their offset, as systems write them."""
    columns = [_csv_column(column) for column in table.columns]
    options = arrow_csv.WriteOptions(include_header=False, quoting_style="none")
    with path.open("wb") as file:
        file.write((",".join(table.column_names) + "\n").encode())
        arrow_csv.write_csv(pa.table(columns, names=table.column_names), file, options)


def _csv_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as it is written: moments at Almaty's present offset, whatever it was at the time."""
    if not pa.types.is_timestamp(column.type):
        return column
    seconds = pc.divide(column.cast(pa.int64()), 1000)
    local = pc.add(seconds, OFFSET_SECONDS).cast(pa.timestamp("s")).cast(pa.string())
    day, clock = pc.utf8_slice_codeunits(local, 0, 10), pc.utf8_slice_codeunits(local, 11, 19)
    return pc.binary_join_element_wise(pc.binary_join_element_wise(day, clock, "T"), OFFSET, "")


_WRITERS: dict[Form, Callable[[Path, pa.Table], None]] = {"parquet": _write_parquet, "csv": _write_csv}


def _write_manifest(draft: Path, plan: National, written: _Written) -> None:
    """Write what the drop says about itself; nothing in it depends on the clock."""
    tables = {name: {"rows": rows, "sha256": written.hashes[name].hexdigest()} for name, rows in written.rows.items()}
    manifest = {
        "contract": 1,
        "source": SOURCE,
        "week": plan.week.isoformat(),
        "produced_at": (midnight(plan.week + timedelta(7)) + PRODUCED).isoformat(),
        "generator": {"national": VERSION, "scale": plan.scale, "seed": plan.seed},
        "tables": tables,
    }
    (draft / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
