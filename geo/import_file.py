"""``belsendi geo import``: boundaries from a file take the place of the shipped map."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from dashboard.errors import GeographyRefused, Refusal
from dashboard.settings import Settings
from geo.boundaries import load_regions, simplify_coverage, to_plane_all
from geo.drawing import Drawing, Origin, draw
from geo.import_checks import (
    Findings,
    check_complete,
    check_inside,
    check_seats,
    grouped,
    joined_up,
    mended,
    shapes_by_code,
)
from geo.import_source import read_layers
from geo.maps import imported_folder
from geo.projection import to_plane
from geo.svg import write_svg
from geo.units import REPUBLIC, children

DETAIL = 1200  # a border is simplified to this fraction of the map's longer side


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to read a file.

    Attributes
    ----------
    key
        The column with the KATO codes, where it cannot be found by itself.
    layer
        The layer to read, where not all of them should be.
    credit
        Whose boundaries they are, for the line under the map.
    accept_doubts
        Whether to go on where the file does not fit well; see `geo.import_checks`.
    """

    key: str | None = None
    layer: str | None = None
    credit: str = ""
    accept_doubts: bool = False


_USUAL = ImportOptions()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes
    ----------
    drawings
        Codes of the units whose maps were replaced.
    shapes
        Number of polygons taken.
    notes
        What was found, assumed or mended.
    accepted
        Doubts that were accepted.
    folder
        Where the drawings are.
    """

    drawings: tuple[str, ...]
    shapes: int
    notes: tuple[str, ...]
    accepted: tuple[Refusal, ...]
    folder: Path


def import_boundaries(path: Path, settings: Settings, options: ImportOptions = _USUAL) -> ImportReport:
    """Replace maps by boundaries from a file; the maps of units that are not in it stay.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, shapefile; single, in a folder, in a zip.
    settings
        Where the maps go.
    options
        How to read it, and what to accept.

    Raises
    ------
    GeographyRefused
        If the file does not fit; nothing has changed then.
    """
    findings = Findings(path.name)
    shapes = shapes_by_code(read_layers(path, settings, options.layer), options.key, findings)
    _stop_on(findings.faults)
    if not shapes:
        findings.fault(
            "", options.key or "", "codes of regions or districts", "none of them", "check the codes, or name --key"
        )
        _stop_on(findings.faults)
    maps = _checked_maps(mended(shapes, findings), findings)
    _stop_on(findings.faults, () if options.accept_doubts else findings.doubts)
    with _replaced_together(imported_folder(settings)) as staging:
        for parent, parts in maps.items():
            write_svg(_drawing(parent, parts, options.credit), staging)
    return ImportReport(
        tuple(maps), len(shapes), tuple(findings.notes), tuple(findings.doubts), imported_folder(settings)
    )


def _stop_on(faults: Sequence[Refusal], doubts: Sequence[Refusal] = ()) -> None:
    """Refuse the file if there are reasons; doubts say how to accept them."""
    acceptable = [
        Refusal(d.file, d.table, d.column, d.expected, d.found, f"{d.remedy}, or pass --accept-doubts") for d in doubts
    ]
    if faults or acceptable:
        raise GeographyRefused([*faults, *acceptable])


def _checked_maps(shapes: Mapping[str, Any], findings: Findings) -> dict[str, dict[str, Any]]:
    """Return the shapes of each map, joined up and checked."""
    regions = to_plane_all(load_regions()) | {code: shapes[code] for code in shapes if code in _region_codes()}
    maps: dict[str, dict[str, Any]] = {}
    for parent, parts in grouped(shapes).items():
        check_complete(parent, parts, findings)
        check_seats(parent, parts, findings)
        if parent != REPUBLIC:
            check_inside(parent, regions[parent], parts, findings)
        maps[parent] = joined_up(parent, parts, findings)
    return maps


def _region_codes() -> set[str]:
    """Return the codes of the regions."""
    return {unit.unit_id for unit in children(REPUBLIC)}


def _drawing(parent: str, parts: Mapping[str, Any], credit: str) -> Drawing:
    """Return the drawing of one map; units without a polygon get a marker at their seat."""
    west, south, east, north = shapely.total_bounds(np.array(list(parts.values()), dtype=object))
    tolerance = max(east - west, north - south) / DETAIL
    seats = {
        unit.unit_id: to_plane(shapely.Point(unit.lon, unit.lat))
        for unit in children(parent)
        if unit.unit_id not in parts
    }
    return draw(
        parent,
        simplify_coverage(parts, tolerance),
        Origin(schematic=False, credit=" ".join(credit.split())),
        markers=seats,
    )


@contextmanager
def _replaced_together(folder: Path) -> Iterator[Path]:
    """Give a copy of a folder to write into; it takes the folder's place only if everything went well."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    before = folder.with_name(f"{folder.name}.before")
    if before.exists() and not folder.exists():  # an earlier import was cut off between two renames
        before.rename(folder)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        staging = Path(scratch) / folder.name
        if folder.exists():
            shutil.copytree(folder, staging)
        else:
            staging.mkdir()
        yield staging
        shutil.rmtree(before, ignore_errors=True)
        if folder.exists():
            folder.rename(before)
        _put(staging, folder, before)
        shutil.rmtree(before, ignore_errors=True)


def _put(staging: Path, folder: Path, before: Path) -> None:
    """Give a new folder its place; where that fails the one before gets it back."""
    try:
        staging.rename(folder)
    except OSError:
        if before.exists():
            before.rename(folder)
        raise
