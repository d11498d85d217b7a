"""Reading a file of boundaries: GeoJSON, GeoPackage, shapefile; single, in a folder, in a zip."""

from __future__ import annotations

import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyproj import CRS

from dashboard.errors import GeographyRefused, Refusal
from dashboard.settings import Settings
from geo.projection import from_crs_to_plane, to_plane

READABLE = (".geojson", ".json", ".gpkg", ".shp")
_BESIDE = (".shx", ".dbf", ".prj", ".cpg")  # the other files of a shapefile
FORMATS = "a GeoJSON, a GeoPackage or a shapefile (with its .dbf, .shx, .prj), single, in a folder or in a zip"

ENTRY_COUNT_LIMIT = 200
UNPACKED_LIMIT = 2 * 1024**3  # bytes of a whole zip
_CHUNK = 1024 * 1024
# How a damaged or locked archive shows while it is opened and unpacked.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)

# Degrees: whatever lies within is taken for longitude and latitude of Kazakhstan.
_DEGREES = (40.0, 35.0, 95.0, 60.0)


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of polygons.

    Attributes
    ----------
    place
        File and layer, for messages.
    table
        Its attributes: one row is one feature.
    shapes
        Geometries on the map's plane, aligned with `table`.
    notes
        What was assumed.
    """

    place: str
    table: pd.DataFrame
    shapes: Sequence[Any]
    notes: tuple[str, ...]


def read_layers(path: Path, settings: Settings, layer: str | None = None) -> list[Layer]:
    """Read the layers of polygons of a file, folder or zip.

    Parameters
    ----------
    path
        What to read.
    settings
        Its limits of zip entries hold here too (Q-86).
    layer
        Only the layer of this name.

    Raises
    ------
    GeographyRefused
        If nothing can be read, or a layer's coordinate system cannot be told.
    """
    with _files(path, settings) as files:
        layers = [found for file in files for found in _layers_of(file, layer)]
    if not layers:
        named = f" named {layer!r}" if layer else ""
        _refuse(path.name, "", f"a layer of polygons{named}", "none", "choose another file or layer")
    return layers


@contextmanager
def _files(path: Path, settings: Settings) -> Iterator[list[Path]]:
    """Return the readable files; those of a zip are unpacked for as long as they are needed."""
    if not path.exists():
        _refuse(path.name, "", FORMATS, "no such file", "check the path")
    if path.suffix.lower() != ".zip" or path.is_dir():
        yield _readable(sorted(path.iterdir()) if path.is_dir() else [path], path)
        return
    with tempfile.TemporaryDirectory(prefix="belsendi-geo-") as folder:
        yield _readable(_unpack(path, Path(folder), settings), path)


def _readable(files: Sequence[Path], path: Path) -> list[Path]:
    """Return the files that hold layers."""
    found = [file for file in files if file.suffix.lower() in READABLE]
    if not found:
        _refuse(path.name, "", FORMATS, "nothing of the kind", "choose another file")
    return found


def _unpack(path: Path, folder: Path, settings: Settings) -> list[Path]:
    """Unpack what can be used of a zip; names are cut to their last part, sizes counted while unpacking."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check_entries(path, entries)
            wanted = [entry for entry in entries if Path(entry.filename).suffix.lower() in READABLE + _BESIDE]
            left = UNPACKED_LIMIT
            for entry in wanted:
                by_ratio = settings.zip_ratio_limit * max(entry.compress_size, 1)
                limit = min(left, max(settings.zip_entry_limit, by_ratio))
                left -= _unpack_entry(archive, entry, folder, limit)
    except _DAMAGED as error:
        _refuse(path.name, "", "a zip without password", str(error), "pack it anew")
    return sorted(folder.iterdir())


