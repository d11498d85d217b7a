"""What ``belsendi records check`` finds in a drop."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.settings import Settings
from dashboard.snapshot.inspection import Inspection, check_records
from tests.delivered import AGGREGATED, DETAILED, OPTIONAL, WEEK, Lines, with_lines, write_csv, write_parquet

SETTINGS = Settings("sqlite://", Path("/nowhere"))


def inspect(folder: Path, tables: Lines) -> Inspection:
    return check_records([write_csv(folder, tables)], WEEK, SETTINGS)


@pytest.mark.parametrize("write", [write_csv, write_parquet])
def test_rows_are_told_by_week_in_almaty(tmp_path: Path, write: object) -> None:
    tables = with_lines(
        {**DETAILED, **OPTIONAL},
        lessons=["L8,C1,,2025-11-16,1,scheduled", "L9,C1,,2025-11-22,1,scheduled", "L7,C1,,0001-01-03,1,scheduled"],
        logins="P1,S1,teacher,2025-11-08",
        # 20:00 in London on Saturday is Sunday in Almaty: the next week
        journal_changes=["C1,P1,2025-11-15T20:00:00Z,mark", "C1,P1,9999-12-31T23:59:59Z,mark"],
    )
    found = check_records([write(tmp_path, tables)], WEEK, SETTINGS).as_dict()["weeks"]  # type: ignore[operator]
    assert found == {
        "lessons": {"0001-01-01": 1, "2025-11-09": 2, "2025-11-16": 2},
        "logins": {"2025-11-02": 1, "2025-11-09": 3},
        "journal_changes": {"2025-11-09": 1, "2025-11-16": 1, "9999-12-26": 1},
    }


def test_rejects_are_told_by_table_and_reason(tmp_path: Path) -> None:
    more = {"schools": "S4,1,А,А,true,,", "classes": ["C3,S4,5,А,,,,", "C4,S1,15,А,,,,", "C5,S1,x"]}
    report = inspect(tmp_path, with_lines(AGGREGATED, **more))  # type: ignore[arg-type]
    assert report.status == "usable_with_rejects"
    assert report.as_dict()["reasons"] == {
        "schools": {"unknown_reference": 1},
        "classes": {"unknown_reference": 1, "not_in_list": 1, "bad_row": 1},
    }
    assert report.as_dict()["too_many_rejects"] == ["schools", "classes"]


def test_what_is_absent_is_not_connected(tmp_path: Path) -> None:
    report = inspect(tmp_path, AGGREGATED).as_dict()
    absent = {(one["table"], one["column"]): one["feeds"] for one in report["not_connected"]}
    assert absent["logins", ""] == ("the statistics of services provided, that is of unique logins (A-38)",)
    assert {column for table, column in absent if table == "class_week"} == {
        *("lessons_tick_only", "marks", "marks_timely", "marks_eligible"),
    }
    # a default stands for a missing week_mode, a missing profile field is not filled: neither is "not connected"
    assert not {"week_mode", "full_name"} & {column for _, column in absent}
    assert ("school_week", "lessons") not in absent
    assert ("lessons", "") not in absent, "handed over as counts"


def test_what_an_absent_column_means_is_told_where_it_is_more_than_not_connected(tmp_path: Path) -> None:
    tables = {**DETAILED, "accounts": ["account_id,person_id,school_id,role,created_on", "A1,P1,S1,teacher,2025-09-01"]}
    missing = inspect(tmp_path, tables).missing
    told = {one.column: one.without for one in missing if one.table == "accounts"}
    assert told == dict.fromkeys(("registered_at", "first_login_at"), "no account counts as activated")
    assert "no accounts.registered_at: no account counts as activated" in map(str, missing)
    # an empty active_to means that the class is still there: nothing to tell
    assert not [one for one in missing if one.column == "active_to"]


def test_q07_schools_of_which_nothing_came_are_named(tmp_path: Path) -> None:
    tables = with_lines(AGGREGATED, schools=["S5,611600000,А,А,true,,", "S6,611600000,А,А,false,,"])
    report = inspect(tmp_path, tables)
    assert report.as_dict()["schools_not_connected"] == {"count": 1, "schools": ["S5"]}


def test_a_refused_drop_has_the_same_keys(tmp_path: Path) -> None:
    refused = inspect(tmp_path / "a", {}).as_dict()
    assert refused.keys() == inspect(tmp_path / "b", AGGREGATED).as_dict().keys()
    assert refused["status"] == "refused"
    assert refused["errors"]
