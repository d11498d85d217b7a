"""Where a unit's value is printed, and how wide it may be there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geo.frame import WIDTH

# Everything is laid out for the narrowest map of a desk screen (1366 pixels wide): there a label needs most room.
PIXEL = WIDTH / 410

VALUE_WIDTH = 26 * PIXEL  # the browser prints a value only where it has this much room
LABEL_BOX = (38 * PIXEL, 23 * PIXEL)  # what a label covers, its padding included
_LINE = 5 * PIXEL  # half the height of a line of digits
_FLATNESS = 2.2  # a label is about this much wider than high
_GRID = 20


@dataclass(frozen=True, slots=True)
class Label:
    """The middle of a unit's label, in units of the viewBox, and the width that a centred text has there."""

    x: float
    y: float
    room: float


def label_of(shape: Any) -> Label:
    """Return the place for a shape's label: the middle of the largest flat ellipse inside its largest part.

    It is the pole of inaccessibility of the shape squeezed sideways, because text is wider than high. Where the value
    would not fit there, the place with the most room for one line is taken.

    Parameters
    ----------
    shape
        In units of the viewBox.
    """
    part = max(shapely.get_parts(shape), key=shapely.area)
    squeezed = shapely.transform(part, lambda points: points / (_FLATNESS, 1.0))
    x, y = shapely.maximum_inscribed_circle(squeezed, tolerance=0.5).coords[0]
    label = Label(x * _FLATNESS, y, room_at(part, x * _FLATNESS, y))
    too_narrow = part.bounds[2] - part.bounds[0] < VALUE_WIDTH  # everywhere
    return label if too_narrow or label.room >= VALUE_WIDTH else _widest(part, label)


def _widest(part: Any, label: Label) -> Label:
    """Return the place with the most room on a grid over a shape, or the given label where none has more."""
    left, top, right, bottom = part.bounds
    columns, rows = np.linspace(left, right, _GRID + 2)[1:-1], np.linspace(top, bottom, _GRID + 2)[1:-1]
    places = (Label(float(x), float(y), room_at(part, x, y)) for y in rows for x in columns)
    return max([label, *places], key=lambda place: round(place.room, 3))


def room_at(shape: Any, x: float, y: float) -> float:
    """Return the width that a line of text centred at a point has inside a shape; 0 outside it."""
    if not shapely.contains_xy(shape, x, y):
        return 0.0
    band = shapely.box(-WIDTH, y - _LINE, 2 * WIDTH, y + _LINE)
    crossing = shapely.intersection(shape.boundary, band)
    flat = shapely.transform(crossing, lambda points: points * (1.0, 0.0))
    return float(2 * shapely.distance(flat, shapely.Point(x, 0.0)))
