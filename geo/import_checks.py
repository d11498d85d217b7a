"""Does a file of boundaries fit the units? Codes, geometry, seats, regions.

A *fault* cannot be accepted: nobody can draw from such a file. A *doubt* speaks against the file, but a person may
know better and accept it. A *note* tells what was found or mended on the way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely

from dashboard.errors import Refusal
from geo.boundaries import clean_coverage
from geo.import_source import Layer
from geo.projection import to_plane
from geo.units import REPUBLIC, Unit, children, units

KEY_NAMES = ("kato", "kato_code", "katocode", "kato_id", "code", "kod", "id", "като", "код")

SEAT_TOLERANCE = 25_000.0  # metres: seats and boundaries come from different sources
REGION_TOLERANCE = 5_000.0  # metres: shipped regions are simplified
OUTSIDE_SHARE = 0.02  # of a district's area that may lie beyond that
CHANGED_SHARE = 0.01  # of an area that mending may change
LISTED = 20  # codes in one message


@dataclass(slots=True)
class Findings:
    """What the checks found."""

    file: str
    faults: list[Refusal] = field(default_factory=list)
    doubts: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def fault(self, place: str, column: str, expected: str, found: str, remedy: str) -> None:
        """Add a reason that cannot be accepted."""
        self.faults.append(Refusal(self.file, place, column, expected, found, remedy))

    def doubt(self, place: str, column: str, expected: str, found: str, remedy: str) -> None:
        """Add a reason that a person may accept."""
        self.doubts.append(Refusal(self.file, place, column, expected, found, remedy))


def shapes_by_code(layers: Sequence[Layer], key: str | None, findings: Findings) -> dict[str, Any]:
    """Return the polygons of all layers by KATO code, in the order of units.csv.

    Unknown, empty and repeated codes and features without a polygon are told to `findings`.
    """
    rows: list[tuple[str, Any]] = []
    for layer in layers:
        findings.notes.extend(layer.notes)
        column = key_column(layer.table, key)
        if column is None:
            _no_key(layer, key, findings)
            continue
        codes = [code_of(value) for value in layer.table[column]]
        _check_codes(layer.place, column, codes, findings)
        rows += [(code, shape) for code, shape in zip(codes, layer.shapes, strict=True) if code in units()]
    _check_repeated(rows, findings)
    found = {code: shape for code, shape in rows if code != REPUBLIC}
    return {code: found[code] for code in units() if code in found}


def key_column(table: pd.DataFrame, key: str | None) -> str | None:
    """Return the column with the codes: the asked one, else a usual name, else the one with most known codes."""
    if key is not None:
        return key if key in table.columns else None
    known = {str(name): sum(code_of(value) in units() for value in table[name]) for name in table.columns}
    usual = {name: -_rank(name) for name in known}
    best = max(known, key=lambda name: (known[name] > 0, usual[name], known[name]), default=None)
    return best if best is not None and known[best] > 0 else None


def _rank(name: str) -> int:
    """Return how far down the table of usual names a name stands."""
    lowered = name.casefold()
    return KEY_NAMES.index(lowered) if lowered in KEY_NAMES else len(KEY_NAMES)


def code_of(value: Any) -> str:
    """Return a KATO code as text from what files make of it: 610000000, 610000000.0, " 610000000 "."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    text = str(value).strip().removesuffix(".0")
    return text.zfill(9) if text.isdigit() and set(text) == {"0"} else text


def _no_key(layer: Layer, key: str | None, findings: Findings) -> None:
    """Tell that a layer has no column with codes."""
    expected = f"a column {key!r}" if key else "a column with KATO codes"
    found = ", ".join(map(str, layer.table.columns)) or "no columns at all"
    findings.fault(layer.place, key or "", expected, found, "name the column with --key")


def _check_codes(place: str, column: str, codes: Sequence[str], findings: Findings) -> None:
    """Tell empty and unknown codes."""
    empty = sum(not code for code in codes)
    if empty:
        findings.doubt(place, column, "a code in every row", f"{empty} without one", "add them, or remove the rows")
    unknown = sorted({code for code in codes if code and code not in units()})
    if unknown:
        findings.doubt(place, column, "codes of units.csv", f"unknown: {listed(unknown)}", "mend or remove them")


def _check_repeated(rows: Sequence[tuple[str, Any]], findings: Findings) -> None:
    """Tell repeated codes and features that are not polygons."""
    repeated = sorted(code for code, count in Counter(code for code, _ in rows).items() if count > 1)
    if repeated:
        findings.fault(
            "", "", "each code once", f"repeated: {listed(repeated)}", "join their polygons into one feature"
        )
    empty = sorted({code for code, shape in rows if not _is_polygonal(shape)})
    if empty:
        findings.fault("", "", "polygons", f"none for {listed(empty)}", "remove these features or add polygons")


def _is_polygonal(shape: Any) -> bool:
    """Whether a geometry is one polygon or several."""
    return shape is not None and not shape.is_empty and shape.geom_type in {"Polygon", "MultiPolygon"}


