"""The fuzzer: a few mutants of a fixed seed, and that it would see what it looks for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bench import fuzz, fuzz_drops
from bench.fuzz import ACCEPTED, BASES, Fuzzer, csv_rows, rows_held
from bench.fuzz_mutations import KINDS
from dashboard.database import engine
from dashboard.errors import DropRefused
from dashboard.snapshot.csv_files import Place, open_csv
from dashboard.snapshot.report import REFUSED

MUTANTS = range(5)


@pytest.fixture(scope="module")
def fuzzer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzer]:
    patch = pytest.MonkeyPatch()
    patch.setattr("tempfile.tempdir", None)
    made = Fuzzer(tmp_path_factory.mktemp("fuzz"), seed=1)
    yield made
    engine(made.settings).dispose()
    patch.undo()


def test_no_mutant_breaks_anything(fuzzer: Fuzzer) -> None:
    tally = fuzz.Tally()
    for number in MUTANTS:
        fuzzer.run(number, tally)
    assert tally.failures == {}
    assert sum(tally.outcomes.values()) == len(MUTANTS)
    assert {kind for kind, _ in tally.outcomes} <= set(KINDS)


@pytest.mark.parametrize("base", [BASES[0], BASES[4], BASES[-1]], ids=str)
def test_good_drops_are_accepted_whole(fuzzer: Fuzzer, tmp_path: Path, base: fuzz.Base) -> None:
    path = fuzzer.good[base]
    if base[3]:
        path = fuzz_drops.pack(path, tmp_path / "drop.zip")
    held = rows_held(path)
    assert held == {name: len(rows) for name, rows in sorted_tables(base).items()}
    assert fuzzer._judged(path) == (ACCEPTED, [])
    fuzzer._restore(100 + BASES.index(base))


def sorted_tables(base: fuzz.Base) -> fuzz_drops.Tables:
    drop = fuzz_drops.tables(aggregated=base[1])
    return {name: drop[name] for name in fuzz.TABLES if name in drop}


def test_a_database_that_changed_is_seen(fuzzer: Fuzzer, tmp_path: Path) -> None:
    before = fuzzer._fingerprint()
    with closing(sqlite3.connect(fuzzer.settings.data_folder / "belsendi.db")) as opened, opened:
        opened.execute("UPDATE snapshot SET status = 'withdrawn'")
    assert fuzzer._fingerprint() != before
    assert fuzzer._judged(tmp_path / "nowhere") == (REFUSED, ["refused, but the database has changed"])
    fuzzer._restore(200)


@hypothesis_settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(
    pieces=st.lists(st.sampled_from([b"a", b",", b'"', b"\n", b"\r\n", b"\r", b'""', b"x,y", b"\xd0\xb6"]), max_size=14)
)
def test_rows_are_counted_apart_from_the_reader_and_alike(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]
) -> None:
    """Two ways to count the records of a CSV file, which know nothing of each other."""
    content = b"a,b\n" + b"".join(pieces)
    path = tmp_path_factory.getbasetemp() / "counted.csv"
    path.write_bytes(content)
    try:
        opened = open_csv(path, Place("x.csv", "marks"))
        for _ in opened.batches(["a"]):
            pass
    except DropRefused:
        return
    assert opened.rows == csv_rows(content)
