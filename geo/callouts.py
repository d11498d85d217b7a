"""Callouts: labels outside the outline, with a leader, for units that are too small to hold their value.

Placing is a search over a grid: each callout takes the place where it hides least, its leader is short and crosses
nothing, given the others; they take turns until nobody moves. There is no chance in it: the same shapes give the same
picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.frame import WIDTH
from geo.labels import PIXEL, Label
from geo.names import LANGUAGES, map_name

HEIGHT = 25 * PIXEL
_GAP = 3 * PIXEL  # between callouts, and to the picture's edge
_CHARACTER = 6.7 * PIXEL
_FRAME_AND_STATUS = 36 * PIXEL
_VALUE_CHARACTERS = 6  # " 100,0"
_STEP = 20.0  # of the grid of places
_CELL = 10.0  # of the raster that tells how much of the map a callout hides
_ROUNDS = 6

# What a place costs. A leader of 90 units is as bad as hiding a quarter of a callout's area of the map.
_PER_LENGTH = 1 / 90
_HIDES_MAP = 4.0
_HIDES_LABEL = 30.0
_HIDES_DOT = 30.0
_ON_CALLOUT = 200.0
_LEADERS_CROSS = 15.0
_LEADER_UNDER_CALLOUT = 12.0
_LEADER_OVER_LABEL = 9.0
_LEADER_OVER_DOT = 6.0

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Callout:
    """A callout: its unit, where its leader begins, its own middle, its width; units of the viewBox."""

    unit: str
    from_x: float
    from_y: float
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Scene:
    """What callouts should not hide.

    Attributes
    ----------
    height
        Of the picture.
    hidden
        Number of cells of a raster that lie on the map, summed from the upper left corner to each of its nodes.
    boxes
        One row is one printed label: x, y of its middle, half its width, half its height.
    """

    height: float
    hidden: NDArray[np.int64]
    boxes: Numbers

    @classmethod
    def of(cls, height: float, outline: Any, boxes: Sequence[tuple[float, float, float, float]]) -> Scene:
        """Return the scene of an outline (all shapes as one) and labels."""
        columns = np.arange(_CELL / 2, WIDTH, _CELL)
        rows = np.arange(_CELL / 2, height, _CELL)
        shapely.prepare(outline)
        on_map = shapely.contains_xy(outline, *np.meshgrid(columns, rows))
        sums = np.pad(on_map.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
        return cls(height, sums, np.array(boxes, dtype=np.float64).reshape(-1, 4))


def callout_width(unit_id: str) -> float:
    """Return the width a callout needs for the longest of a unit's three names and its value."""
    longest = max(len(map_name(unit_id, language) or "") for language in LANGUAGES)
    return _FRAME_AND_STATUS + _CHARACTER * (longest + _VALUE_CHARACTERS)


def place_callouts(wanted: Mapping[str, Label], scene: Scene) -> tuple[list[Callout], float]:
    """Place callouts.

    Parameters
    ----------
    wanted
        The units that need one, with the places where their leaders begin.
    scene
        What is already in the picture.

    Returns
    -------
    list of Callout
        In the order of `wanted`.
    float
        What the places cost; less is better.
    """
    searches = [_Search.begin(unit, label, wanted, scene) for unit, label in wanted.items()]
    pairs = _Pairs(searches)
    settled = [_settle(pairs, order) for order in _orders(searches)]
    chosen, cost = min(settled, key=lambda end: round(end[1], 6), default=([], 0.0))
    return [search.callout(place) for search, place in zip(searches, chosen, strict=True)], cost


def _orders(searches: Sequence[_Search]) -> list[list[int]]:
    """Return the orders in which callouts take their first places; which is best differs from map to map."""
    if not searches:
        return []
    starts = np.array([search.start for search in searches])
    away = np.linalg.norm(starts - starts.mean(axis=0), axis=1)
    keys = (starts[:, 1], -starts[:, 1], starts[:, 0], -away)
    return [[int(i) for i in np.argsort(key, kind="stable")] for key in keys]


def _settle(pairs: _Pairs, order: Sequence[int]) -> tuple[list[int], float]:
    """Let callouts take their best places in turn until nobody moves; return the places and what they cost."""
    chosen: dict[int, int] = {}
    for _ in range(_ROUNDS):
        before = dict(chosen)
        for i in order:
            chosen[i] = int(np.argmin(np.round(pairs.cost(i, chosen), 6)))
        if chosen == before:
            break
    total = sum(float(pairs.cost(i, chosen)[place]) for i, place in chosen.items())
    return [chosen[i] for i in range(len(order))], total


class _Pairs:
    """What callouts cost one another; every pair of a callout and another's place is looked at once."""

    def __init__(self, searches: Sequence[_Search]) -> None:
        self.searches = searches
        self.known: dict[tuple[int, int, int], Numbers] = {}

    def cost(self, i: int, chosen: Mapping[int, int]) -> Numbers:
        """Return what each place costs callout `i`, given the places of the others that have one."""
        total = self.searches[i].own.copy()
        for j, place in chosen.items():
            if j != i:
                total += self._between(i, j, place)
        return total

    def _between(self, i: int, j: int, place: int) -> Numbers:
        """Return what each place of callout `i` costs when `j` is at a place."""
        key = (i, j, place)
        if key not in self.known:
            self.known[key] = self.searches[i].against(self.searches[j], self.searches[j].places[place])
        return self.known[key]


