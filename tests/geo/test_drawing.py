from collections.abc import Mapping
from typing import Any

import shapely

from geo.drawing import Origin, draw, needs_callout, republic_callouts
from geo.labels import VALUE_WIDTH, Label
from geo.projection import to_plane
from geo.units import children, units
from tests.geo.conftest import ULYTAU

ORIGIN = Origin(schematic=True, credit="")


def test_cities_and_what_is_too_small_get_a_callout() -> None:
    roomy, narrow = Label(0, 0, VALUE_WIDTH), Label(0, 0, VALUE_WIDTH - 1)
    assert needs_callout("391000000", roomy)  # a city among districts
    assert not needs_callout("395400000", roomy)
    assert needs_callout("395400000", narrow)
    assert not needs_callout("710000000", roomy)  # a city among regions, by its size only


def test_the_republics_callouts_are_set_by_hand() -> None:
    assert set(republic_callouts()) == {"610000000", "710000000", "750000000", "790000000"}


def test_shapes_and_labels_come_in_the_order_of_the_units(cells: Mapping[str, dict[str, Any]]) -> None:
    parts = cells[ULYTAU]
    backwards = dict(reversed(list(parts.items())))
    drawing = draw(ULYTAU, backwards, ORIGIN)
    expected = [unit.unit_id for unit in children(ULYTAU)]
    assert list(drawing.shapes) == list(drawing.labels) == expected


def test_a_unit_without_a_shape_gets_a_marker_with_a_callout(cells: Mapping[str, dict[str, Any]]) -> None:
    parts = dict(cells[ULYTAU])
    missing = "623600000"
    del parts[missing]
    seat = to_plane(shapely.Point(units()[missing].lon, units()[missing].lat))
    drawing = draw(ULYTAU, parts, ORIGIN, markers={missing: seat})
    assert missing not in drawing.shapes
    assert missing in drawing.labels
    assert missing in {callout.unit for callout in drawing.callouts}
    assert 0 < drawing.labels[missing].x < 1000
