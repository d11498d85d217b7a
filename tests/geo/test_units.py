from collections import Counter

import pytest

from geo.units import REPUBLIC, children, mapped, units


def test_one_republic_20_regions_228_districts() -> None:
    assert Counter(unit.level for unit in units().values()) == {"republic": 1, "region": 20, "district": 228}


def test_every_unit_but_the_republic_hangs_on_one_of_the_level_above() -> None:
    above = {"region": "republic", "district": "region"}
    for unit in units().values():
        if unit.unit_id != REPUBLIC:
            assert units()[unit.parent].level == above[unit.level]


def test_every_district_carries_its_region_in_its_code() -> None:
    assert all(unit.parent[:2] == unit.unit_id[:2] for unit in units().values() if unit.level == "district")


def test_names_in_three_languages_and_a_seat_in_kazakhstan() -> None:
    for unit in units().values():
        assert all(unit.names[language].strip() for language in ("kk", "ru", "en"))
        assert 46 < unit.lon < 88
        assert 40 < unit.lat < 56


@pytest.mark.parametrize(
    ("code", "is_city"),
    [
        ("390000000", False),  # Қостанай облысы
        ("391000000", True),  # Қостанай қаласы
        ("395400000", False),  # Қостанай ауданы
        ("710000000", True),  # Астана қаласы
        ("711110000", False),  # Алматы ауданы, in Astana
    ],
)
def test_cities(code: str, is_city: bool) -> None:
    assert units()[code].is_city is is_city


def test_maps_are_of_the_republic_and_the_regions() -> None:
    assert mapped() == (REPUBLIC, *(unit.unit_id for unit in children(REPUBLIC)))
    assert len(mapped()) == 21
