"""Units side by side over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Connection

from dashboard.indicators import INDICATORS
from dashboard.locales import LOCALES, language
from dashboard.weeks import WEEK
from layouts.views.compare import compare, words
from queries import snapshots
from queries.archive import Archive
from queries.compare import compared
from tests.layouts.views.test_page import assert_readable
from tests.published_weeks import HOLIDAY, LATEST, MISSING

UNITS = ("110000000", "100100000", "000000000")


def of(country: Connection, units: Sequence[str] = UNITS, week: date = LATEST, key: str = "ru") -> Any:
    """Return the JSON of some units up to a week."""
    data = compared(country, Archive(snapshots.timeline(country)), units, week)
    assert data is not None
    return compare(data, language(key))


@pytest.mark.parametrize("key", LOCALES)
def test_every_text_is_whole(country: Connection, key: str) -> None:
    assert_readable(of(country, key=key))
    assert_readable(words(language(key)))


def test_a_line_for_each_unit_and_each_of_the_nine_indicators(country: Connection) -> None:
    found = of(country)
    assert [unit["unit"] for unit in found["units"]] == list(UNITS)
    assert list(found["lines"]) == list(INDICATORS)
    for each in found["lines"].values():
        assert len(each["lines"]) == len(UNITS)
        assert all(len(line["values"]) == len(line["texts"]) == len(found["weeks"]) for line in each["lines"])


def test_the_last_point_is_the_score_of_the_ranking(country: Connection) -> None:
    line = of(country)["lines"]["planning"]["lines"][0]
    row = country.exec_driver_sql(
        "SELECT low, medium, high FROM unit_value WHERE unit_id = '110000000' AND indicator = 'planning'"
        " AND snapshot_id = (SELECT id FROM snapshot WHERE week = '2026-11-15')"
    ).one()
    tenths = 1000 * (2 * row[2] + row[1]) // (2 * sum(row))
    assert line["values"][-1] == tenths / 10
    assert line["texts"][-1] == language("ru").tenths(tenths)


def test_holidays_and_missing_weeks_are_gaps_with_their_reason(country: Connection) -> None:
    found = of(country)
    weeks = [each["week"] for each in found["weeks"]]
    gaps = {(weeks[gap["from"]], weeks[gap["to"]]): gap["text"] for gap in found["gaps"]}
    assert gaps == {
        (HOLIDAY.isoformat(), HOLIDAY.isoformat()): "Осенние каникулы",
        (MISSING.isoformat(), MISSING.isoformat()): "нет данных",
    }
    for line in found["lines"]["qzj"]["lines"]:
        assert [weeks[at] for at, value in enumerate(line["values"]) if value is None] == [
            MISSING.isoformat(),
            HOLIDAY.isoformat(),
        ]


def test_a_unit_without_schools_has_a_dash_and_no_point(country: Connection) -> None:
    line = of(country, ["110300000"])["lines"]["qzj"]["lines"][0]
    assert set(line["values"]) == {None}
    assert set(line["texts"]) == {"—"}


def test_the_weeks_are_consecutive(country: Connection) -> None:
    weeks = [date.fromisoformat(each["week"]) for each in of(country)["weeks"]]
    assert weeks[-1] == LATEST
    assert {after - before for before, after in pairwise(weeks)} == {WEEK}


@pytest.mark.parametrize(
    ("units", "above"),
    [
        (["110000000", "120000000"], ["Республика"]),
        (["100100000", "100200000"], ["Республика", "Алматинская"]),
        (["100100000", "110100000"], ["Республика"]),  # of two regions
        (["000000000", "110000000"], []),
    ],
)
def test_the_republic_and_a_shared_region_are_lines_of_their_own(
    country: Connection, units: list[str], above: list[str]
) -> None:
    found = of(country, units)
    assert [each["name"] for each in found["references"]] == above
    for each in found["lines"].values():
        assert [len(line["values"]) for line in each["references"]] == [len(found["weeks"])] * len(above)
    if above:
        alone = of(country, ["000000000"])["lines"]["planning"]["lines"][0]
        assert found["lines"]["planning"]["references"][0] == alone
