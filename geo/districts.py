"""Schematic districts: cells around the seats, since no open boundaries of the 228 districts exist.

A region is divided between the seats of its districts (every place belongs to the nearest one, a Voronoi diagram on
the equal-area plane) and clipped to its boundary. Cities of oblast significance are small discs cut out of that. The
cells are a drawing, not boundaries, and are shown as such.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.ops import nearest_points

from geo.projection import to_plane
from geo.units import Unit

DISC_SHARE = 0.017  # radius of a city's disc in shares of the region's longer side
DISC_GAP = 0.46  # of the distance to the nearest other city: discs never touch
DISC_QUARTER = 8  # segments of a quarter of a disc
COINCIDING = 1000.0  # metres: seats closer than this are moved apart
# Where seats lie so close to a city that its disc would cover a whole cell, the discs are drawn smaller.
_DISC_SIZES = (1, 0.5, 0.25, 0.125, 0.0625)
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def schematic_districts(region: Any, districts: Sequence[Unit]) -> dict[str, Any]:
    """Divide a region between its districts.

    Parameters
    ----------
    region
        The region on the plane.
    districts
        Its districts and cities.

    Returns
    -------
    dict
        Code to geometry on the plane, in the order of `districts`; together they are exactly the region, and neighbours
        share the vertices of their borders.
    """
    seats = place_seats(region, districts)
    cities = [unit.unit_id for unit in districts if unit.is_city]
    centres = {code: seat for code, seat in seats.items() if code not in cities}
    for size in _DISC_SIZES:
        cells = _cells(region, centres, {code: seats[code] for code in cities}, size)
        missing = [unit.unit_id for unit in districts if unit.unit_id not in cells]
        if not missing:
            joined = _joined(*_give_away_fragments(cells, centres))
            return {unit.unit_id: joined[unit.unit_id] for unit in districts}
    raise ValueError(f"districts without a cell: {', '.join(missing)}")


def _cells(region: Any, centres: Mapping[str, Any], cities: Mapping[str, Any], size: float) -> dict[str, Any]:
    """Return what belongs to each district and city, the discs drawn at a share of their size."""
    discs = _discs(region, cities, size)
    faces = _faces(region, list(centres.values()), list(discs.values()))
    owners = [_owner(face.representative_point(), discs, centres) for face in faces]
    return _joined(faces, owners)


def place_seats(region: Any, districts: Sequence[Unit]) -> dict[str, Any]:
    """Return a point for every district, inside the region and apart from one another.

    A seat outside the region (some are in a city that is a region of its own) goes to the nearest place inside; one
    that coincides with an earlier one steps aside. Cities and districts are kept apart only among themselves: a
    district may be governed from the city in its middle.
    """
    room = _radius(region)
    inside = _inner(region, room)
    placed: dict[str, Any] = {}
    for unit in districts:
        seat = _nearest_inside(to_plane(shapely.Point(unit.lon, unit.lat)), region, inside)
        peers = [
            placed[other.unit_id] for other in districts if other.unit_id in placed and other.is_city == unit.is_city
        ]
        placed[unit.unit_id] = _step_aside(seat, peers, inside, room)
    return placed


def _radius(region: Any) -> float:
    """Return the radius of a city's disc where there is room for it."""
    left, bottom, right, top = region.bounds
    return float(DISC_SHARE * max(right - left, top - bottom))


def _inner(region: Any, room: float) -> Any:
    """Return the part of a region that is not close to its border, or the region where that leaves nothing."""
    inner = region.buffer(-room)
    return region if inner.is_empty else inner


def _nearest_inside(seat: Any, region: Any, inside: Any) -> Any:
    """Return a seat itself where it lies in the region, else the nearest place well inside."""
    return seat if region.contains(seat) else nearest_points(inside, seat)[0]


def _step_aside(seat: Any, others: Sequence[Any], inside: Any, step: float) -> Any:
    """Return a seat moved away from those it coincides with: the first free place on a spiral around it."""
    for turn in range(100):
        if all(seat.distance(other) > COINCIDING for other in others):
            return seat
        angle, reach = turn * _GOLDEN_ANGLE, step * (1 + turn / 8)
        moved = shapely.Point(seat.x + reach * math.cos(angle), seat.y + reach * math.sin(angle))
        seat = moved if inside.contains(moved) else nearest_points(inside, moved)[0]
    raise ValueError("no room to move coinciding seats apart")


def _discs(region: Any, seats: Mapping[str, Any], size: float) -> dict[str, Any]:
    """Return the discs of the cities, without the parts outside the region."""
    return {
        code: seat.buffer(size * _disc_radius(code, seats, _radius(region)), quad_segs=DISC_QUARTER)
        for code, seat in seats.items()
    }


def _disc_radius(code: str, seats: Mapping[str, Any], largest: float) -> float:
    """Return a radius that leaves a gap to every other city."""
    distances = (seat.distance(seats[code]) for other, seat in seats.items() if other != code)
    return float(min(largest, DISC_GAP * min(distances, default=math.inf)))


def _faces(region: Any, centres: Sequence[Any], discs: Sequence[Any]) -> list[Any]:
    """Return the pieces into which the borders of cells and discs cut a region; they share their vertices."""
    borders = [region.boundary, *(disc.boundary for disc in discs)]
    if len(centres) > 1:
        borders.append(shapely.voronoi_polygons(shapely.MultiPoint(centres), extend_to=region, only_edges=True))
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(borders))))
    shapely.prepare(region)
    return [piece for piece in pieces if region.contains(piece.representative_point())]


def _owner(point: Any, discs: Mapping[str, Any], centres: Mapping[str, Any]) -> str:
    """Return to whom a place belongs: the city in whose disc it lies, else the district with the nearest seat."""
    for code, disc in discs.items():
        if disc.contains(point):
            return code
    return min(centres, key=lambda code: centres[code].distance(point))


def _joined(faces: Sequence[Any], owners: Sequence[str]) -> dict[str, Any]:
    """Return the faces of each owner as one shape."""
    return {
        code: shapely.coverage_union_all([face for face, owner in zip(faces, owners, strict=True) if owner == code])
        for code in dict.fromkeys(owners)
    }


def _give_away_fragments(cells: Mapping[str, Any], centres: Mapping[str, Any]) -> tuple[list[Any], list[str]]:
    """Return the pieces of all cells and their owners, detached fragments given to the neighbour around them.

    A bay or a disc may cut a cell in two; its main part stays, a fragment goes to the district with the longest common
    border, or stays where it has none (an island).
    """
    parts = {code: list(shapely.get_parts(cell)) for code, cell in cells.items()}
    mains = {code: _main_part(own, centres.get(code)) for code, own in parts.items()}
    faces, owners = list(mains.values()), list(mains)
    for code, own in parts.items():
        for fragment in own:
            if fragment is not mains[code]:
                faces.append(fragment)
                owners.append(_neighbour(fragment, code, mains, centres))
    return faces, owners


def _main_part(parts: Sequence[Any], seat: Any | None) -> Any:
    """Return the part that holds the seat, else the largest."""
    holding = [part for part in parts if seat is not None and part.contains(seat)]
    return holding[0] if holding else max(parts, key=shapely.area)


def _neighbour(fragment: Any, code: str, mains: Mapping[str, Any], centres: Mapping[str, Any]) -> str:
    """Return the district with the longest common border with a fragment."""
    others = [other for other in mains if other in centres and other != code]
    shared = shapely.length(shapely.intersection(fragment, np.array([mains[other] for other in others], dtype=object)))
    return others[int(np.argmax(shared))] if others and shared.max() > 0 else code
