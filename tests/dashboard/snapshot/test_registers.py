"""The tree of units and what several drops repeat (Q-74, Q-75, Q-91, Q-97)."""

from __future__ import annotations

import pytest

from dashboard.snapshot.contract import TABLES
from dashboard.snapshot.faults import FOLDED, SOUND, fault_of
from dashboard.snapshot.registers import Record, judge

UNITS = TABLES["units"]
TOP, REGION, DISTRICT = "000000000", "610000000", "611000000"


def unit(unit_id: str, parent_id: str | None, level: str, name: str = "А", drop: int = 0, code: int = 0) -> Record:
    """Return a unit."""
    values = dict.fromkeys(UNITS.column_names)
    return Record(drop, code, {**values, "unit_id": unit_id, "parent_id": parent_id, "level": level, "name_kk": name})


def reasons(*records: Record) -> list[str]:
    """Return what becomes of units: their reason, ``used`` or ``folded``."""
    said = {SOUND: "used", FOLDED: "folded"}
    return [said[code] if code in said else fault_of(UNITS, code)[1] for code in judge(UNITS, records)]


REPUBLIC = unit(TOP, None, "republic")


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([unit(DISTRICT, REGION, "district"), unit(REGION, TOP, "region"), REPUBLIC], ["used"] * 3),
        ([REPUBLIC, REPUBLIC], ["used", "duplicate_id"]),
        ([unit(REGION, TOP, "region")], ["unknown_reference"]),
        ([REPUBLIC, unit(DISTRICT, TOP, "district")], ["used", "not_in_list"]),
        ([REPUBLIC, unit(REGION, REGION, "region")], ["used", "unknown_reference"]),
        ([REPUBLIC, unit("6", "7", "region"), unit("7", "6", "district")], ["used"] + ["unknown_reference"] * 2),
        ([REPUBLIC, unit("6", "9", "region"), unit("6", TOP, "region")], ["used", "unknown_reference", "used"]),
        ([REPUBLIC, unit("6", TOP, "region"), unit("6", "9", "region")], ["used", "used", "duplicate_id"]),
        (
            [REPUBLIC, unit("7", "6", "district"), unit("6", TOP, "region"), unit("7", TOP, "region")],
            ["used", "used", "used", "duplicate_id"],
        ),
        ([REPUBLIC, unit(TOP, None, "republic", drop=1)], ["used", "folded"]),
        ([REPUBLIC, unit(TOP, None, "republic", name="Б", drop=1)], ["used", "duplicate_id"]),
        (
            [REPUBLIC, unit("7", "9", "district"), unit("7", "9", "district", drop=1)],
            ["used", "unknown_reference", "unknown_reference"],
        ),
        (
            [
                *(REPUBLIC, unit("6", TOP, "region"), unit("6", TOP, "region", name="Б")),
                *(unit("6", TOP, "region", name="Б", drop=1), unit("6", TOP, "region", drop=1)),
            ],
            ["used", "used", "duplicate_id", "duplicate_id", "folded"],
        ),
    ],
)
def test_units(records: list[Record], expected: list[str]) -> None:
    assert reasons(*records) == expected


def test_faults_known_before_are_kept_and_take_no_id() -> None:
    assert judge(UNITS, [unit(TOP, None, "republic", code=7), REPUBLIC]) == [7, SOUND]


def test_a_calendar_row_may_repeat_in_another_drop_only() -> None:
    calendar = TABLES["calendar"]
    row = dict.fromkeys(calendar.column_names, "x")
    assert judge(calendar, [Record(0, 0, row), Record(0, 0, row), Record(1, 0, row)]) == [SOUND, SOUND, FOLDED]
