"""Values of each type, from CSV text and from Parquet's own types (Q-44, Q-62, Q-80 … Q-82, Q-88)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from dashboard.settings import Settings
from dashboard.snapshot.contract_terms import Column, ColumnType
from dashboard.snapshot.engine import DUCKDB, Engine, open_engine
from dashboard.snapshot.parquet_files import Physical
from dashboard.snapshot.values import typed

NUMBERS = count()


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with ExitStack() as resources:
        yield open_engine(DUCKDB, resources, Settings("sqlite://", Path("/nowhere")))


def values(engine: Engine, column: Column, physical: Physical, held: pa.Array) -> list[object]:
    """Return what becomes of values."""
    numbered = pa.table({"n": list(range(len(held))), "held": held})
    name = f"held_{next(NUMBERS)}"
    engine.load(name, numbered)
    rows = engine.table(name)
    query = (name, lambda: rows.select("n", value=typed(column, rows["held"], physical)).order_by("n"))
    return [value for _, value in engine.rows(query)]


def moment(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - UTC


TEXTS: dict[ColumnType, dict[str, object]] = {
    "time": {
        "2025-11-09T10:00:00+05:00": moment(2025, 11, 9, 5),
        "2025-11-09 10:00": moment(2025, 11, 9, 5),
        "2025-11-09T10:00:00.1234567Z": moment(2025, 11, 9, 10, 0, 0, 123456),
        "2025-11-09T10:00:00,5Z": None,
        "2025-11-09T10:00+05": moment(2025, 11, 9, 5),
        "2025-11-09T10:00-03:30": moment(2025, 11, 9, 13, 30),
        "2024-02-29T23:59:59": moment(2024, 2, 29, 17, 59, 59),
        "2024-03-01 00:00": moment(2024, 2, 29, 19),
        "2025-11-09": None,
        "2025-11-09T24:00": None,
        "2025-11-09T10:00:60": None,
        "2025-11-09T10": None,
        "2025-11-09T10:00+0500": None,
        "2025-11-09T10:00+24:00": None,
        "2025-11-09t10:00z": None,
        "2025-02-30 10:00": None,
        "2025-11-09T10:00Z\n": None,
        " 2025-11-09T10:00Z": None,
        "0001-01-01T00:00+05:00": None,
        "9999-12-31T23:59-05:00": None,
        "09.11.2025 10:00": None,
    },
    "date": {
        "2025-11-09": date(2025, 11, 9),
        "2024-02-29": date(2024, 2, 29),
        "2025-02-29": None,
        "2025-1-1": None,
        "20251109": None,
        "2025-11-09T00:00": None,
        "2025-11-09 ": None,
        "0000-01-01": None,
        "infinity": None,
    },
    "int": {
        "0": 0,
        "-5": -5,
        "007": 7,
        "9223372036854775807": 2**63 - 1,
        "9223372036854775808": None,
        "1.0": None,
        "1e3": None,
        "1_000": None,
        " 1": None,
        "": None,
        "٣": None,
    },
    "bool": {"true": True, "TRUE": True, "False": False, "1": True, "0": False, "t": None, "yes": None, "01": None},
    "text": {"a": "a", " a ": " a ", "NA": "NA", "": "", "a\0": None},
}


@pytest.mark.parametrize("kind", TEXTS)
def test_text_becomes_a_value_or_nothing(engine: Engine, kind: ColumnType) -> None:
    expected = {**TEXTS[kind], **dict.fromkeys(["NA", "null", "None", "nan", "  "])} if kind != "text" else TEXTS[kind]
    got = values(engine, Column("x", kind), "text", pa.array([*expected, None], pa.string()))
    assert dict(zip([*expected, None], got, strict=True)) == {**expected, None: None}


@pytest.mark.parametrize(
    ("kind", "physical", "held", "expected"),
    [
        (
            "int",
            "float",
            pa.array([1.0, 1.5, -0.0, float("nan"), float("inf"), 1e300, None]),
            [1, None, 0] + [None] * 4,
        ),
        ("int", "float", pa.array([2.0, 2.5], pa.float32()), [2, None]),
        ("int", "int", pa.array([2**63, 1], pa.uint64()), [None, 1]),
        ("int", "int", pa.array([-1, 1], pa.int8()), [-1, 1]),
        ("bool", "int", pa.array([1, 0, 2, None]), [True, False, None, None]),
        ("bool", "bool", pa.array([True, None]), [True, None]),
        ("date", "date", pa.array([0, 2**31 - 1, -(2**31) + 2], pa.date32()), [date(1970, 1, 1), None, None]),
        ("time", "naive", pa.array([0], pa.timestamp("s")), [moment(1969, 12, 31, 18)]),
        ("time", "naive", pa.array([2**62, -(2**62), 2**63 - 1], pa.timestamp("us")), [None, None, None]),
        (
            "time",
            "instant",
            pa.array([0, 1], pa.timestamp("us", "Asia/Almaty")),
            [moment(1970, 1, 1), moment(1970, 1, 1, 0, 0, 0, 1)],
        ),
        ("text", "null", pa.nulls(1), [None]),
    ],
)
def test_q80_parquet_types(
    engine: Engine, kind: ColumnType, physical: Physical, held: pa.Array, expected: list[object]
) -> None:
    assert values(engine, Column("x", kind), physical, held) == expected


def test_q62_a_profile_field_is_any_text(engine: Engine) -> None:
    assert values(engine, Column("x", profile=True), "text", pa.array(["a\0", " "])) == ["a\0", " "]


def test_q44_almaty_time_is_the_time_zone_database_s(engine: Engine) -> None:
    zone = ZoneInfo("Asia/Almaty")
    local = [datetime(year, month, 1, 12) for year in range(2006, 2040) for month in (1, 3, 7)]  # noqa: DTZ001
    expected = [one.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None) for one in local]
    assert values(engine, Column("x", "time"), "naive", pa.array(local)) == expected
    assert values(engine, Column("x", "time"), "text", pa.array([f"{one:%Y-%m-%d %H:%M}" for one in local])) == expected
