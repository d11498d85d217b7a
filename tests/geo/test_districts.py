from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.districts import COINCIDING, place_seats, schematic_districts
from geo.projection import to_degrees, to_plane
from geo.units import Unit, children, units

REGIONS = [unit.unit_id for unit in units().values() if unit.level == "region"]
SQUARE = shapely.box(-200_000, -200_000, 200_000, 200_000)


def unit(code: str, x: float, y: float, city: bool = False) -> Unit:
    """A unit with its seat at a place of the plane."""
    seat = to_degrees(shapely.Point(x, y))
    kind = "қаласы" if city else "ауданы"
    return Unit(code, "1", "district", {"kk": f"{code} {kind}", "ru": code, "en": code}, seat.x, seat.y)


def check_tiling(region: Any, cells: Mapping[str, Any]) -> None:
    shapes = np.array(list(cells.values()), dtype=object)
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.area(shapes).sum() == pytest.approx(region.area, rel=1e-6)
    assert shapely.union_all(shapes).symmetric_difference(region).area < 1e-6 * region.area


@pytest.mark.parametrize("code", REGIONS)
def test_districts_tile_their_region_exactly(
    code: str, regions: Mapping[str, Any], cells: Mapping[str, dict[str, Any]]
) -> None:
    assert list(cells[code]) == [child.unit_id for child in children(code)]
    check_tiling(regions[code], cells[code])


def test_every_district_is_one_piece(cells: Mapping[str, dict[str, Any]]) -> None:
    assert {shape.geom_type for parts in cells.values() for shape in parts.values()} == {"Polygon"}


def test_seats_lie_in_their_cells_but_for_districts_governed_from_within_a_citys_disc(
    cells: Mapping[str, dict[str, Any]],
) -> None:
    outside: dict[str, str] = {}
    for parts in cells.values():
        for code, shape in parts.items():
            seat = to_plane(shapely.Point(units()[code].lon, units()[code].lat))
            if not shape.contains(seat):
                outside[code] = next(other for other, cell in parts.items() if cell.contains(seat))
    assert outside == EXCEPTIONS


# District whose seat is in or beside a city → the city whose disc covers it.
EXCEPTIONS = {"395400000": "391000000"}  # Tobyl, seat of the Kostanay district, 5 km from Kostanay


def test_cities_are_small_discs(regions: Mapping[str, Any], cells: Mapping[str, dict[str, Any]]) -> None:
    for code, parts in cells.items():
        for child in children(code):
            if child.is_city:
                shape = parts[child.unit_id]
                assert 0 < shape.area < 0.005 * regions[code].area
                assert shape.contains(shape.centroid)


def test_discs_of_neighbouring_cities_do_not_touch(cells: Mapping[str, dict[str, Any]]) -> None:
    discs = [cells["350000000"][child.unit_id] for child in children("350000000") if child.is_city]
    assert all(one.distance(other) > 0 for one in discs for other in discs if one is not other)


def test_a_place_belongs_to_the_nearest_seat() -> None:
    cells = schematic_districts(SQUARE, [unit("west", -100_000, 0), unit("east", 100_000, 0)])
    assert cells["west"].contains(shapely.Point(-1_000, 150_000))
    assert cells["east"].contains(shapely.Point(1_000, -150_000))


def test_a_city_is_cut_out_of_its_district() -> None:
    cells = schematic_districts(SQUARE, [unit("town", 0, 0, city=True), unit("district", 500, 0)])
    check_tiling(SQUARE, cells)
    assert len(cells["district"].interiors) == 1


def test_a_single_district_is_the_region() -> None:
    assert schematic_districts(SQUARE, [unit("only", 0, 0)])["only"].equals(SQUARE)


def test_coinciding_seats_step_apart() -> None:
    seats = place_seats(SQUARE, [unit("a", 0, 0), unit("b", 0, 0), unit("c", 0, 0)])
    places = list(seats.values())
    assert places[0].distance(shapely.Point(0, 0)) < 1
    assert min(one.distance(other) for one in places for other in places if one is not other) > COINCIDING


def test_a_seat_outside_its_region_goes_to_the_nearest_place_inside() -> None:
    seats = place_seats(SQUARE, [unit("a", 300_000, 50_000), unit("b", 0, 0)])
    assert SQUARE.contains(seats["a"])
    assert seats["a"].y == pytest.approx(50_000, abs=1)
    check_tiling(SQUARE, schematic_districts(SQUARE, [unit("a", 300_000, 50_000), unit("b", 0, 0)]))


def test_a_detached_piece_goes_to_the_neighbour_around_it() -> None:
    """The region is a U; the nearest seat to the tip of its right arm is in the left one, across the bay."""
    region = shapely.box(0, 0, 100_000, 100_000) - shapely.box(20_000, 20_000, 80_000, 100_001)
    cells = schematic_districts(region, [unit("left", 10_000, 90_000), unit("bottom", 50_000, 1_000)])
    check_tiling(region, cells)
    assert {cell.geom_type for cell in cells.values()} == {"Polygon"}


places = st.tuples(st.integers(-250_000, 250_000), st.integers(-250_000, 250_000), st.booleans())


@settings(max_examples=40, deadline=None)
@given(st.lists(places, min_size=1, max_size=12))
def test_any_seats_tile_any_region(seats: list[tuple[int, int, bool]]) -> None:
    """Whatever the seats (outside, coinciding, cities), at least one of them a district's."""
    parts = [unit(str(i), x, y, city) for i, (x, y, city) in enumerate(seats)]
    parts.append(unit("district", 10_000, 20_000))
    cells = schematic_districts(SQUARE, parts)
    assert list(cells) == [part.unit_id for part in parts]
    check_tiling(SQUARE, cells)
