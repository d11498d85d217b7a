"""What the tests of the map share: the committed regions on the plane, and files of boundaries to import."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
import shapely

from geo.boundaries import load_regions, to_plane_all
from geo.districts import schematic_districts
from geo.projection import to_degrees
from geo.units import children

ULYTAU = "620000000"  # the region with the fewest districts: 5


@pytest.fixture(scope="session")
def regions() -> dict[str, Any]:
    """The committed regions on the plane."""
    return to_plane_all(load_regions())


@pytest.fixture(scope="session")
def cells(regions: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The schematic districts of every region on the plane."""
    return {code: schematic_districts(shape, children(code)) for code, shape in regions.items()}


@pytest.fixture
def ulytau(cells: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The districts of one region in degrees, as an official file would have them."""
    return {code: to_degrees(shape) for code, shape in cells[ULYTAU].items()}


@pytest.fixture
def collection() -> Any:
    """A maker of GeoJSON texts."""
    return geojson


def geojson(shapes: Mapping[str, Any], key: str = "KATO", **more: Any) -> str:
    """Return GeoJSON with one feature a unit; `more` goes into the root."""
    features = [
        {"type": "Feature", "properties": {key: code}, "geometry": json.loads(shapely.to_geojson(shape))}
        for code, shape in shapes.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **more})
