"""Both weeks of several units."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from dashboard.indicators import INDICATOR_KEYS
from dashboard.selection import Selection
from queries import snapshots, values
from queries.growth import comparisons, growth_of_members
from queries.page import load
from tests.published_weeks import LATEST


def test_f36_the_members_have_what_each_of_them_has_alone(country: Connection) -> None:
    data = load(country, Selection("110000000"), LATEST)
    found = growth_of_members(country, data)
    assert found is not None
    assert data.shown is not None
    assert data.base is not None
    for row in data.members:
        alone = values.comparison(country, data.shown.snapshot_id, data.base.snapshot_id, row.unit_id)
        assert alone is not None
        assert (found.numbers[0, found.members[row.unit_id]] == alone.numbers[0, 0]).all()
    assert found.of("schools").any()
    assert found.numbers.shape[2] == len(INDICATOR_KEYS)


def test_f35_without_a_previous_period_nothing_is_compared(country: Connection) -> None:
    data = load(country, Selection("110000000", date(2026, 8, 30)), LATEST)
    assert data.base is None
    assert growth_of_members(country, data) is None


def test_units_that_were_not_compared_are_zero(country: Connection) -> None:
    first, *_, last = snapshots.timeline(country).snapshots
    found = comparisons(country, last.snapshot_id, first.snapshot_id, ["110000000"])
    assert not found.numbers.any()
    assert comparisons(country, last.snapshot_id, first.snapshot_id, []).numbers.size == 0
