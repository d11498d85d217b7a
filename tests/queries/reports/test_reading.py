"""What a report reads: views cut to the asked schools, several weeks together, absent told apart from empty."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from queries.reports import catalogue
from queries.reports.reading import districts_below, last_drops
from tests.report_facts import FOREIGN, LATEST, RAYON, REGION, REPUBLIC, TOWN, UNITS, Facts, asked, school, weeks_back


@pytest.fixture
def facts() -> Facts:
    found = Facts().add("schools", [school("A", org_type="Лицей"), school("B", RAYON), school("F", "113200000")])
    found.add("positions", [])
    for back in range(3):
        found.add(
            "logins", [{"school_id": key, "unit_id": at} for key, at in (("A", TOWN), ("B", RAYON))], weeks_back(back)
        )
    return found


def names(facts: Facts, table: str, *path: str, **more: Any) -> list[str]:
    with facts.reading(asked("registry", *path, **more)) as reading:
        view = reading.table(table)
        query = f"SELECT school_id FROM {view} ORDER BY 1"  # noqa: S608 - a view of our own
        found: list[str] = reading.rows(query).column(0).to_pylist()
        return found


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ((REPUBLIC,), ["A", "B", "F"]),
        ((REPUBLIC, REGION), ["A", "B"]),
        ((REPUBLIC, REGION, TOWN), ["A"]),
        ((REPUBLIC, REGION, TOWN, "A"), ["A"]),
        ((REPUBLIC, REGION, TOWN, "B"), []),
    ],
)
def test_a59_only_rows_of_the_asked_place_are_read(facts: Facts, path: tuple[str, ...], found: list[str]) -> None:
    assert names(facts, "schools", *path) == found


def test_a_type_cuts_every_table(facts: Facts) -> None:
    assert names(facts, "logins", org_type="Лицей") == ["A"]
    assert names(facts, "logins", org_type="it's none") == []


def test_what_nobody_handed_over_is_told_apart_from_what_is_empty(facts: Facts) -> None:
    with facts.reading(asked("registry")) as reading:
        assert (reading.table("positions"), reading.table("people")) == ("positions", "")
        assert (reading.has("positions"), reading.has("people")) == (True, False)
        assert reading.rows("SELECT * FROM positions").num_rows == 0


def test_several_weeks_stand_one_after_the_other(facts: Facts) -> None:
    with facts.reading(asked("registry")) as reading:
        assert reading.table("logins", weeks=2) == "logins_2_weeks"
        assert reading.rows("SELECT count(*) FROM logins_2_weeks").column(0).to_pylist() == [4]
        reading.table("logins", weeks=5)
        assert reading.rows("SELECT count(*) FROM logins_5_weeks").column(0).to_pylist() == [6]
        assert list(reading.weeks) == [LATEST]


def test_rows_of_the_republic_are_regions_and_schools_are_their_own(facts: Facts) -> None:
    with facts.reading(asked("registry", REPUBLIC)) as reading:
        reading.members()
        assert set(reading.rows("SELECT row_id FROM members").column(0).to_pylist()) == {REGION, FOREIGN}
        reading.members(schools=True)
        assert set(reading.rows("SELECT row_id FROM members").column(0).to_pylist()) == {"A", "B", "F"}


def test_the_districts_of_a_unit() -> None:
    assert districts_below(UNITS, TOWN) == [TOWN]
    assert set(districts_below(UNITS, REGION)) == {TOWN, RAYON}
    assert len(districts_below(UNITS, REPUBLIC)) == 3
    assert districts_below(UNITS, "nowhere") == []


def test_weeks_after_the_asked_one_and_older_than_a_year_are_not_read() -> None:
    drops = [(LATEST + timedelta(weeks=number), str(number)) for number in range(-80, 5)]
    found = last_drops(drops, LATEST)
    assert (len(found), next(iter(found)), min(found)) == (53, LATEST, LATEST - timedelta(weeks=52))
    assert last_drops([], date(2026, 1, 4)) == {}


def test_every_report_of_the_catalogue_is_whole() -> None:
    for key, report in catalogue().items():
        assert key == report.key
        assert (report.rows is None) == (report.columns is None)
        assert report.connected != bool(report.lacks), key
