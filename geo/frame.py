"""The picture: where the plane of the map lies in a viewBox that is 1000 wide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

WIDTH = 1000.0
MAX_HEIGHT = 880.0
EDGE = 6.0  # left free all around, for the outline's stroke


@dataclass(frozen=True, slots=True)
class Margins:
    """Room left free around the outline for callouts, in units of the viewBox."""

    side: float = EDGE
    top: float = EDGE
    bottom: float = EDGE


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the plane lies in the picture.

    Attributes
    ----------
    west, north
        The plane's coordinates (metres) of the viewBox's upper left corner.
    scale
        Units of the viewBox per metre.
    height
        Height of the viewBox.
    """

    west: float
    north: float
    scale: float
    height: float

    def place(self, geometry: Any) -> Any:
        """Return geometry of the plane in units of the viewBox, y downwards; arrays work too."""
        origin = np.array([self.west, self.north])
        return shapely.transform(geometry, lambda points: (points - origin) * (self.scale, -self.scale))

    def place_all(self, shapes: Mapping[str, Any]) -> dict[str, Any]:
        """Return shapes by code in units of the viewBox."""
        return {code: self.place(shape) for code, shape in shapes.items()}


def fit(bounds: tuple[float, float, float, float], margins: Margins) -> Frame:
    """Return the largest frame for an outline: as wide as the picture, or as high as it may become.

    Parameters
    ----------
    bounds
        West, south, east, north of the outline on the plane, metres.
    margins
        What stays free around it.
    """
    west, south, east, north = bounds
    beside, above = 2 * margins.side, margins.top + margins.bottom
    scale = min((WIDTH - beside) / (east - west), (MAX_HEIGHT - above) / (north - south))
    return Frame(
        west=(west + east) / 2 - WIDTH / 2 / scale,
        north=north + margins.top / scale,
        scale=scale,
        height=float(np.ceil((north - south) * scale + above)),
    )
