"""The three files of a snapshot, to the byte (records.md, Q-16, Q-17, Q-30)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.configuration import load_configuration
from dashboard.database import connection, transaction
from dashboard.errors import SnapshotError
from dashboard.settings import Settings
from dashboard.snapshot.export import export_snapshot, six_decimals
from dashboard.snapshot.publish import Contents, write_snapshot
from dashboard.snapshot.revisions import find_revision

WEEK = date(2025, 11, 9)
CONFIG = load_configuration().for_week(WEEK)
HEAD = {
    **{"content_id": "c", "week": WEEK, "config_version": CONFIG.version, "config": CONFIG.as_json()},
    **{"teaching_days": 5, "calendar_assumed": False, "rejects_accepted": False, "source": "", "produced_at": None},
}
ROWS = {
    "unit_week": pd.DataFrame(
        [
            ["110000000", "000000000", "region", None, "Ақмола", "Акмола", None, "data", 40, 40],
            ["000000000", None, "republic", None, "Қазақстан", "Казахстан", None, "data", 40, 40],
            ["150000000", "000000000", "region", None, "Ақтөбе", "Актобе", None, "none", 0, 0],
        ],
        columns=[
            "unit_id",
            "parent_id",
            "level",
            "kind",
            "name_kk",
            "name_ru",
            "name_en",
            "state",
            "schools",
            "reporting",
        ],
    ),
    "unit_value": pd.DataFrame(
        [
            ["150000000", "planning", 0, 0, 0, None, 0, 0],
            ["000000000", "qzj", 1, 1, 1, None, 18, 21],
            ["110000000", "planning", 10, 10, 20, 1, 710, 1000],  # T7
        ],
        columns=["unit_id", "indicator", "low", "medium", "high", "rank", "numerator", "denominator"],
    ),
    "school_value": pd.DataFrame(
        [
            ["b", "timetable", 10, 11, "medium"],  # T1
            ["a", "qzj", 6, 7, "medium"],
            ["a", "act_teachers", 0, 0, "low"],
            ['"x",y', "timely", None, None, "none"],
            ["a", "planning", 71, 100, "high"],
            ["Я", "profile", 2, 3, "medium"],
            ["-10", "journal", 1, 3_000_000, "low"],
        ],
        columns=["school_id", "indicator", "numerator", "denominator", "category"],
    ),
    "reject": pd.DataFrame(
        [
            [1, "marks", "marks.csv", 10, "value", "line\r\nbreak", "bad_type"],
            [2, "marks", "marks.csv", 9, "value", "", "missing_value"],
            [3, "lessons", "b/lessons.csv", 2, "date", "2025-11-01", "outside_week"],
        ],
        columns=["number", "table_name", "file", "row", "column", "value", "reason"],
    ),
}
FILES = {
    "schools.csv": """week,school_id,indicator,numerator,denominator,value,category
2025-11-09,"\""x"",y",timely,,,,none
2025-11-09,-10,journal,1,3000000,0.000033,low
2025-11-09,a,act_teachers,0,0,0.000000,low
2025-11-09,a,planning,71,100,71.000000,high
2025-11-09,a,qzj,6,7,85.714286,medium
2025-11-09,b,timetable,10,11,90.909091,medium
2025-11-09,Я,profile,2,3,66.666667,medium
""",
    "units.csv": """week,unit_id,indicator,schools,low,medium,high,score,share_high,rank,numerator,denominator
2025-11-09,000000000,qzj,40,1,1,1,50.000000,33.333333,,18,21
2025-11-09,110000000,planning,40,10,10,20,62.500000,50.000000,1,710,1000
2025-11-09,150000000,planning,0,0,0,0,,,,0,0
""",
    "rejects.csv": """table,file,row,column,value,reason
lessons,b/lessons.csv,2,date,2025-11-01,outside_week
marks,marks.csv,9,value,,missing_value
marks,marks.csv,10,value,"line\r\nbreak",bad_type
""",
}


@pytest.fixture
def written(database: Settings) -> Settings:
    with transaction(database) as writing:
        write_snapshot(writing, Contents(HEAD, ROWS))
    return database


def test_q30_the_files_to_the_byte(written: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    with connection(written) as reading:
        files = export_snapshot(reading, find_revision(reading, WEEK), folder)
    assert [file.name for file in files] == list(FILES)
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    for name, text in FILES.items():
        assert (folder / name).read_bytes() == text.encode(), name


def test_files_are_replaced_whole(written: Settings, tmp_path: Path) -> None:
    (tmp_path / "schools.csv").write_text("old")
    with connection(written) as reading:
        export_snapshot(reading, find_revision(reading, WEEK), tmp_path)
    assert (tmp_path / "schools.csv").read_bytes() == FILES["schools.csv"].encode()


def test_a_folder_that_cannot_be_made_is_named(written: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with connection(written) as reading, pytest.raises(SnapshotError, match="file/out cannot be written to"):
        export_snapshot(reading, find_revision(reading, WEEK), tmp_path / "file" / "out")


def test_built_at_and_revision_are_given_by_writing(written: Settings) -> None:
    with transaction(written) as writing:
        again = write_snapshot(writing, Contents({**HEAD, "content_id": "d"}, ROWS))
        assert again.revision == 2
    with connection(written) as reading:
        found = find_revision(reading, WEEK, "2")
    assert found.status == "built"
    assert (datetime.now(tz=UTC) - found.built_at).total_seconds() < 60


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_q16_six_decimals_are_rounded_half_up_from_the_exact_value(numerator: int, denominator: int) -> None:
    with localcontext(prec=60):
        exact = Decimal(numerator) / Decimal(denominator)
        expected = exact.quantize(Decimal("0.000001"), ROUND_HALF_UP)
    assert six_decimals(Fraction(numerator, denominator)) == f"{expected:f}"


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [(1, 2_000_000, "0.000001"), (4_999_999, 10**13, "0.000000"), (709_999_997, 10_000_000, "71.000000")],
)
def test_q16_halves_go_up(numerator: int, denominator: int, text: str) -> None:
    assert six_decimals(Fraction(numerator, denominator)) == text
