from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest
import shapely

from geo.import_checks import (
    Findings,
    check_complete,
    check_inside,
    check_seats,
    code_of,
    joined_up,
    key_column,
    listed,
    mended,
    shapes_by_code,
)
from geo.import_source import Layer
from tests.geo.conftest import ULYTAU

SQUARE = shapely.box(0, 0, 1000, 1000)
DISTRICT, OTHER = "623800000", "623600000"


@pytest.fixture
def findings() -> Findings:
    return Findings("d.gpkg")


def layer(codes: list[Any], shapes: list[Any] | None = None) -> Layer:
    return Layer("d", pd.DataFrame({"KATO": codes}), shapes or [SQUARE] * len(codes), ())


def found(reasons: list[Any]) -> str:
    return "; ".join(reason.found for reason in reasons)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("623800000", "623800000"),
        (" 623800000 ", "623800000"),
        (623800000, "623800000"),
        (623800000.0, "623800000"),
        ("623800000.0", "623800000"),
        (0, "000000000"),
        (None, ""),
        (float("nan"), ""),
        ("", ""),
    ],
)
def test_codes_as_files_write_them(value: Any, code: str) -> None:
    assert code_of(value) == code


@pytest.mark.parametrize(
    ("columns", "asked", "column"),
    [
        ({"name": ["Ulytau"], "KATO": [DISTRICT]}, None, "KATO"),
        ({"kato": [DISTRICT], "code": [DISTRICT]}, None, "kato"),
        ({"kato": ["x"], "CODE": [DISTRICT]}, None, "CODE"),  # a usual name without a known code is passed over
        ({"anything": [DISTRICT]}, None, "anything"),
        ({"a": [1], "b": ["x"]}, None, None),
        ({"kato": [DISTRICT], "mine": [OTHER]}, "mine", "mine"),
        ({"kato": [DISTRICT]}, "mine", None),
        ({}, None, None),
    ],
)
def test_the_column_with_the_codes(columns: dict[str, list[Any]], asked: str | None, column: str | None) -> None:
    assert key_column(pd.DataFrame(columns), asked) == column


def test_a_layer_without_codes_is_a_fault_that_names_its_columns(findings: Findings) -> None:
    shapes_by_code([Layer("d", pd.DataFrame({"name": ["x"], "area": [1]}), [SQUARE], ())], None, findings)
    assert found(findings.faults) == "name, area"


def test_unknown_and_empty_codes_are_doubts_listed(findings: Findings) -> None:
    shapes = shapes_by_code([layer([DISTRICT, "111", "999999999", None])], None, findings)
    assert list(shapes) == [DISTRICT]
    assert found(findings.doubts) == "1 without one; unknown: 111, 999999999"
    assert not findings.faults


def test_repeated_codes_are_a_fault_listed(findings: Findings) -> None:
    shapes_by_code([layer([DISTRICT, OTHER, DISTRICT])], None, findings)
    assert found(findings.faults) == f"repeated: {DISTRICT}"


def test_repeated_codes_are_seen_across_layers(findings: Findings) -> None:
    shapes_by_code([layer([DISTRICT]), layer([DISTRICT])], None, findings)
    assert found(findings.faults) == f"repeated: {DISTRICT}"


@pytest.mark.parametrize("shape", [None, shapely.Point(0, 0), shapely.Polygon()], ids=["none", "point", "empty"])
def test_features_without_a_polygon_are_a_fault(findings: Findings, shape: Any) -> None:
    shapes_by_code([layer([DISTRICT, OTHER], [SQUARE, shape])], None, findings)
    assert found(findings.faults) == f"none for {OTHER}"


def test_the_republics_own_polygon_is_passed_over(findings: Findings) -> None:
    assert list(shapes_by_code([layer(["000000000", DISTRICT])], None, findings)) == [DISTRICT]
    assert not findings.doubts


def test_invalid_polygons_are_repaired_and_said(findings: Findings) -> None:
    spike = shapely.Polygon([(0, 0), (1000, 0), (1000, 1000), (1000, 2000), (1000, 1000), (0, 1000)])
    assert not spike.is_valid
    result = mended({DISTRICT: spike}, findings)
    assert result[DISTRICT].is_valid
    assert result[DISTRICT].area == pytest.approx(SQUARE.area)
    assert findings.notes == [f"repaired invalid polygons: {DISTRICT}"]
    assert not findings.doubts


