"""The revised series: what was entered up to 14 days late counts in it, and in it only (Q-43, Q-48, Q-50, G-3)."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest

from dashboard.snapshot.revised import revised_until
from tests.factories import ALMATY, WEEK, Records
from tests.installation import Installation

CUT_OFF = datetime(2025, 11, 16, tzinfo=ALMATY)
Values = dict[tuple[str, str], tuple[str, str, str]]


def late_records(late: datetime, week: date = WEEK, school: str = "s1") -> Records:
    """Return a school of 100 lessons of which 60 are planned in time and 20 more at the given moment, and another."""
    records = Records(week)
    records.hundred_lessons(school, topics=(0, 60), held=(0, 100))
    lessons = [str(row["lesson_id"]) for row in records.tables["lessons"]]
    for lesson in lessons[60:80]:
        records.add("topics", lesson_id=lesson, entered_at=late)
    records.hundred_lessons("in-time", topics=(0, 100), held=(0, 100))
    return records


def _values(installation: Installation, *switches: str) -> Values:
    rows = installation.export(WEEK, *switches)["schools"]
    return {
        (row["school_id"], row["indicator"]): (row["numerator"], row["denominator"], row["category"]) for row in rows
    }


@pytest.mark.parametrize(
    ("late", "frozen", "revised"),
    [
        (timedelta(), "80", "80"),  # at the cut-off is in time
        (timedelta(microseconds=1), "60", "80"),
        (timedelta(days=14), "60", "80"),
        (timedelta(days=14, microseconds=1), "60", "60"),
    ],
)
def test_q48_the_cut_off_of_the_revised_series_is_14_days_later(
    installation: Installation, late: timedelta, frozen: str, revised: str
) -> None:
    records = late_records(CUT_OFF + late)
    assert installation.build(records.write(installation.folder / "drop", "parquet"), "--publish")[0] == 0
    before, after = _values(installation), _values(installation, "--revised")
    assert before["s1", "planning"][:2] == (frozen, "100")
    assert after["s1", "planning"][:2] == (revised, "100")
    changed = {key for key in before if before[key] != after[key]}
    assert changed <= {("s1", "planning"), ("s1", "qzj")}
    assert before.keys() == after.keys()


def test_q48_units_of_the_revised_series_add_up(installation: Installation) -> None:
    installation.build(late_records(CUT_OFF + timedelta(days=3)).write(installation.folder / "drop"), "--publish")
    frozen = {(row["unit_id"], row["indicator"]): row for row in installation.export()["units"]}
    revised = {(row["unit_id"], row["indicator"]): row for row in installation.export(WEEK, "--revised")["units"]}
    assert frozen.keys() == revised.keys()
    for unit in ("000000000", "110000000", "111000000"):
        was, now = frozen[unit, "planning"], revised[unit, "planning"]
        assert (was["medium"], was["high"], was["numerator"], was["score"]) == ("1", "1", "160", "75.000000")
        assert (now["medium"], now["high"], now["numerator"], now["score"]) == ("0", "2", "180", "100.000000")
    same = [key for key in frozen if key[1] not in {"planning", "qzj"}]
    assert [frozen[key] for key in same] == [revised[key] for key in same]


def test_q50_a_mark_set_on_sunday_morning_is_timely_in_the_revised_series_only(installation: Installation) -> None:
    records = Records()
    records.school("s1")
    records.add("classes", class_id="c", school_id="s1", grade=7, letter="А")
    for key, saturday in (("L1", date(2025, 11, 14)), ("L2", date(2025, 11, 15))):
        records.add("lessons", lesson_id=key, class_id="c", date=saturday, slot=1, status="scheduled")
    on_time, sunday = datetime(2025, 11, 14, 12, tzinfo=ALMATY), datetime(2025, 11, 16, 10, tzinfo=ALMATY)
    for key, moment in (("L1", on_time), ("L2", sunday)):
        records.add("marks", lesson_id=key, pupil_id="p", value="5", entered_at=moment)
    installation.build(records.write(installation.folder / "drop"), "--publish")
    before, after = _values(installation), _values(installation, "--revised")
    assert before["s1", "timely"] == ("1", "1", "high")
    assert after["s1", "timely"] == ("2", "2", "high")
    assert before["s1", "journal"][:2] == ("1", "2")
    assert after["s1", "journal"][:2] == ("2", "2")


def test_g3_what_was_entered_late_is_a_revision_beside_the_frozen_week(installation: Installation) -> None:
    """The drop of the week, then the same system's drop a week later with late entries in it."""
    first = Records()
    first.hundred_lessons("s1", topics=(0, 60), held=(0, 100))
    first.hundred_lessons("in-time", topics=(0, 100), held=(0, 100))
    _, built = installation.build(first.write(installation.folder / "first"), "--publish")
    frozen = _values(installation)
    second = late_records(CUT_OFF + timedelta(days=5)).write(installation.folder / "second")
    _, again = installation.build(second, "--publish")
    assert (again["status"], again["snapshot"] != built["snapshot"]) == ("built", True)
    assert _values(installation) == frozen == _values(installation, "--revision", "2")
    assert _values(installation, "--revised")["s1", "planning"] == ("80", "100", "high")
    assert _values(installation, "--revised", "--revision", "1") == frozen
    document = json.loads(installation.call("snapshot", "diff", "--week", WEEK, "--json").stdout)
    assert (document["frozen"]["revision"], document["revision"]["revision"]) == (1, 2)
    assert document["corrected"] == {"schools": 0, "values": 0, "categories": 0, "list": []}
    assert [(one["school_id"], one["indicator"], one["was_numerator"], one["numerator"]) for one in
            document["revised"]["list"]] == [("s1", "planning", 60, 80), ("s1", "qzj", 3, 4)]  # fmt: skip
    shown = json.loads(installation.call("snapshot", "show", "--week", WEEK, "--revision", 2, "--json").stdout)
    assert shown["revised"] == {"schools": 1, "values": 2, "categories": 1}
    assert shown["revised_until"] == "2025-11-29T19:00:00+00:00"


def test_a_drop_without_lessons_has_no_late_entries(installation: Installation) -> None:
    records = Records()
    records.aggregated_school("s1")
    installation.build(records.write(installation.folder / "drop"), "--publish")
    assert _values(installation) == _values(installation, "--revised")
    assert installation.count("revised_value") == 0


def test_q48_the_instant() -> None:
    assert revised_until(WEEK) == datetime(2025, 11, 30, tzinfo=ALMATY)
