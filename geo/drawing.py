"""What a drawing contains: shapes, labels, callouts in one frame. ``svg.py`` writes it down."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geo.callouts import Callout, Scene, callout_width, place_callouts
from geo.frame import EDGE, MAX_HEIGHT, WIDTH, Frame, Margins, fit
from geo.labels import LABEL_BOX, VALUE_WIDTH, Label, label_of
from geo.units import DATA_FOLDER, units

# Rows for callouts above and below the outline, columns beside it: tried in turn, the cheapest picture wins.
_ROW, _COLUMNS = 70.0, (EDGE, 90.0, 170.0)
_MARGINS = tuple(Margins(side, top, bottom) for side in _COLUMNS for top in (EDGE, _ROW) for bottom in (EDGE, _ROW))
_FIXED_MARGINS = Margins(EDGE, 16.0, 30.0)  # where callouts are set by hand
_SMALLER_MAP = 14.0  # what a map of half the size costs, in the currency of callouts, times two
MARKER_ROOM = VALUE_WIDTH


@dataclass(frozen=True, slots=True)
class Origin:
    """Where shapes come from.

    Attributes
    ----------
    schematic
        Whether they are cells instead of boundaries.
    credit
        Whose geometry it is; may be empty.
    """

    schematic: bool
    credit: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """One map.

    Attributes
    ----------
    unit
        The unit whose parts it shows.
    height
        Of the viewBox; the width is 1000.
    shapes
        Code to geometry in units of the viewBox, in the order of units.csv.
    labels
        Code to the place of its label; units without a shape have one too.
    callouts
        Of the units that are too small for a label.
    origin
        Where the shapes come from.
    """

    unit: str
    height: float
    shapes: Mapping[str, Any]
    labels: Mapping[str, Label]
    callouts: Sequence[Callout]
    origin: Origin


def draw(
    unit: str,
    shapes: Mapping[str, Any],
    origin: Origin,
    *,
    markers: Mapping[str, Any] | None = None,
    fixed: Mapping[str, tuple[float, float]] | None = None,
) -> Drawing:
    """Lay out a map.

    Parameters
    ----------
    unit
        The unit whose parts are shown.
    shapes
        Code to geometry on the plane.
    origin
        Where the shapes come from.
    markers
        Code to the seat (on the plane) of units that have no shape.
    fixed
        Callouts set by hand: code to x, y in percent of the picture. Without it they are placed by search.
    """
    markers = markers or {}
    bounds = _bounds([*shapes.values(), *markers.values()])
    best = _best_layout(shapes, markers, _frames(bounds, fixed), fixed)
    order = [code for code in units() if code in best.labels]
    return Drawing(
        unit=unit,
        height=best.frame.height,
        shapes={code: best.shapes[code] for code in order if code in shapes},
        labels={code: best.labels[code] for code in order},
        callouts=best.callouts,
        origin=origin,
    )


def republic_callouts() -> dict[str, tuple[float, float]]:
    """Return the callouts of the republic's map, set by hand: code to x, y in percent of the picture."""
    with (DATA_FOLDER / "callouts.csv").open(encoding="utf-8", newline="") as file:
        return {row["kato"]: (float(row["x"]), float(row["y"])) for row in csv.DictReader(file)}


@dataclass(frozen=True, slots=True)
class _Layout:
    """One way to lay out a map, and what is bad about it."""

    frame: Frame
    shapes: Mapping[str, Any]
    labels: Mapping[str, Label]
    callouts: Sequence[Callout]
    cost: float


def _bounds(geometries: Sequence[Any]) -> tuple[float, float, float, float]:
    """Return west, south, east, north of all geometries."""
    west, south, east, north = shapely.total_bounds(np.array(geometries, dtype=object))
    return float(west), float(south), float(east), float(north)


def _frames(bounds: tuple[float, float, float, float], fixed: Collection[str] | None) -> list[Frame]:
    """Return the frames to try, without repetitions; the largest map comes first."""
    margins = _MARGINS if fixed is None else (_FIXED_MARGINS,)
    frames = dict.fromkeys(fit(bounds, margin) for margin in margins)
    return sorted(frames, key=lambda frame: -frame.scale)


def _best_layout(
    shapes: Mapping[str, Any],
    markers: Mapping[str, Any],
    frames: Sequence[Frame],
    fixed: Mapping[str, tuple[float, float]] | None,
) -> _Layout:
    """Return the cheapest layout; frames that cost more by their size alone are not tried."""
    best: _Layout | None = None
    for frame in frames:
        if best is None or _size_cost([frame.place(shape) for shape in shapes.values()]) < best.cost:
            layout = _lay_out(shapes, markers, frame, fixed)
            best = layout if best is None or round(layout.cost, 6) < round(best.cost, 6) else best
    if best is None:
        raise ValueError("a drawing needs a frame")
    return best


def _lay_out(
    shapes: Mapping[str, Any],
    markers: Mapping[str, Any],
    frame: Frame,
    fixed: Mapping[str, tuple[float, float]] | None,
) -> _Layout:
    """Lay out a map in one frame."""
    placed = frame.place_all(shapes)
    labels = {code: label_of(shape) for code, shape in placed.items()}
    labels |= {code: Label(seat.x, seat.y, MARKER_ROOM) for code, seat in frame.place_all(markers).items()}
    if fixed is not None:
        callouts = [_fixed_callout(code, labels[code], fixed[code], frame) for code in labels if code in fixed]
        return _Layout(frame, placed, labels, callouts, 0.0)
    wanted = {code: label for code, label in labels.items() if code in markers or needs_callout(code, label)}
    callouts, cost = place_callouts(wanted, _scene(placed, labels, wanted, frame))
    return _Layout(frame, placed, labels, callouts, cost + _size_cost(list(placed.values())))


def needs_callout(code: str, label: Label) -> bool:
    """Whether a unit gets a callout: a city (a disc among districts), or one too small to hold its value."""
    unit = units()[code]
    return (unit.is_city and unit.level == "district") or label.room < VALUE_WIDTH


def _scene(placed: Mapping[str, Any], labels: Mapping[str, Label], wanted: Collection[str], frame: Frame) -> Scene:
    """Return what callouts should not hide."""
    width, height = LABEL_BOX
    boxes = [(label.x, label.y, width / 2, height / 2) for code, label in labels.items() if code not in wanted]
    return Scene.of(frame.height, shapely.union_all(list(placed.values())), boxes)


def _size_cost(placed: Sequence[Any]) -> float:
    """Return what is lost by a map that is smaller than the picture could hold."""
    west, north, east, south = _bounds(placed)
    return _SMALLER_MAP * (1 - max((east - west) / WIDTH, (south - north) / MAX_HEIGHT))


def _fixed_callout(code: str, label: Label, place: tuple[float, float], frame: Frame) -> Callout:
    """Return a callout set by hand."""
    return Callout(code, label.x, label.y, place[0] * 10, place[1] * frame.height / 100, callout_width(code))
