"""The measurement of ten years measures what it says, on a country of a few schools."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from sqlalchemy import func, select

from bench import history
from dashboard import schema
from dashboard.database import connection, engine
from dashboard.timeline import TREND_WEEKS


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Years of thirteen weeks, thirty schools, two rounds."""
    for name, value in {"SCHOOLS": 30, "WEEKS_A_YEAR": TREND_WEEKS + 1, "ROUNDS": 2, "WARMING": 1}.items():
        monkeypatch.setattr(history, name, value)


def test_every_query_is_measured_after_both_numbers_of_years(small: None) -> None:
    found = {result.what: result for result in history.measure("sqlite", [1, 2])}
    assert found["page of a district, ratio to 1"].limit == history.RATIO
    assert found["database of 2 years"].value > found["database of 1 years"].value
    assert all(result.value > 0 for result in found.values())


def test_the_weeks_are_whole_and_differ(small: None) -> None:
    with ExitStack() as stack:
        (settings,) = history._databases("sqlite", [1], stack).values()
        list(history._measured({1: settings}))
        value = schema.school_value
        with connection(settings) as reading:
            rows = reading.execute(
                select(value.c.snapshot_id, func.count(), func.sum(value.c.numerator)).group_by(value.c.snapshot_id)
            ).all()
        engine(settings).dispose()
    assert {row[1] for row in rows} == {30 * 9}
    assert len({row[2] for row in rows}) == len(rows) == TREND_WEEKS + 1