def mended(shapes: Mapping[str, Any], findings: Findings) -> dict[str, Any]:
    """Return valid polygons; what was repaired is told."""
    result = {code: shape if shape.is_valid else _repaired(shape) for code, shape in shapes.items()}
    repaired = [code for code, shape in shapes.items() if not shape.is_valid]
    if repaired:
        findings.notes.append(f"repaired invalid polygons: {listed(repaired)}")
    worse = [code for code in repaired if _changed(shapes[code], result[code])]
    if worse:
        findings.doubt(
            "", "", "valid polygons", f"repairing changed the area of {listed(worse)}", "mend them at the source"
        )
    lost = [code for code in repaired if result[code].is_empty]
    if lost:
        findings.fault("", "", "valid polygons", f"nothing left of {listed(lost)}", "mend them at the source")
    return result


def _repaired(shape: Any) -> Any:
    """Return the polygons of a repaired geometry."""
    valid = shapely.make_valid(shape, method="structure")
    return shapely.MultiPolygon([part for part in shapely.get_parts(valid) if part.geom_type == "Polygon"])


def _changed(before: Any, after: Any) -> bool:
    """Whether mending changed an area visibly; of a bow-tie the signed areas cancel, which is a change too."""
    return bool(abs(after.area - before.area) > CHANGED_SHARE * max(before.area, after.area))


def grouped(shapes: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the shapes by the unit on whose map they are."""
    parents = dict.fromkeys(units()[code].parent for code in shapes)
    return {
        parent: {code: shape for code, shape in shapes.items() if units()[code].parent == parent} for parent in parents
    }


def joined_up(parent: str, shapes: Mapping[str, Any], findings: Findings) -> dict[str, Any]:
    """Return the shapes of one map as a coverage; overlaps between neighbours are told."""
    values = np.array(list(shapes.values()), dtype=object)
    total = float(shapely.area(values).sum())
    overlap = total - shapely.union_all(values).area
    if overlap > CHANGED_SHARE * total:
        found = f"{overlap / total:.1%} of the area belongs to two units"
        findings.doubt(name_of(parent), "", "polygons that do not overlap", found, "mend the borders")
    elif not shapely.coverage_is_valid(values):
        findings.notes.append(f"{name_of(parent)}: borders of neighbours were made to match")
    return clean_coverage(shapes)


def check_seats(parent: str, shapes: Mapping[str, Any], findings: Findings) -> None:
    """Tell seats outside their polygon, and units without a polygon whose seat another one holds."""
    for unit in children(parent):
        seat = to_plane(shapely.Point(unit.lon, unit.lat))
        if unit.unit_id in shapes:
            _check_own_seat(unit, shapes[unit.unit_id].distance(seat), findings)
            continue
        holders = [code for code, shape in shapes.items() if shape.contains(seat)]
        if holders:
            found = f"{name_of(holders[0])} holds the seat of {name_of(unit.unit_id)}, which has no polygon"
            findings.doubt(name_of(parent), "", "the division of units.csv", found, "use boundaries of the same year")


def _check_own_seat(unit: Unit, distance: float, findings: Findings) -> None:
    """Tell a seat outside its own polygon."""
    found = f"the seat lies {distance / 1000:.0f} km outside"
    if distance > SEAT_TOLERANCE:
        findings.doubt(
            name_of(unit.unit_id), "", "the seat inside its polygon", found, "check the code and the polygon"
        )
    elif distance > 0:
        findings.notes.append(f"{name_of(unit.unit_id)}: {found} its polygon (tolerated)")


def check_inside(parent: str, region: Any, shapes: Mapping[str, Any], findings: Findings) -> None:
    """Tell districts that reach out of their region."""
    allowed = region.buffer(REGION_TOLERANCE)
    for code, shape in shapes.items():
        share = shape.difference(allowed).area / shape.area
        if share > OUTSIDE_SHARE:
            findings.doubt(
                name_of(code),
                "",
                f"a polygon inside {name_of(parent)}",
                f"{share:.0%} outside",
                "check code and polygon",
            )


def check_complete(parent: str, shapes: Mapping[str, Any], findings: Findings) -> None:
    """Tell which units of a map have no polygon."""
    missing = [unit.unit_id for unit in children(parent) if unit.unit_id not in shapes]
    if not missing:
        return
    text = f"no polygon for {listed(missing)}"
    if len(missing) > len(shapes):
        count = f"{len(shapes)} of {len(missing) + len(shapes)}; {text}"
        findings.doubt(name_of(parent), "", "polygons for at least half of the units", count, "add the missing ones")
    else:
        findings.notes.append(f"{name_of(parent)}: {text}; they get a marker at their seat")


def name_of(code: str) -> str:
    """Return a unit's code and English name, for messages."""
    return f"{code} {units()[code].names['en']}"


def listed(codes: Sequence[str]) -> str:
    """Return codes as text, the first twenty of them."""
    more = f" and {len(codes) - LISTED} more" if len(codes) > LISTED else ""
    return ", ".join(codes[:LISTED]) + more
