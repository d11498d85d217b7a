"""Parquet files and their physical types, parts, odd column names (Q-80, Q-83, Q-84)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.errors import DropRefused, EngineError
from dashboard.settings import Settings
from dashboard.snapshot.contract import TABLES
from dashboard.snapshot.drops import SourceFile
from dashboard.snapshot.engine import DUCKDB, Engine, open_engine
from dashboard.snapshot.reading import RawTable, broken_file, read_table
from tests.delivered import AGGREGATED, DETAILED, columns_of, read, rejected, rows_of, used, write_csv, write_parquet


@pytest.fixture
def engine() -> Iterator[Engine]:
    with ExitStack() as resources:
        yield open_engine(DUCKDB, resources, Settings("sqlite://", Path("/nowhere")))


def parquet(engine: Engine, folder: Path, table: str, columns: dict[str, pa.Array], **options: object) -> RawTable:
    """Read a table from one Parquet file."""
    path = folder / f"{table}.parquet"
    pq.write_table(pa.table(columns), path, **options)
    return read_table(engine, TABLES[table], [[SourceFile(path, path.name, table, "parquet")]])


TEXT = pa.array(["x"])
FITS: list[tuple[str, pa.Array, bool]] = [
    ("text", pa.array(["x"], pa.large_string()), True),
    ("text", pa.array(["x"]).dictionary_encode(), True),
    ("text", pa.array(["x"], pa.string_view()), True),
    ("text", pa.array([1]), False),
    ("text", pa.array([1]).dictionary_encode(), False),
    ("text", pa.array([b"x"]), False),
    ("text", pa.array([["x"]]), False),
    ("text", pa.array([date(2025, 11, 9)]), False),
    ("text", pa.array([None], pa.int64()), True),
    ("text", pa.array([None], pa.list_(pa.string())), True),
    ("text", pa.nulls(1), True),
    ("bool", pa.array([True]), True),
    ("bool", pa.array([1], pa.uint8()), True),
    ("bool", pa.array(["true"]), False),
    ("bool", pa.array([1.0]), False),
    ("int", pa.array([5], pa.int8()), True),
    ("int", pa.array([5.0]), True),
    ("int", pa.array([5.0], pa.float32()), True),
    ("int", pa.array(["5"]), False),
    ("int", pa.array([True]), False),
    ("int", pa.array([5]).cast(pa.decimal128(20, 0)), False),
    ("date", pa.array([date(2025, 11, 9)]), True),
    ("date", pa.array([date(2025, 11, 9)], pa.date64()), True),
    ("date", pa.array(["2025-11-09"]), True),
    ("date", pa.array([datetime(2025, 11, 9)]), False),  # noqa: DTZ001
    ("date", pa.array([20251109]), False),
    ("time", pa.array([datetime(2025, 11, 9)]), True),  # noqa: DTZ001
    ("time", pa.array(["2025-11-09 00:00"]), True),
    ("time", pa.array([date(2025, 11, 9)]), False),
    ("time", pa.array([1762700000]), False),
]
COLUMNS = {
    "text": ("classes", "class_teacher_id"),
    "bool": ("schools", "is_small"),
    "int": ("classes", "shift"),
    "date": ("classes", "active_from"),
    "time": ("accounts", "registered_at"),
}


@pytest.mark.parametrize(("kind", "held", "fits"), FITS)
def test_q80_physical_types(engine: Engine, tmp_path: Path, kind: str, held: pa.Array, fits: bool) -> None:
    table, column = COLUMNS[kind]
    required = {one.name: TEXT for one in TABLES[table].columns if one.required and one.type == "text"}
    required |= {one.name: pa.nulls(1) for one in TABLES[table].columns if one.required and one.type != "text"}
    raw = parquet(engine, tmp_path, table, {**required, column: held})
    assert [reason.column for reason in raw.refusals] == ([] if fits else [column])
    assert raw.rows_in == 1


def changes(folder: Path, moments: dict[str, pa.Array], **options: object) -> Path:
    """Write a drop with a table of moments in parts, each of another type."""
    write_parquet(folder, AGGREGATED)
    (folder / "journal_changes").mkdir()
    for part, held in moments.items():
        texts = {
            name: pa.array([text] * len(held))
            for name, text in (("class_id", "C1"), ("person_id", part), ("kind", "x"))
        }
        pq.write_table(pa.table({**texts, "at": held}), folder / "journal_changes" / f"{part}.parquet", **options)
    return folder


def test_q44_timestamps_of_any_unit(tmp_path: Path) -> None:
    wanted, local = datetime(2025, 11, 10, 5, tzinfo=UTC), datetime(2025, 11, 10, 10)  # noqa: DTZ001
    moments = {
        f"{unit} {zone}".replace("/", "-"): pa.array([wanted if zone else local], pa.timestamp(unit, zone))
        for unit in ("s", "ms", "us", "ns")
        for zone in (None, "UTC", "Asia/Almaty")
    }
    moments["text"] = pa.array(["2025-11-10 10:00"])
    with read(changes(tmp_path, moments)) as drop:
        assert rejected(drop) == []
        got = {row["person_id"]: row["at"] for row in rows_of(drop, "journal_changes")}
        assert got == dict.fromkeys(moments, wanted.replace(tzinfo=None))


def test_nanoseconds_are_cut_and_extremes_are_set_aside(tmp_path: Path) -> None:
    moments = [1_762_700_000_123_456_999, 2**63 - 1, -(2**63) + 1]
    held = {"ns": pa.array(moments, pa.timestamp("ns", "UTC")), "us": pa.array(moments[1:], pa.timestamp("us"))}
    with read(changes(tmp_path, held)) as drop:
        assert [row["at"] for row in rows_of(drop, "journal_changes")] == [datetime(2025, 11, 9, 14, 53, 20, 123456)]  # noqa: DTZ001
        assert {reason for *_, reason in rejected(drop)} == {"bad_type"}
        assert used(drop)["journal_changes"] == (5, 1, 0, 4)


def test_int96_timestamps(tmp_path: Path) -> None:
    held = {"int96": pa.array([datetime(2025, 11, 10, 10)])}  # noqa: DTZ001
    with read(changes(tmp_path, held, use_deprecated_int96_timestamps=True)) as drop:
        assert rows_of(drop, "journal_changes")[0]["at"] == datetime(2025, 11, 10, 5)  # noqa: DTZ001


def test_q81_only_null_is_missing_in_parquet(tmp_path: Path) -> None:
    tables = columns_of(AGGREGATED["schools"])
    tables["locality"] = pa.array(["", None, "rural"])
    tables["name_kk"] = pa.array(["NA", "null", " "])
    folder = write_parquet(tmp_path, AGGREGATED)
    pq.write_table(pa.table(tables), folder / "schools.parquet")
    with read(folder) as drop:
        assert rejected(drop)[0] == ("schools", "schools.parquet", 1, "locality", "", "not_in_list")
        assert used(drop)["schools"] == (3, 2, 0, 1)


def test_values_at_fault_are_said_as_they_stand(tmp_path: Path) -> None:
    folder = write_parquet(tmp_path, AGGREGATED)
    rows = columns_of(AGGREGATED["classes"])
    rows["grade"] = pa.array([5.5, 11.0])
    rows["active_from"] = pa.array([None, date(2025, 9, 1)])
    pq.write_table(pa.table(rows), folder / "classes.parquet")
    with read(folder) as drop:
        assert rejected(drop)[0] == ("classes", "classes.parquet", 1, "grade", "5.5", "bad_type")


def test_names_that_get_in_the_way_of_the_engine(tmp_path: Path) -> None:
    """Names that differ in case only, and names the engine has itself, are unknown columns like others."""
    folder = write_parquet(tmp_path, DETAILED)
    odd = {"Minutes": pa.array([1, 2]), "lesson_id": pa.array(["L1", "L9"]), "minutes": pa.array([3, 4])}
    odd |= {"entered_at": pa.array(["2025-11-10 10:00"] * 2), "file_row_number": pa.array([70, 80])}
    odd |= {"file_index": pa.array([7, 7]), "_row": pa.array([0, 0]), "_file": pa.array([9, 9])}
    pq.write_table(pa.table(odd), folder / "homework.parquet")
    with read(folder) as drop:
        assert rejected(drop) == [("homework", "homework.parquet", 2, "lesson_id", "L9", "unknown_reference")]
        assert [row["minutes"] for row in rows_of(drop, "homework")] == [3]
        [note] = [note for note in drop.notes if note.kind == "unknown_column"]
        assert note.details["columns"] == ["Minutes", "file_row_number", "file_index", "_row", "_file"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"", "a readable Parquet file"), (b"PAR1rubbishPAR1", "a readable Parquet file"), (b"a,b\n1,2\n", "a readable")],
)
def test_what_is_no_parquet_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    folder = write_csv(tmp_path, {name: lines for name, lines in DETAILED.items() if name != "marks"})
    (folder / "marks.parquet").write_bytes(content)
    with pytest.raises(DropRefused) as caught:
        read(folder)
    assert [(one.file, one.expected[: len(expected)]) for one in caught.value.reasons] == [("marks.parquet", expected)]


def test_damaged_pages_are_found_while_checking(tmp_path: Path) -> None:
    folder = write_parquet(tmp_path, DETAILED)
    (folder / "marks.parquet").unlink()
    (folder / "marks").mkdir()
    for part in ("part-0", "part-1"):
        columns = {"lesson_id": ["L1"] * 999, "pupil_id": [f"p{n}" for n in range(999)], "value": ["5"] * 999}
        times = pa.array([datetime(2025, 11, 10)] * 999)  # noqa: DTZ001
        pq.write_table(
            pa.table({**columns, "entered_at": times}), folder / "marks" / f"{part}.parquet", compression="zstd"
        )
    path = folder / "marks" / "part-1.parquet"
    content = bytearray(path.read_bytes())
    content[40:400] = b"\xff" * 360
    path.write_bytes(content)
    with pytest.raises(DropRefused) as caught:
        read(folder)
    assert [reason.file for reason in caught.value.reasons] == ["marks/part-1.parquet"]


def test_a_column_twice_is_refused(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "topics.parquet"
    pq.write_table(pa.Table.from_arrays([TEXT] * 3, names=["lesson_id", "entered_at", "entered_at"]), path)
    raw = read_table(engine, TABLES["topics"], [[SourceFile(path, "topics.parquet", "topics", "parquet")]])
    assert [reason.found for reason in raw.refusals] == ["'entered_at' twice"]


def test_a_file_that_only_the_engine_cannot_read_is_refused(tmp_path: Path) -> None:
    """Statistics that do not fit their column: Arrow passes over them, DuckDB does not."""
    write_parquet(tmp_path, {"classes": AGGREGATED["classes"]})
    raw = RawTable(
        TABLES["classes"], [SourceFile(tmp_path / "classes.parquet", "classes.parquet", "classes", "parquet")]
    )
    reason = broken_file(raw, duckdb.InvalidInputException("Incorrect stats size for type BIGINT"))
    assert (reason.file, reason.found) == ("classes.parquet", "Incorrect stats size for type BIGINT")
    with pytest.raises(EngineError, match="gave up"):
        broken_file(raw, duckdb.OutOfMemoryException("no room"))
