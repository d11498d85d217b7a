"""Good drops spoilt in every way, through check, build and publication: is every loss named, is nothing half-written?

``python -m bench fuzz --mutants 5000 --seed 1`` prints how many mutants of each kind were refused, had rows set aside,
or were accepted, and fails on a traceback, a database that changed although the drop was refused, a snapshot that is
not whole, and a row that was neither used, folded nor set aside. The rows of a spoilt file are counted here anew, apart
from the reader.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import shutil
import sqlite3
import tempfile
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench import fuzz_drops
from bench.fuzz_drops import WEEK
from bench.fuzz_mutations import ARCHIVE_KIND, FOLDER_KINDS, KINDS, spoil_archive
from dashboard import migrations
from dashboard.database import engine
from dashboard.settings import Settings
from dashboard.snapshot.build import Choices, attempt_build
from dashboard.snapshot.contract import TABLES
from dashboard.snapshot.inspection import check_records
from dashboard.snapshot.report import BUILT, REFUSED, BuildReport
from dashboard.weeks import WEEK as SEVEN_DAYS

ACCEPTED, REJECTS = "accepted", "with rejects"
UNREADABLE = (ValueError, LookupError, TypeError, OSError, csv.Error, pa.ArrowException)
OUTCOMES = (REFUSED, REJECTS, ACCEPTED)
# Form, aggregated, in folders of parts, packed: what a mutant is made of.
BASES = [
    (form, aggregated, parts, packed)
    for form in ("csv", "parquet")
    for aggregated in (False, True)
    for parts, packed in ((False, False), (True, False), (False, True))
]
Base = tuple[str, bool, bool, bool]


@dataclass
class Tally:
    """What became of the mutants, by kind; what went wrong, by the mutant's number."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: dict[int, str] = field(default_factory=dict)


