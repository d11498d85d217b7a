"""Values of units."""

from __future__ import annotations

import numpy as np
from sqlalchemy import Connection

from dashboard.selection import REPUBLIC
from queries import snapshots, values
from queries.archive import Archive
from tests.published_weeks import HOLIDAY, LATEST

REGIONS = ["100000000", "110000000", "120000000", "130000000"]


def test_q27_additive_counts_of_the_republic_are_the_sum_of_its_regions(country: Connection) -> None:
    ids = [snapshot.snapshot_id for snapshot in snapshots.timeline(country).snapshots]
    block = Archive(snapshots.timeline(country)).values(country, ids, [REPUBLIC, *REGIONS])
    for name in ("low", "medium", "high", "numerator", "denominator"):
        counts = block.of(name)
        assert (counts[:, 0] == counts[:, 1:].sum(axis=1)).all()


def test_q21_ranks_are_places_without_gaps_and_the_republic_has_none(country: Connection) -> None:
    latest = snapshots.timeline(country).at(LATEST)
    assert latest is not None
    ranks = (
        Archive(snapshots.timeline(country)).values(country, [latest.snapshot_id], [REPUBLIC, *REGIONS]).of("rank")[0]
    )
    assert not ranks[0].any()
    assert (np.sort(ranks[1:], axis=0) == np.arange(1, 5)[:, None]).all()


def test_a_holiday_has_no_counts(country: Connection) -> None:
    holiday = snapshots.timeline(country).at(HOLIDAY)
    assert holiday is not None
    assert not Archive(snapshots.timeline(country)).values(country, [holiday.snapshot_id], REGIONS).numbers.any()


def test_f36_a_comparison_is_found_by_both_weeks(country: Connection) -> None:
    timeline = snapshots.timeline(country)
    latest, base = timeline.at(LATEST), timeline.previous(LATEST)
    assert latest is not None
    assert base is not None
    found = values.comparison(country, latest.snapshot_id, base.snapshot_id, REPUBLIC)
    assert found is not None
    assert (found.of("schools") > 0).all()
    assert values.comparison(country, latest.snapshot_id, latest.snapshot_id, REPUBLIC) is None
