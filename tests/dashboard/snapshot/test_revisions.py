"""Which snapshot is a week's frozen one, and which week another is compared with."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from dashboard import schema
from dashboard.database import connection, transaction
from dashboard.errors import SnapshotError
from dashboard.settings import Settings
from dashboard.snapshot.revisions import base_of, find_revision, read_revisions, revisions_of

W1, W2, W3 = date(2025, 10, 19), date(2025, 10, 26), date(2025, 11, 2)
HEAD = {
    **{"config_version": 1, "config": "{}", "teaching_days": 5, "calendar_assumed": False, "rejects_accepted": False},
    **{"source": "", "built_at": datetime(2025, 11, 16, tzinfo=UTC)},
}


def _hour(hour: int | None) -> datetime | None:
    return None if hour is None else datetime(2025, 11, 16, hour, tzinfo=UTC)


def _write(settings: Settings, *rows: tuple[date, int, str, int | None, str]) -> None:
    """Write snapshots: week, revision, status, hour of publication, state of the republic."""
    with transaction(settings) as writing:
        for key, (week, revision, status, hour, state) in enumerate(rows, 1):
            own = {"id": key, "content_id": f"c{key}", "week": week, "revision": revision, "status": status}
            writing.execute(insert(schema.snapshot).values(**HEAD, **own, published_at=_hour(hour)))
            names = {"level": "republic", "name_kk": "Қазақстан", "name_ru": "Казахстан"}
            unit = {"snapshot_id": key, "unit_id": "000000000", "state": state, "schools": 1, "reporting": 1}
            writing.execute(insert(schema.unit_week).values(**names, **unit))


def test_q49_the_frozen_revision_is_the_one_published_first(database: Settings) -> None:
    _write(
        database,
        (W1, 1, "withdrawn", 1, "data"),
        (W1, 2, "published", 5, "data"),
        (W1, 3, "published", 4, "data"),
        (W1, 4, "built", None, "data"),
    )
    with connection(database) as reading:
        assert [item.revision for item in read_revisions(reading) if item.frozen] == [3]
        assert find_revision(reading, W1).revision == 3
        assert find_revision(reading, W1, "latest").revision == 4
        assert find_revision(reading, W1, "2").status == "published"


def test_a_week_without_a_published_revision_gives_its_latest(database: Settings) -> None:
    _write(database, (W1, 1, "built", None, "data"), (W1, 2, "built", None, "data"), (W1, 3, "withdrawn", 1, "data"))
    with connection(database) as reading:
        found = find_revision(reading, W1)
        assert (found.revision, found.frozen) == (2, False)


@pytest.mark.parametrize("wanted", ["7", "01", "-1", "newest", ""])
def test_an_unknown_revision_is_refused_with_those_there_are(database: Settings, wanted: str) -> None:
    _write(database, (W1, 1, "built", None, "data"))
    with connection(database) as reading, pytest.raises(SnapshotError, match=r"It has: 1 \(built\)"):
        find_revision(reading, W1, wanted)


def test_an_unknown_week_is_refused_with_those_there_are(database: Settings) -> None:
    with connection(database) as reading, pytest.raises(SnapshotError, match="No week has been built yet"):
        revisions_of(reading, W1)
    _write(database, (W1, 1, "built", None, "data"), (W2, 1, "built", None, "data"))
    with (
        connection(database) as reading,
        pytest.raises(
            SnapshotError, match=r"No snapshot of week 2025-11-02\. There are 2 weeks, 2025-10-19 to 2025-10-26"
        ),
    ):
        revisions_of(reading, W3)


@pytest.mark.parametrize(
    ("second", "base"),
    [
        (("published", 2, "data"), W2),
        (("published", 2, "none"), W1),  # T14: a vacation lies between
        (("built", None, "data"), W1),  # only frozen weeks count
        (("withdrawn", 2, "data"), W1),
    ],
)
def test_q40_the_previous_period(database: Settings, second: tuple[str, int | None, str], base: date) -> None:
    _write(database, (W1, 1, "published", 1, "data"), (W2, 1, *second), (W3, 1, "published", 3, "data"))
    with connection(database) as reading:
        revisions = read_revisions(reading)
    found = base_of(W3, revisions)
    assert found is not None
    assert found.week == base
    assert base_of(W1, revisions) is None


def test_q40_q41_the_first_week_of_a_year_has_no_previous_period(database: Settings) -> None:
    last, first = date(2026, 5, 24), date(2026, 8, 30)
    _write(database, (last, 1, "published", 1, "data"), (first, 1, "published", 2, "data"))
    with connection(database) as reading:
        assert base_of(first, read_revisions(reading)) is None