def test_a_repair_that_changes_the_area_is_a_doubt(findings: Findings) -> None:
    bow_tie = shapely.Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])
    assert mended({DISTRICT: bow_tie}, findings)[DISTRICT].is_valid
    assert DISTRICT in found(findings.doubts)


def test_a_polygon_that_is_nothing_after_the_repair_is_a_fault(findings: Findings) -> None:
    mended({DISTRICT: shapely.Polygon([(0, 0), (1000, 0), (0, 0), (0, 0)])}, findings)
    assert found(findings.faults) == f"nothing left of {DISTRICT}"


def test_overlaps_are_a_doubt_and_are_given_to_one_side(findings: Findings) -> None:
    one, other = shapely.box(0, 0, 1000, 1000), shapely.box(800, 0, 2000, 1000)
    result = joined_up(ULYTAU, {DISTRICT: one, OTHER: other}, findings)
    assert sum(shape.area for shape in result.values()) == pytest.approx(2_000_000)
    assert "belongs to two units" in found(findings.doubts)


def test_borders_that_almost_match_are_made_to_match(findings: Findings) -> None:
    one, other = shapely.box(0, 0, 1000, 1000), shapely.box(999, 0, 2000, 1000)
    joined_up(ULYTAU, {DISTRICT: one, OTHER: other}, findings)
    assert not findings.doubts
    assert findings.notes == ["620000000 Ulytau Region: borders of neighbours were made to match"]


def test_seats_inside_say_nothing(findings: Findings, cells: Mapping[str, dict[str, Any]]) -> None:
    check_seats(ULYTAU, cells[ULYTAU], findings)
    assert (findings.doubts, findings.notes) == ([], [])


def test_swapped_codes_show_by_their_seats(findings: Findings, cells: Mapping[str, dict[str, Any]]) -> None:
    parts = dict(cells[ULYTAU])
    parts[DISTRICT], parts[OTHER] = parts[OTHER], parts[DISTRICT]
    check_seats(ULYTAU, parts, findings)
    assert [reason.table for reason in findings.doubts] == ["623600000 Zhanaarka District", "623800000 Ulytau District"]


def test_a_seat_close_by_is_tolerated_and_said(findings: Findings, cells: Mapping[str, dict[str, Any]]) -> None:
    check_seats("390000000", cells["390000000"], findings)
    assert findings.notes == ["395400000 Kostanay District: the seat lies 7 km outside its polygon (tolerated)"]
    assert not findings.doubts


def test_an_older_division_shows_by_the_seats_of_the_missing(findings: Findings, regions: Mapping[str, Any]) -> None:
    """Before 2022 the Karaganda region held what is Ulytau now."""
    older = {code: shape for code, shape in regions.items() if code != ULYTAU}
    older["350000000"] = shapely.union(regions["350000000"], regions[ULYTAU])
    check_seats("000000000", older, findings)
    assert found(findings.doubts) == (
        "350000000 Karaganda Region holds the seat of 620000000 Ulytau Region, which has no polygon"
    )


def test_a_district_outside_its_region_is_a_doubt(findings: Findings, regions: Mapping[str, Any]) -> None:
    inside, outside = regions[ULYTAU].buffer(-20_000), regions["350000000"]
    check_inside(ULYTAU, regions[ULYTAU], {DISTRICT: inside, OTHER: outside}, findings)
    assert [(reason.table, reason.found) for reason in findings.doubts] == [
        ("623600000 Zhanaarka District", "98% outside")
    ]


def test_a_border_a_little_off_is_tolerated(findings: Findings, regions: Mapping[str, Any]) -> None:
    check_inside(ULYTAU, regions[ULYTAU], {DISTRICT: regions[ULYTAU].buffer(4_000)}, findings)
    assert not findings.doubts


def test_missing_units_are_listed(findings: Findings) -> None:
    check_complete(ULYTAU, dict.fromkeys(["621000000", "622000000", "623600000"], SQUARE), findings)
    assert findings.notes == [
        "620000000 Ulytau Region: no polygon for 621800000, 623800000; they get a marker at their seat"
    ]
    assert not findings.doubts


def test_less_than_half_of_the_units_is_a_doubt(findings: Findings) -> None:
    check_complete(ULYTAU, dict.fromkeys(["621000000", "622000000"], SQUARE), findings)
    assert found(findings.doubts) == "2 of 5; no polygon for 621800000, 623600000, 623800000"


def test_long_lists_are_cut() -> None:
    assert listed([str(i) for i in range(22)]).endswith("18, 19 and 2 more")