class Fuzzer:
    """Mutants in a scratch folder.

    Parameters
    ----------
    scratch
        An empty folder.
    seed
        With the mutant's number it decides everything.
    """

    def __init__(self, scratch: Path, seed: int) -> None:
        self.scratch, self.seed = scratch, seed
        (scratch / "temporary").mkdir()
        tempfile.tempdir = str(scratch / "temporary")
        self.good = {base: self._good(base) for base in BASES}
        self.start = self._start()
        self.settings, self.before = self._settings("0"), ""
        self._restore(0)

    def _good(self, base: Base) -> Path:
        form, aggregated, parts, _ = base
        name = "-".join((form, "counts" if aggregated else "rows", "parts" if parts else "files", str(base[3])))
        return fuzz_drops.write(self.scratch / "good" / name, form, aggregated=aggregated, parts=parts)

    def _settings(self, name: str) -> Settings:
        return Settings(f"sqlite:///{self.scratch / name / 'belsendi.db'}", self.scratch / name)

    def _start(self) -> Path:
        """Return a database with the week before, so that there is something to compare with."""
        settings = self._settings("start")
        migrations.upgrade(settings)
        drop = self.good[BASES[-2]]
        (drop / "manifest.json").rename(drop.parent / "kept.json")
        report = attempt_build([drop], WEEK - SEVEN_DAYS, settings, Choices(accept_rejects=True, publish=True))
        (drop.parent / "kept.json").rename(drop / "manifest.json")
        report.raise_refusal()
        engine(settings).dispose()
        return self.scratch / "start"

    def _restore(self, number: int) -> None:
        """Give the next mutant a database of its own."""
        engine(self.settings).dispose()
        shutil.rmtree(self.settings.data_folder, ignore_errors=True)
        self.settings = self._settings(str(number))
        shutil.copytree(self.start, self.settings.data_folder)
        self.before = self._fingerprint()

    def _fingerprint(self) -> str:
        """Return a hash of everything in the database."""
        with closing(sqlite3.connect(self.settings.data_folder / "belsendi.db")) as opened:
            return hashlib.sha256("\n".join(opened.iterdump()).encode()).hexdigest()

    def run(self, number: int, tally: Tally) -> None:
        """Make one mutant and judge it."""
        kind, path = self.mutant(number)
        try:
            outcome, faults = self._judged(path)
        except Exception:  # that there is none is what is measured
            outcome, faults = "traceback", [traceback.format_exc()]
        left = [entry.name for entry in (self.scratch / "temporary").iterdir()]
        faults += [f"left behind: {left}"] * bool(left)
        tally.outcomes[kind, outcome] += 1
        if faults:
            tally.failures[number] = f"{kind}: " + "\n".join(faults)
        if outcome != REFUSED:
            self._restore(number + 1)
        shutil.rmtree(path.parent, ignore_errors=True)

    def mutant(self, number: int) -> tuple[str, Path]:
        """Make a mutant: its kind, and the folder or archive."""
        random = Random(f"{self.seed}-{number}")
        kind = random.choice(KINDS)
        base = random.choice([one for one in BASES if one[3]] if kind == ARCHIVE_KIND else BASES)
        folder = self.scratch / "mutant" / "drop"
        shutil.copytree(self.good[base], folder)
        if kind != "manifest" and random.random() < 0.9:
            # A manifest with hashes would refuse nearly everything at the door.
            (folder / "manifest.json").write_text(json.dumps({"week": WEEK.isoformat()}))
        if kind != ARCHIVE_KIND:
            with suppress(*UNREADABLE):  # a second mutation may find a file that the first one broke
                for _ in range(random.choice((1, 1, 1, 3))):
                    FOLDER_KINDS[kind](random, folder)
        if not base[3]:
            return kind, folder
        archive = fuzz_drops.pack(folder, folder.parent / "drop.zip")
        if kind == ARCHIVE_KIND:
            spoil_archive(random, archive)
        return kind, archive

    def _judged(self, path: Path) -> tuple[str, list[str]]:
        """Return the outcome and everything that is wrong with it."""
        checked = check_records([path], WEEK, self.settings)
        report = attempt_build([path], WEEK, self.settings, Choices(accept_rejects=True, publish=True))
        for document in (checked.as_dict(), report.as_dict()):
            json.dumps(document, ensure_ascii=False).encode()
        if report.status == REFUSED:
            return REFUSED, list(self._faults_of_refusal(report))
        outcome = ACCEPTED if report.rejects.empty else REJECTS
        return outcome, list(self._faults_of_snapshot(path, checked, report))

    def _faults_of_refusal(self, report: BuildReport) -> Iterator[str]:
        """Yield what is wrong with a refusal."""
        if self._fingerprint() != self.before:
            yield "refused, but the database has changed"
        if not report.errors or not all(one.expected and one.found and one.remedy for one in report.errors):
            yield f"a refusal without words: {report.errors}"

    def _faults_of_snapshot(self, path: Path, checked: BuildReport, report: BuildReport) -> Iterator[str]:
        """Yield what is wrong with a snapshot that was written."""
        if report.status != BUILT or not report.published:
            yield f"status {report.status}, published {report.published}"
        counts = {str(name): tuple(map(int, rest)) for name, *rest in report.counts.itertuples(index=False, name=None)}
        if not checked.counts.equals(report.counts) or not checked.rejects.equals(report.rejects):
            yield "check and build do not agree"
        held = rows_held(path)
        for name, (rows_in, used, folded, rejected) in counts.items():
            if rows_in != used + folded + rejected:
                yield f"{name}: {rows_in} rows in, but {used} + {folded} + {rejected}"
            if rejected != int((report.rejects["table"] == name).sum()):
                yield f"{name}: {rejected} rejected rows are not all named"
        if held != {name: numbers[0] for name, numbers in counts.items()}:
            yield f"the files hold {held}, read were {counts}"
        yield from self._faults_of_rows(counts)

    def _faults_of_rows(self, counts: dict[str, tuple[int, ...]]) -> Iterator[str]:
        """Yield what is wrong in the database."""
        with closing(sqlite3.connect(self.settings.data_folder / "belsendi.db")) as opened:
            [(key, status)] = opened.execute("SELECT id, status FROM snapshot WHERE week = ?", (WEEK.isoformat(),))
            query = "SELECT table_name, rows_in, used, folded, rejected FROM snapshot_table WHERE snapshot_id = ?"
            stored = {name: tuple(rest) for name, *rest in opened.execute(query, (key,))}
            ones = {
                table: opened.execute(f"SELECT count(*) FROM {table} WHERE snapshot_id = ?", (key,)).fetchone()[0]
                for table in ("school_week", "school_value", "unit_week", "unit_value", "reject")
            }
        if status != "published" or stored != counts:
            yield f"stored are {status}, {stored}"
        if ones["school_value"] != 9 * ones["school_week"] or ones["unit_value"] != 9 * ones["unit_week"]:
            yield f"half-written: {ones}"
        if ones["reject"] != sum(rejected for *_, rejected in counts.values()):
            yield f"rejects were lost: {ones}"


