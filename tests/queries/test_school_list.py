"""Schools of a region, and the district a school belongs to."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from dashboard.selection import REPUBLIC, Selection
from queries import snapshots
from queries.archive import Archive
from queries.school_list import load, load_school
from tests.published_weeks import HOLIDAY, LATEST

TODAY = date(2026, 11, 22)


def test_a46_a_region_lists_the_schools_of_all_its_districts(country: Connection) -> None:
    region, district = (load(country, Selection(unit), TODAY) for unit in ("100000000", "100100000"))
    assert [school.school_id for school in region.schools] == [school.school_id for school in district.schools]
    assert {school.unit_id for school in region.schools} == {"100100000"}
    assert region.school_values is not None
    assert district.school_values is not None
    assert (region.school_values.numbers == district.school_values.numbers).all()
    assert region.school_values.weeks == district.school_values.weeks


def test_other_pages_list_nobody(country: Connection) -> None:
    assert load(country, Selection(REPUBLIC), TODAY).schools == ()
    assert load(country, Selection("110000000"), TODAY).schools == ()
    assert load(country, Selection("100000000", HOLIDAY), TODAY).has_data is False


def test_a_school_brings_the_page_of_its_district(country: Connection) -> None:
    archive = Archive(snapshots.timeline(country))
    found = load_school(country, "s00003", None, TODAY, archive)
    assert found is not None
    assert (found.unit.unit_id, found.week) == ("100100000", LATEST)
    assert load_school(country, "nobody", None, TODAY, archive) is None
    assert load_school(country, "s00003", date(2020, 1, 5), TODAY, archive) is None


def test_nothing_published_has_no_school(country: Connection) -> None:
    from dashboard.timeline import Timeline

    assert load_school(country, "s00003", None, TODAY, Archive(Timeline())) is None
