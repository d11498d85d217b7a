"""The detailed rows, read by the import and computed by the monitor, give exactly the counts they were made from."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from dashboard.configuration import load_configuration
from dashboard.demo.facts import week_facts
from dashboard.demo.stories import DETAILED_DISTRICT
from dashboard.settings import Settings
from dashboard.snapshot.compute import compute
from dashboard.snapshot.records import read_drop
from dashboard.weeks import cut_off, naive_utc
from tests.dashboard.demo.conftest import ANCHOR

CUT_OFF = naive_utc(cut_off(ANCHOR))


@pytest.fixture(scope="module")
def week(small_maker, tmp_path_factory):
    """Return what the monitor computes, and the accepted rows of the detailed tables."""
    folder = tmp_path_factory.mktemp("detailed")
    small_maker.write(folder / "drop", ANCHOR, 0.05)
    settings = Settings.from_environment({"BELSENDI_DATA": str(folder)})
    with read_drop([folder / "drop"], None, settings) as drop:
        computed = compute(drop.tables, drop.present, drop.week, load_configuration().for_week(ANCHOR))
        rows = {
            name: drop.tables[name].to_pyarrow().to_pandas()
            for name in (
                "lessons",
                "topics",
                "homework",
                "marks",
                "attendance",
                "comments",
                "held",
                "accounts",
                "classes",
            )
        }
    return computed, rows


@pytest.fixture(scope="module")
def counts(small_maker, week):
    """Return, by school id, the counts the rows were made from, and which schools came detailed."""
    country = small_maker._country
    return {identifier: number for number, identifier in enumerate(country.schools.ids)}, week_facts(country, ANCHOR)


def test_indicators_are_exactly_those_of_the_counts(week, counts):
    computed, rows = week
    number, facts = counts
    expected = {
        "act_teachers": (facts.activated[:, 0], facts.created[:, 0]),
        "act_pupils": (facts.activated[:, 1], facts.created[:, 1]),
        "act_parents": (facts.activated[:, 2], facts.created[:, 2]),
        "timetable": (facts.classes_full, facts.classes),
        "planning": (facts.planned, facts.lessons),
        "journal": (facts.recorded, facts.lessons),
        "timely": (facts.timely, facts.eligible),
        "profile": (facts.filled, np.full(len(facts.filled), 18)),
    }
    values = computed.values[computed.values["category"] != "none"]
    detailed = set(rows["classes"]["school_id"])
    assert len(detailed) >= 30
    for row in values[values["indicator"] != "qzj"].itertuples():
        numerator, denominator = (of[number[row.school_id]] for of in expected[row.indicator])
        assert (row.numerator, row.denominator) == (numerator, denominator), (row.school_id, row.indicator)


def test_statistics_are_exactly_those_of_the_counts(week, counts):
    computed, _ = week
    number, facts = counts
    schools = computed.schools[computed.schools["state"] == "data"].set_index("school_id")
    of = [number[identifier] for identifier in schools.index]
    for column, expected in {
        "lessons": facts.lessons,
        "tick_only": facts.tick_only,
        "marks": facts.marks,
        "logins": facts.logins.sum(axis=1),
    }.items():
        assert schools[column].tolist() == expected[of].tolist(), column
    assert (schools["homework"] - facts.homework[of]).abs().max() <= 2


def test_q43_some_things_are_entered_after_the_cut_off_and_before_the_drop_was_made(week):
    _, rows = week
    for name in ("topics", "marks", "held"):
        late = rows[name]["entered_at"] > CUT_OFF
        assert 0 < late.mean() < 0.1
        assert rows[name]["entered_at"].max() < CUT_OFF + pd.Timedelta(hours=5)


def test_marks_are_entered_in_time_on_the_day_in_the_next_morning_and_late(week):
    _, rows = week
    marks = rows["marks"].merge(rows["lessons"], on="lesson_id")
    hours = (marks["entered_at"] + pd.Timedelta(hours=5) - pd.to_datetime(marks["date"])) / pd.Timedelta(hours=1)
    assert (hours > 8).all()
    assert (hours < 24).mean() > 0.4
    assert ((hours >= 24) & (hours < 37)).mean() > 0.1
    assert (hours >= 37).mean() > 0.05
    assert marks["edited_at"].notna().mean() == pytest.approx(0.006, abs=0.006)


def test_ticks_of_some_classes_come_in_bulk(week):
    _, rows = week
    ticks = rows["held"][rows["held"]["entered_at"] <= CUT_OFF].merge(rows["lessons"], on="lesson_id")
    spans = ticks.groupby("class_id")["entered_at"].agg(lambda moments: moments.max() - moments.min())
    many = spans[ticks.groupby("class_id").size() >= 5]
    assert 0.05 < (many < pd.Timedelta(minutes=3)).mean() < 0.35


def test_plans_are_made_in_advance_too(week):
    _, rows = week
    topics = rows["topics"].merge(rows["lessons"], on="lesson_id")
    ahead = pd.to_datetime(topics["date"]) - topics["entered_at"]
    assert (ahead > pd.Timedelta(days=7)).mean() > 0.1


def test_q11_q25_cancelled_and_substituted_lessons(week):
    _, rows = week
    status = rows["lessons"]["status"].value_counts(normalize=True)
    assert 0 < status["cancelled"] < 0.02
    assert 0.02 < status["substituted"] < 0.04
    assert (rows["lessons"]["substitute_id"].notna() == (rows["lessons"]["status"] == "substituted")).all()


def test_homework_is_never_given_in_grade_1_and_mostly_has_minutes(week):
    _, rows = week
    lessons = rows["homework"].merge(rows["lessons"], on="lesson_id").merge(rows["classes"], on="class_id")
    assert lessons["grade"].min() == 2
    assert lessons["minutes"].notna().mean() == pytest.approx(0.8, abs=0.03)


def test_q55_work_types_suit_the_journal(week):
    _, rows = week
    marks = rows["marks"].merge(rows["lessons"], on="lesson_id").merge(rows["classes"], on="class_id")
    types = marks.groupby("journal_kind")["work_type"].agg(set)
    assert types["criterial"] == {"formative", "sor", "soch"}
    assert {"answer", "behaviour", "classwork", "recitation"} <= types["classical"]


def test_accounts_look_the_same_in_every_drop(small_maker, tmp_path, week):
    _, rows = week
    small_maker.write(tmp_path / "before", datetime(2026, 11, 8, tzinfo=UTC).date(), 0.05)
    before = pd.read_parquet(tmp_path / "before" / "accounts.parquet")
    both = before.merge(rows["accounts"], on="account_id", suffixes=("", "_later"))
    assert len(both) == len(before)
    active = both["registered_at"].notna() & both["first_login_at"].notna()
    for column in ("registered_at", "first_login_at"):
        earlier = both.loc[active, column].dt.tz_convert("UTC").dt.tz_localize(None)
        assert (earlier == both.loc[active, f"{column}_later"]).all()
    assert (both["created_on"].astype("datetime64[ns]") == both["created_on_later"].astype("datetime64[ns]")).all()
    assert len(rows["accounts"]) > len(before)


def test_the_usual_drop_details_one_district(small_maker, tmp_path):
    small_maker.write(tmp_path / "drop", ANCHOR)
    classes = pd.read_parquet(tmp_path / "drop" / "classes.parquet")
    assert {identifier[:6] for identifier in classes["school_id"]} == {DETAILED_DISTRICT[:6]}