def rows_held(path: Path) -> dict[str, int]:
    """Return the data rows of each table that the files of a drop hold, counted apart from the reader."""
    if path.is_file():
        folder = Path(tempfile.mkdtemp(dir=path.parent))
        with zipfile.ZipFile(path) as opened:
            opened.extractall(folder)
        inner = [entry for entry in folder.iterdir() if entry.name != "__MACOSX"]
        if len(inner) == 1 and inner[0].is_dir() and inner[0].name not in TABLES:
            folder = inner[0]
    else:
        folder = path
    found: dict[str, int] = {}
    for entry in folder.iterdir():
        name, ending = (entry.stem, entry.suffix) if entry.is_file() else (entry.name, "")
        if name in TABLES and ending in {".csv", ".parquet", ""} and (ending or entry.is_dir()):
            files = [entry] if ending else [one for one in entry.iterdir() if one.suffix in {".csv", ".parquet"}]
            found[name] = sum(_rows_of(file) for file in files)
    return {name: found[name] for name in TABLES if name in found}


def _rows_of(file: Path) -> int:
    """Return the data rows of one file."""
    return pq.read_metadata(file).num_rows if file.suffix == ".parquet" else csv_rows(file.read_bytes())


@lru_cache(maxsize=500)
def csv_rows(content: bytes) -> int:
    """Return the records of a CSV file but its header, by the rules of Q-83 read byte by byte."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    records, quoted, at_start, something, place = 0, False, True, False, 0
    while place < len(content):
        sign = content[place : place + 1]
        if quoted:
            if sign == b'"' and content[place + 1 : place + 2] == b'"':
                place += 1
            elif sign == b'"':
                quoted = False
        elif sign == b"\n":
            records, at_start, something = records + something, True, False
        elif sign != b"\r" or content[place + 1 : place + 2] != b"\n":
            quoted = sign == b'"' and at_start
            at_start, something = sign == b",", True
        place += 1
    return max(0, records + something - 1)


def fuzz(mutants: Sequence[int], seed: int, scratch: Path) -> Tally:
    """Judge mutants by their numbers."""
    tally = Tally()
    kept = tempfile.tempdir
    fuzzer = Fuzzer(scratch, seed)
    try:
        for number in track(mutants, "Mutants", console=Console(stderr=True), disable=len(mutants) < 100):
            fuzzer.run(number, tally)
    finally:
        engine(fuzzer.settings).dispose()
        tempfile.tempdir = kept
    return tally


def show(tally: Tally) -> None:
    """Print what became of the mutants, and what went wrong."""
    table = Table("what was spoilt", "mutants", *OUTCOMES, "failed")
    for kind in (*KINDS, "all"):
        of = [(outcome, count) for (one, outcome), count in tally.outcomes.items() if kind in {one, "all"}]
        failed = sum(1 for text in tally.failures.values() if kind in {text.partition(":")[0], "all"})
        numbers = [sum(count for outcome, count in of if outcome == wanted) for wanted in OUTCOMES]
        table.add_row(kind, *(f"{number:,}" for number in (sum(count for _, count in of), *numbers, failed)))
    console = Console(markup=False, highlight=False)
    console.print(table)
    for number, text in list(tally.failures.items())[:20]:
        console.print(f"mutant {number}, {text}")


def main(words: Sequence[str]) -> int:
    """Run the command line; the exit code tells whether nothing went wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench fuzz", description=__doc__)
    parser.add_argument("--mutants", type=int, default=1000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="number of the first mutant")
    chosen = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="belsendi-fuzz-") as scratch:
        tally = fuzz(range(chosen.first, chosen.first + chosen.mutants), chosen.seed, Path(scratch))
    show(tally)
    return 1 if tally.failures else 0