@dataclass(frozen=True, slots=True)
class _Search:
    """The places that a callout may take, with what each costs by itself.

    Attributes
    ----------
    start
        Where the leader begins.
    half
        Half the callout's width and height, the gap included.
    places
        One row is one place: x, y.
    own
        What each place costs without the other callouts.
    """

    unit: str
    width: float
    start: Numbers
    half: Numbers
    places: Numbers
    own: Numbers

    @classmethod
    def begin(cls, unit: str, label: Label, wanted: Mapping[str, Label], scene: Scene) -> _Search:
        """Prepare the search of one callout."""
        width = callout_width(unit)
        half = np.array([width / 2 + _GAP, HEIGHT / 2 + _GAP])
        start = np.array([label.x, label.y])
        places = _grid(half, scene.height)
        dots = np.array([(other.x, other.y, 8.0, 8.0) for code, other in wanted.items() if code != unit]).reshape(-1, 4)
        own = (
            _PER_LENGTH * np.linalg.norm(places - start, axis=1)
            + _HIDES_MAP * _hidden_share(places, half, scene)
            + _HIDES_LABEL * _hits(places, half, scene.boxes)
            + _HIDES_DOT * _hits(places, half, np.vstack([dots, [(*start, 8.0, 8.0)]]))
            + _LEADER_OVER_LABEL * _leader_hits(start, places, scene.boxes)
            + _LEADER_OVER_DOT * _leader_hits(start, places, dots)
        )
        return cls(unit, width, start, half, places, own)

    def against(self, other: _Search, place: Numbers) -> Numbers:
        """Return what each place costs because another callout is at a place."""
        box = np.array([(*place, *(other.half - _GAP))])
        mine = np.column_stack([self.places, np.tile(self.half - _GAP, (len(self.places), 1))])
        return (
            _ON_CALLOUT * _hits(self.places, self.half, box)
            + _LEADERS_CROSS * _crossing(self.start, self.places, other.start, place)
            + _LEADER_UNDER_CALLOUT * _leader_hits(self.start, self.places, box)
            + _LEADER_UNDER_CALLOUT * _boxes_on_leader(mine, other.start, place)
        )

    def callout(self, place: int) -> Callout:
        """Return the callout at a place."""
        x, y = self.places[place]
        return Callout(self.unit, float(self.start[0]), float(self.start[1]), float(x), float(y), self.width)


def _grid(half: Numbers, height: float) -> Numbers:
    """Return all places where a callout stays in the picture: one row is x, y."""
    low, high = half, np.array([WIDTH, height]) - half
    columns = np.arange(low[0], max(high[0], low[0]) + 0.1, _STEP)
    rows = np.arange(low[1], max(high[1], low[1]) + 0.1, _STEP)
    return np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)


def _hidden_share(places: Numbers, half: Numbers, scene: Scene) -> Numbers:
    """Return the share of a callout that lies on the map, for each place."""
    low = np.clip(np.round((places - half) / _CELL).astype(int), 0, None)
    high = np.minimum(np.round((places + half) / _CELL).astype(int), np.array(scene.hidden.shape)[::-1] - 1)
    (left, top), (right, bottom) = low.T, high.T
    sums = scene.hidden
    covered = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    return np.asarray(covered / np.maximum((bottom - top) * (right - left), 1), dtype=np.float64)


def _hits(places: Numbers, half: Numbers, boxes: Numbers) -> Numbers:
    """Return how many boxes a callout overlaps at each place."""
    apart = np.abs(places[:, None, :] - boxes[None, :, :2])
    return np.asarray((apart < half + boxes[None, :, 2:]).all(axis=2).sum(axis=1), dtype=np.float64)


def _leader_hits(start: Numbers, ends: Numbers, boxes: Numbers) -> Numbers:
    """Return how many boxes the leader to each end runs over."""
    return np.asarray(_on_leader(start, ends[:, None, :], boxes[None, :, :]).sum(axis=1), dtype=np.float64)


def _boxes_on_leader(boxes: Numbers, start: Numbers, end: Numbers) -> Numbers:
    """Return 1 for each box that a given leader runs over, else 0."""
    return np.asarray(_on_leader(start, end, boxes), dtype=np.float64)


def _on_leader(start: Numbers, ends: Numbers, boxes: Numbers) -> NDArray[np.bool_]:
    """Return whether leaders run through boxes: whether they are inside in x and in y at the same time."""
    along = ends - start
    along = np.where(np.abs(along) < 1e-9, 1e-9, along)
    one = (boxes[..., :2] - boxes[..., 2:] - start) / along
    other = (boxes[..., :2] + boxes[..., 2:] - start) / along
    enters = np.minimum(one, other).max(axis=-1)
    leaves = np.maximum(one, other).min(axis=-1)
    return np.asarray((enters < leaves) & (leaves > 0.02) & (enters < 0.98))


def _crossing(start: Numbers, ends: Numbers, other_start: Numbers, other_end: Numbers) -> Numbers:
    """Return 1 for each end whose leader crosses another leader, else 0."""
    apart = _side(start, ends, other_start) * _side(start, ends, other_end) < 0
    other = _side(other_start, other_end[None, :], start) * _side(other_start, other_end[None, :], ends) < 0
    return np.asarray(apart & other, dtype=np.float64)


def _side(start: Numbers, ends: Numbers, points: Numbers) -> Numbers:
    """Return on which side of the lines from `start` to `ends` points lie, as a sign."""
    along, across = ends - start, points - start
    return np.asarray(np.sign(along[..., 0] * across[..., 1] - along[..., 1] * across[..., 0]), dtype=np.float64)