def _check_entries(path: Path, entries: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse a zip whose names leave its folder or cannot be told apart, or that has too many."""
    names = [PurePosixPath(entry.filename.replace("\\", "/")) for entry in entries]
    outside = [str(name) for name in names if name.is_absolute() or ".." in name.parts or ":" in str(name)]
    if outside:
        _refuse(path.name, outside[0], "names inside the zip", "a name that leads out of it", "pack it anew")
    if len(entries) > ENTRY_COUNT_LIMIT:
        _refuse(path.name, "", f"at most {ENTRY_COUNT_LIMIT} files", str(len(entries)), "pack only the boundaries")
    plain = [name.name.lower() for name in names if name.suffix.lower() in READABLE + _BESIDE]
    twice = sorted({name for name in plain if plain.count(name) > 1})
    if twice:
        _refuse(path.name, twice[0], "different names", "the same name in two folders", "pack one set of boundaries")


def _unpack_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, limit: float) -> int:
    """Unpack one file and return its size; stops as soon as it grows beyond the limit (Q-86)."""
    target = folder / PurePosixPath(entry.filename.replace("\\", "/")).name
    size = 0
    with archive.open(entry) as source, target.open("wb") as sink:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                place = Path(str(archive.filename)).name
                _refuse(place, entry.filename, f"at most {limit / 1e6:.0f} MB unpacked", "more", "unpack it yourself")
            sink.write(chunk)
    return size


def _layers_of(file: Path, wanted: str | None) -> Iterator[Layer]:
    """Return the layers of polygons of one file."""
    try:
        for name, kind in pyogrio.list_layers(file):
            if wanted in {None, name} and _may_hold_polygons(kind):
                yield from _layer(file, name)
    except pyogrio.errors.DataSourceError as error:
        _refuse(file.name, "", FORMATS, str(error), "save it anew or choose another file")


def _may_hold_polygons(kind: str | None) -> bool:
    """Whether a layer of this kind can hold polygons."""
    return kind is not None and ("Polygon" in kind or kind in {"Unknown", "GeometryCollection"})


def _layer(file: Path, name: str) -> Iterator[Layer]:
    """Read one layer onto the map's plane; an empty one is no layer."""
    place = file.name if name == file.stem else f"{file.name}: {name}"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        meta, _, geometry, fields = pyogrio.raw.read(file, layer=name)
    table = pd.DataFrame(dict(zip(meta["fields"], fields, strict=True)), index=range(len(geometry)))
    if table.empty:
        return
    shapes = shapely.force_2d(shapely.from_wkb(geometry))
    plane, notes = _on_plane(place, shapes, meta["crs"])
    yield Layer(place, table, list(plane), (*notes, *(f"{place}: {warning.message}" for warning in caught)))


def _on_plane(place: str, shapes: Any, crs: str | None) -> tuple[Any, list[str]]:
    """Return shapes on the map's plane.

    Where no coordinate system is given, numbers that look like degrees of Kazakhstan are taken for WGS 84.
    """
    degrees = _look_like_degrees(shapes)
    if crs is None:
        if not degrees:
            _refuse(place, "", "a coordinate system", "none, and numbers that are not degrees", "add the .prj file")
        return to_plane(shapes), [f"{place}: no coordinate system is given; the numbers are taken for WGS 84 degrees"]
    system = CRS.from_user_input(crs)
    if system.is_geographic and not degrees:
        found = "numbers that are no longitudes and latitudes of Kazakhstan"
        _refuse(place, "", f"degrees ({system.name})", found, "give the right coordinate system, longitude first")
    return from_crs_to_plane(shapes, system), []


def _look_like_degrees(shapes: Any) -> bool:
    """Whether the coordinates may be longitudes and latitudes of Kazakhstan."""
    west, south, east, north = shapely.total_bounds(shapes)
    inside = np.array([west - _DEGREES[0], south - _DEGREES[1], _DEGREES[2] - east, _DEGREES[3] - north])
    return bool((inside >= 0).all())


def _refuse(file: str, table: str, expected: str, found: str, remedy: str) -> NoReturn:
    """Refuse a file for one reason."""
    raise GeographyRefused([Refusal(file, table, "", expected, found, remedy)])
