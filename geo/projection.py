"""The plane of the map: Albers equal-area, parallels 43 and 53, central meridian 67, origin 48; metres."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import shapely
from pyproj import CRS, Transformer

ALBERS = "+proj=aea +lat_1=43 +lat_2=53 +lat_0=48 +lon_0=67 +datum=WGS84 +units=m +no_defs"


@cache
def _transformer(source: str, target: str) -> Transformer:
    """Return a transformer that takes longitude before latitude."""
    return Transformer.from_crs(source, target, always_xy=True)


def _apply(transformer: Transformer, geometry: Any) -> Any:
    """Transform a geometry or an array of them, without its heights."""
    return shapely.transform(
        shapely.force_2d(geometry), lambda points: np.column_stack(transformer.transform(points[:, 0], points[:, 1]))
    )


def from_crs_to_plane(geometry: Any, system: CRS) -> Any:
    """Return geometry of any coordinate system as geometry on the map's plane; arrays work too."""
    return _apply(Transformer.from_crs(system, ALBERS, always_xy=True), geometry)


def to_plane(geometry: Any) -> Any:
    """Return geometry in degrees as geometry in metres on the map's plane; arrays work too."""
    return _apply(_transformer("EPSG:4326", ALBERS), geometry)


def to_degrees(geometry: Any) -> Any:
    """Return geometry of the map's plane in degrees; arrays work too."""
    return _apply(_transformer(ALBERS, "EPSG:4326"), geometry)
