"""Pupils of classes, results of quarters and changes of journals in the demonstration."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow.parquet as pq
import pytest

from dashboard.weeks import cut_off, midnight
from tests.dashboard.demo.conftest import ANCHOR

BEFORE = ANCHOR - timedelta(days=7)
TABLES = ("classes", "enrolments", "period_results", "journal_changes", "lessons")


@pytest.fixture(scope="module")
def weeks(small_maker, tmp_path_factory):
    """Return the tables of the last two weeks."""
    folder = tmp_path_factory.mktemp("results")
    found = {}
    for week in (BEFORE, ANCHOR):
        small_maker.write(folder / week.isoformat(), week)
        found[week] = {
            name: pq.read_table(folder / week.isoformat() / f"{name}.parquet").to_pandas() for name in TABLES
        }
    return found


def test_every_class_has_pupils_and_nobody_comes_or_leaves_after_the_week(weeks):
    for week, tables in weeks.items():
        rows, last = tables["enrolments"], week + timedelta(days=6)
        assert set(rows["class_id"]) == set(tables["classes"]["class_id"])
        assert max(rows["entered_on"]) <= last
        assert all(left <= last for left in rows["left_on"].dropna())
        assert all(rows["left_on"].isna() | (rows["left_on"].fillna(date.max) >= rows["entered_on"]))
        assert rows["left_on"].notna().any()
        assert not rows.duplicated(["pupil_id", "class_id"]).any()


def test_a_quarter_that_has_ended_looks_the_same_in_every_week(weeks):
    before, after = (tables["period_results"] for tables in weeks.values())
    assert before.equals(after)
    assert set(after["period"]) == {"2026-2027/q1"}
    assert set(after["result"]) <= {"5", "4", "3", "2", "pass", "fail", "not_attested", "exempt"}
    assert not after.duplicated(["class_id", "subject_id", "period", "pupil_id"]).any()


def test_results_are_of_pupils_of_the_class_and_the_first_grade_has_none(weeks):
    tables = weeks[ANCHOR]
    first = set(tables["classes"].loc[tables["classes"]["grade"] == 1, "class_id"])
    assert not first & set(tables["period_results"]["class_id"])
    enrolled = set(zip(tables["enrolments"]["class_id"], tables["enrolments"]["pupil_id"], strict=True))
    given = set(zip(tables["period_results"]["class_id"], tables["period_results"]["pupil_id"], strict=True))
    assert len(given - enrolled) < 0.02 * len(given)  # a few come later in the year


def test_changes_are_made_within_the_week_by_teachers_of_the_class(weeks):
    for week, tables in weeks.items():
        rows, lessons = tables["journal_changes"], tables["lessons"]
        assert len(rows)
        assert rows["at"].min() >= midnight(week)
        assert rows["at"].max() < cut_off(week)
        taught = set(zip(lessons["class_id"], lessons["subject_id"], lessons["teacher_id"], strict=True))
        assert set(zip(rows["class_id"], rows["subject_id"], rows["person_id"], strict=True)) <= taught
