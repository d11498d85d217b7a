"""Two engines, one definition: the same drops give the same on DuckDB and on Spark, byte for byte (G-3, Q-92)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from dashboard.errors import DropRefused
from dashboard.settings import Settings
from dashboard.snapshot import checks
from dashboard.snapshot.contract_terms import Column, ColumnType
from dashboard.snapshot.engine import DUCKDB, Engine, open_engine
from dashboard.snapshot.parquet_files import Physical
from dashboard.snapshot.records import read_drop
from dashboard.snapshot.school_counts import SOMETHING
from dashboard.snapshot.values import typed
from tests.dashboard.snapshot.test_records import AGGREGATED_FAULTS, EVERYTHING, FAULTS, INTEGER_FAULTS
from tests.dashboard.snapshot.test_values import TEXTS
from tests.delivered import AGGREGATED, DETAILED, WEEK, Lines, columns_of, with_lines, write_csv, write_parquet
from tests.factories import ALMATY, Records
from tests.installation import Installation

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")]

SETTINGS = Settings("sqlite://", Path("/nowhere"))


@pytest.fixture(scope="module")
def engines(spark: str) -> Iterator[list[Engine]]:
    with ExitStack() as resources:
        yield [open_engine(address, resources, SETTINGS) for address in (DUCKDB, spark)]


# --- single values


def scanned(engines: list[Engine], name: str, held: pa.Array, path: Path) -> list[ibis.Table]:
    """Write a column into a Parquet file and return it as each engine has it."""
    pq.write_table(pa.table({"held": held}), path)
    for engine in engines:
        engine.scan_parquet(name, [path], [3], ["held"])
    return [engine.table(name) for engine in engines]


def both(engines: list[Engine], name: str, build: Callable[[ibis.Table], ibis.Table], rows: list[ibis.Table]) -> Any:
    """Return what a query gives; it is the same on both engines."""
    got = [
        engine.rows((name, lambda: build(table)))  # noqa: B023
        for engine, table in zip(engines, rows, strict=True)
    ]
    assert got[0] == got[1]
    return got[0]


@pytest.mark.parametrize("kind", TEXTS)
def test_q44_q80_texts_become_the_same_values(engines: list[Engine], tmp_path: Path, kind: ColumnType) -> None:
    texts = [*TEXTS[kind], "NA", "  ", "nan", "Infinity", "-infinity", "+7", "\u00a05", "ТRUE", "0001-01-01", None]
    rows = scanned(engines, f"text_{kind}", pa.array(texts, pa.string()), tmp_path / "x.parquet")
    column = Column("x", kind)
    found = both(
        engines,
        f"text_{kind}",
        lambda table: table.select("_row", value=typed(column, table["held"], "text")).order_by("_row"),
        rows,
    )
    assert [value for _, value in found][: len(TEXTS[kind])] == list(TEXTS[kind].values())


MOMENTS = [0, 1, -1, 1_762_700_000_123_456, 1_709_231_999_999_999, -62_135_596_800_000_000]
HELD: list[tuple[ColumnType, Physical, pa.Array]] = [
    ("int", "float", pa.array([1.0, 1.5, -0.0, float("nan"), float("inf"), 1e300, 2.0**63, -(2.0**63), 1e7, None])),
    ("int", "float", pa.array([2.0, 2.5, 1e20, 0.1], pa.float32())),
    ("int", "float", pa.array([2.0, 2.5], pa.float16())),
    ("int", "int", pa.array([2**63, 1, 2**64 - 1], pa.uint64())),
    ("int", "int", pa.array([2**32 - 1, 1], pa.uint32())),
    ("int", "int", pa.array([-128, 127], pa.int8())),
    ("int", "int", pa.array([255], pa.uint8())),
    ("bool", "int", pa.array([1, 0, 2, None])),
    ("bool", "bool", pa.array([True, None])),
    ("date", "date", pa.array([0, 20_000, -719_162, -141_428], pa.date32())),
    *(
        ("time", "instant" if zone else "naive", pa.array(MOMENTS, pa.timestamp("us", zone)).cast(kind, safe=False))
        for zone in (None, "Asia/Almaty")
        for kind in (pa.timestamp("ms", zone), pa.timestamp("us", zone))
    ),
    *(
        (
            "time",
            "instant" if zone else "naive",
            pa.array([one * 1000 + 999 for one in MOMENTS[:-1]], pa.timestamp("ns", zone)),
        )
        for zone in (None, "UTC")
    ),
    ("text", "text", pa.array(["a", "ә", "😀", "a\0"]).dictionary_encode()),
    ("text", "text", pa.array(["a", ""], pa.string_view())),
]


@pytest.mark.parametrize("place", range(len(HELD)))
def test_q80_physical_types_become_the_same_values_and_texts(engines: list[Engine], tmp_path: Path, place: int) -> None:
    kind, physical, held = HELD[place]
    column = Column("x", kind)

    def read(table: ibis.Table) -> ibis.Table:
        value = typed(column, table["held"], physical)
        missing = table["held"].isnull()
        return table.select("_file", "_row", missing, value=value, text=table["held"].cast("string")).order_by("_row")

    rows = both(engines, f"held_{place}", read, scanned(engines, f"held_{place}", held, tmp_path / "x.parquet"))
    assert [(file, row) for file, row, *_ in rows] == [(3, n + 1) for n in range(len(held))]
    assert any(value is not None for *_, value, _ in rows)


def test_q92_digests_are_sums_of_halves_of_md5(engines: list[Engine]) -> None:
    texts = ["", "abc", "ә", "abc", "x" * 5000, "a\0b", *map(str, range(200))]
    whole = [hashlib.md5(text.encode(), usedforsecurity=False).digest() for text in texts]
    halves = [sum(int.from_bytes(one[part], "little") for one in whole) for part in (slice(8, 16), slice(0, 8))]
    for engine in engines:
        engine.load("digested", pa.table({"text": [*texts, None]}))  # a null is no text
        assert engine.digest(("digested", lambda: engine.table("digested"))) == (len(texts), *halves)  # noqa: B023


PATTERNS = [SOMETHING, r"\S", r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$", r"^a$", r"^[$]\s\z", r"[^\s]"]


def test_q61_patterns_match_the_same_texts(engines: list[Engine]) -> None:
    blank = ["", " ", *map(chr, (9, 10, 11, 12, 13, 28, 31, 0x85, 0xA0, 0x2028, 0x3000, 0xFEFF))]
    texts = [*blank, *(text + end for text in ("a", "x@y.kz", " x@y.kz ", "$", "x@y") for end in blank), "\v@\v.b"]
    for engine in engines:
        engine.load("matched", pa.table({"text": texts, "place": range(len(texts))}))
    rows = [engine.table("matched") for engine in engines]

    def hits(table: ibis.Table) -> ibis.Table:
        found = {f"hit_{number}": table["text"].re_search(pattern) for number, pattern in enumerate(PATTERNS)}
        return table.select("place", **found).order_by("place")

    found = both(engines, "matched", hits, rows)
    assert [[row[place] for row in found].count(True) > 0 for place in range(1, len(PATTERNS) + 1)] == [True] * len(
        PATTERNS
    )


def test_texts_are_ordered_by_their_bytes_nulls_last(engines: list[Engine]) -> None:
    texts = ["б", "a", None, "Z", "é", "ә", "", "😀", "\uffff", "a "]
    for engine in engines:
        engine.load("ordered", pa.table({"text": pa.array(texts)}))
    rows = [engine.table("ordered") for engine in engines]
    found = both(engines, "ordered", lambda table: table.order_by("text"), rows)
    assert [text for (text,) in found] == [*sorted(filter(lambda text: text is not None, texts)), None]  # type: ignore[type-var]


# --- drops


def told(address: str, *paths: Path, scratch: Path | None = None) -> dict[str, Any]:
    """Return everything that reading drops says, accepted rows as their hash (Q-92), or why they are refused."""
    try:
        with read_drop(paths, WEEK, replace(SETTINGS, engine=address, spark_folder=scratch)) as drop:
            return {
                "counts": drop.counts.to_dict("records"),
                "rejects": drop.rejects.to_dict("records"),
                "notes": [note.as_dict() for note in drop.notes],
                "hash": drop.content_hash(),
            }
    except DropRefused as error:
        return {"refused": [(one.file, one.table, one.column, one.expected) for one in error.reasons]}


def with_faults(tables: Lines, faults: list[tuple[str, ...]], without: frozenset[str] = frozenset()) -> Lines:
    """Return tables with one line for each fault."""
    for table, line, column, _, reason in faults:
        if not (reason in INTEGER_FAULTS and column in without):
            tables = with_lines(tables, **{table: line})
    return tables


def csv_drop(folder: Path) -> list[Path]:
    """Write every fault there is as CSV: quotes, other ends of lines, records of a wrong length, odd letters."""
    odd = ['"C\n1""x",S1,5,"А, Ә😀",kk,1,,', "C1", "", "C8,S1,5,А,kk,1,,,,,", "C9,S1,5,\0,kk,1,,"]
    return [write_csv(folder, with_lines(with_faults(EVERYTHING, FAULTS), classes=odd))]


def parquet_drops(folder: Path) -> list[Path]:
    """Write every fault Parquet can have; marks in parts of several types, with names that Spark would skip (Q-84).

    Beside it stands a drop that repeats the units (Q-91).
    """
    other = {"units": EVERYTHING["units"], **{name: lines[:1] for name, lines in AGGREGATED.items() if name != "units"}}
    return [_detailed_parquet(folder / "one"), write_csv(folder / "other", other)]


def _detailed_parquet(folder: Path) -> Path:
    tables = dict(with_faults(EVERYTHING, FAULTS, frozenset({"grade", "minutes", "in_monitor"})))
    marks = tables.pop("marks")
    write_parquet(folder, tables)
    (folder / "marks").mkdir()
    for number, name in enumerate(("_hidden", "part {a,b}", "x[1]*")):
        columns = columns_of([marks[0], *marks[1 + number :: 3]])
        when = [datetime(2025, 11, 10, 10, tzinfo=ALMATY)] * len(columns["value"])
        columns["entered_at"] = pa.array(
            when, pa.timestamp(("us", "ns", "ms")[number], ("UTC", "UTC", "Asia/Almaty")[number])
        )
        columns["_metadata"] = pa.array([1] * len(when))
        codec = ("brotli", "zstd", "snappy")[number]
        pq.write_table(pa.table(columns), folder / "marks" / f"{name}.parquet", compression=codec)
    return folder


def aggregated_drop(folder: Path) -> list[Path]:
    """Write counts with every fault, some in CSV, some in Parquet with floats for whole numbers."""
    tables = with_faults(AGGREGATED, AGGREGATED_FAULTS)
    write_csv(folder, {name: lines for name, lines in tables.items() if name != "class_week"})
    columns = columns_of(tables["class_week"])
    count = len(columns["class_id"])
    columns["lessons"] = pa.array([30.0, 1e7, float("nan"), 1.5, *[10.0] * count][:count])
    columns["slots"] = pa.array([28, *[2 * 10**7] * (count - 1)], pa.uint64())
    pq.write_table(pa.table(columns), folder / "class_week.parquet")
    return [folder]


@pytest.mark.parametrize(
    ("write", "kept", "reasons"),
    [(csv_drop, 10**6, 8), (parquet_drops, 0, 7), (aggregated_drop, 10**6, 5)],
)
def test_both_engines_tell_the_same_of_a_drop(
    spark: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    write: Callable[[Path], list[Path]],
    kept: int,
    reasons: int,
) -> None:
    monkeypatch.setattr(checks, "KEPT_ROWS", kept)
    folders = write(tmp_path / "drops")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    expected, got = told(DUCKDB, *folders), told(spark, *folders, scratch=scratch)
    assert got == expected
    assert list(scratch.glob("belsendi-*")) == []
    assert len({one["reason"] for one in got["rejects"]}) == reasons


def test_a_damaged_file_is_named(spark: str, tmp_path: Path) -> None:
    folder = write_parquet(tmp_path, DETAILED)
    times = pa.array([datetime(2025, 11, 10)] * 999)  # noqa: DTZ001
    columns = {"lesson_id": ["L1"] * 999, "pupil_id": [f"p{n}" for n in range(999)], "value": ["5"] * 999}
    pq.write_table(pa.table({**columns, "entered_at": times}), folder / "marks.parquet", compression="zstd")
    content = bytearray((folder / "marks.parquet").read_bytes())
    content[40:400] = b"\xff" * 360
    (folder / "marks.parquet").write_bytes(content)
    expected = {"refused": [("marks.parquet", "marks", "", "a readable file")]}
    assert [told(address, folder) for address in (DUCKDB, spark)] == [expected] * 2


# --- weeks


def country(week: date) -> Records:
    """Return a week of detailed and aggregated schools, some late, some silent, with marks of two kinds of journal."""
    records = Records(week)
    records.detailed_school("s1", lessons=(10, 30))
    records.hundred_lessons("s2", topics=(0, 90), homework=(40, 70), marks=(0, 80), attendance=(70, 95), held=(50, 100))
    records.accounts("s2", "teacher", 7, 9)
    records.aggregated_school("s3", "113000000", marks_timely=None)
    records.aggregated_school("s4", "151000000", lessons_planned=77)
    records.school("silent", "151000000", filled=3)
    late = datetime.combine(week + timedelta(days=9), datetime.min.time(), ALMATY)  # in the revised series alone
    for n in range(10):
        records.add("marks", lesson_id=f"s2-c9-l{n}", pupil_id="late", value="4", entered_at=late)
    for n in range(3):
        records.add("topics", lesson_id=f"unknown-{n}", entered_at=late)
    return records


def built(folder: Path, drop: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, dict[str, bytes]]:
    """Build a week through the command line and return its report and its exported files."""
    monkeypatch.setenv("BELSENDI_DATA", str(folder / "var"))
    installation = Installation(Settings.from_environment(), folder, CliRunner())
    code, report = installation.build(drop, "--accept-rejects", "--publish", "--engine", address)
    assert code in {0, 3}, report
    installation.export()
    return report, {path.name: path.read_bytes() for path in sorted((folder / "out").iterdir())}


def mixed_drop(folder: Path) -> Path:
    """Write the country half as CSV, half as Parquet."""
    csv, parquet = (country(WEEK).write(folder / form, form) for form in ("csv", "parquet"))
    for number, file in enumerate(sorted(parquet.iterdir())):
        if number % 2:
            file.rename(csv / file.name)
            (csv / f"{file.stem}.csv").unlink()
    return csv


def test_g3_both_engines_give_the_same_snapshot_and_exports(
    spark: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.snapshot import spark_session

    monkeypatch.setitem(spark_session.MEANING, "spark.sql.codegen.wholeStage", "true")  # as outside of tests
    monkeypatch.setitem(spark_session.MEANING, "spark.sql.codegen.factoryMode", "FALLBACK")
    drop = mixed_drop(tmp_path)
    one, other = (
        built(tmp_path / address.partition("[")[0], drop, address, monkeypatch) for address in (DUCKDB, spark)
    )
    assert other == one
    assert one[0]["snapshot"]
    assert set(one[1]) >= {"schools.csv", "units.csv", "rejects.csv"}
    assert len(one[1]["rejects.csv"].splitlines()) == 4
