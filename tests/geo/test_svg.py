import gzip
import re
from functools import reduce
from pathlib import Path
from xml.etree import ElementTree

import pytest
import shapely

from geo.boundaries import CREDIT
from geo.callouts import HEIGHT, callout_width
from geo.drawing import Drawing, Origin
from geo.labels import VALUE_WIDTH, Label
from geo.maps import DRAWINGS_FOLDER
from geo.svg import path_data, svg_text, write_svg
from geo.units import REPUBLIC, children, mapped, units

NS = "{http://www.w3.org/2000/svg}"


def root_of(code: str) -> ElementTree.Element:
    return ElementTree.parse(DRAWINGS_FOLDER / f"{code}.svg").getroot()  # noqa: S314 (our own file)


def anchors(root: ElementTree.Element) -> dict[str, dict[str, str]]:
    return {node.attrib["data-unit"]: node.attrib for node in root.iter(f"{NS}circle") if node.get("class") == "anchor"}


def boxes(root: ElementTree.Element) -> dict[str, tuple[float, float, float]]:
    """The callouts: middle and width, units of the viewBox."""
    height = float(root.attrib["viewBox"].split()[3])
    found = {}
    for code, anchor in anchors(root).items():
        if "data-callout" in anchor:
            x, y = map(float, anchor["data-callout"].split(","))
            found[code] = (x * 10, y * height / 100, callout_width(code))
    return found


def polygons(data: str) -> list[shapely.Polygon]:
    """The rings of path data, read as SVG says: an absolute start, then relative steps."""
    found = []
    for ring in data.split("z")[:-1]:
        numbers = [float(number) for number in re.findall(r"-?(?:\d+(?:\.\d+)?|\.\d+)", ring)]
        points = [(numbers[0], numbers[1])]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            points.append((round(points[-1][0] + dx, 1), round(points[-1][1] + dy, 1)))
        found.append(shapely.Polygon(points))
    return found


def drawn(data: str) -> shapely.Geometry:
    """What path data fill by the even-odd rule; rounding may make a ring touch itself by a tenth."""
    return reduce(shapely.symmetric_difference, (shapely.make_valid(ring) for ring in polygons(data)))


@pytest.mark.parametrize("code", mapped())
def test_every_unit_has_a_shape_and_an_anchor_in_the_order_of_the_units(code: str) -> None:
    root = root_of(code)
    expected = [unit.unit_id for unit in children(code)]
    paths = [node.attrib["data-unit"] for node in root.find(f"{NS}g[@class='shapes']") or ()]
    assert paths == expected
    assert list(anchors(root)) == expected


def test_all_249_units_are_drawn_or_drawn_in() -> None:
    found = {code for parent in mapped() for code in anchors(root_of(parent))}
    assert found | {REPUBLIC} == set(units())
    assert len(found) + 1 == 249


@pytest.mark.parametrize("code", mapped())
def test_root_says_what_it_is_and_nothing_is_coloured(code: str) -> None:
    root = root_of(code)
    assert root.attrib["class"] == "geo"
    assert root.attrib["data-map"] == code
    assert root.attrib["data-schematic"] == ("false" if code == REPUBLIC else "true")
    assert root.attrib["data-credit"] == root.findtext(f"{NS}metadata") == CREDIT
    assert "data-unit" not in root.attrib
    assert not {"fill", "stroke", "style"} & {name for node in root.iter() for name in node.attrib}


@pytest.mark.parametrize("code", mapped())
def test_labels_lie_inside_their_shapes(code: str) -> None:
    root = root_of(code)
    shapes = {
        node.attrib["data-unit"]: node.attrib["d"] for node in root.iter(f"{NS}path") if node.get("class") is None
    }
    for unit, anchor in anchors(root).items():
        point = shapely.Point(float(anchor["cx"]), float(anchor["cy"]))
        assert any(polygon.buffer(0.2).contains(point) for polygon in polygons(shapes[unit])), unit


@pytest.mark.parametrize("code", mapped())
def test_callouts_keep_within_the_picture_and_apart(code: str) -> None:
    root = root_of(code)
    height = float(root.attrib["viewBox"].split()[3])
    found = boxes(root)
    for unit, (x, y, width) in found.items():
        assert width / 2 <= x <= 1000 - width / 2, unit
        assert HEIGHT / 2 - 1 <= y <= height - HEIGHT / 2 + 1, unit
    for one, (x, y, width) in found.items():
        for other, (x2, y2, width2) in found.items():
            assert one == other or abs(x - x2) > (width + width2) / 2 or abs(y - y2) > HEIGHT - 1, (one, other)


@pytest.mark.parametrize("code", mapped())
def test_callouts_do_not_cover_printed_labels_and_every_one_has_a_leader(code: str) -> None:
    root = root_of(code)
    height = float(root.attrib["viewBox"].split()[3])
    found = boxes(root)
    leads = {node.attrib["data-unit"] for node in root.iter(f"{NS}path") if node.get("class") == "lead"}
    dots = {node.attrib["data-unit"] for node in root.iter(f"{NS}circle") if node.get("class") == "dot"}
    assert leads == dots == set(found)
    for unit, anchor in anchors(root).items():
        if unit not in found:
            x, y = float(anchor["data-x"]) * 10, float(anchor["data-y"]) * height / 100
            # Within the text itself: half of 30 x 12 pixels of a map that is 410 wide.
            hidden = [
                other
                for other, (cx, cy, width) in found.items()
                if abs(x - cx) < width / 2 + 30 and abs(y - cy) < HEIGHT / 2 + 10
            ]
            assert not hidden, (unit, hidden)


def test_the_republic_has_callouts_for_its_four_small_units() -> None:
    assert set(boxes(root_of(REPUBLIC))) == {"610000000", "710000000", "750000000", "790000000"}


def test_cities_of_regions_have_callouts() -> None:
    for parent in mapped()[1:]:
        cities = {unit.unit_id for unit in children(parent) if unit.is_city}
        assert cities <= set(boxes(root_of(parent)))


@pytest.mark.parametrize("code", mapped())
def test_drawn_shapes_have_no_gaps_and_no_overlaps(code: str) -> None:
    """Rounding moves both sides of a border alike: areas add up to the area of the outline."""
    root = root_of(code)
    data = [node.attrib["d"] for node in root.iter(f"{NS}path") if node.get("class") is None]
    shapes = [drawn(one) for one in data]
    whole = shapely.union_all(shapes)
    assert sum(shape.area for shape in shapes) == pytest.approx(whole.area, rel=1e-4)
    gaps = [shapely.Polygon(ring).area for part in shapely.get_parts(whole) for ring in shapely.get_rings(part)[1:]]
    assert len([gap for gap in gaps if gap > 1]) == HOLES.get(code, 0)


# Regions around a city of republican significance, which is a region of its own.
HOLES = {"110000000": 1, "190000000": 1, "610000000": 1}


@pytest.mark.parametrize("code", mapped())
def test_whatever_has_no_callout_has_room_for_its_value(code: str) -> None:
    for unit, anchor in anchors(root_of(code)).items():
        assert "data-callout" in anchor or float(anchor["data-room"]) >= round(VALUE_WIDTH), unit


def test_drawings_are_small() -> None:
    sizes = {code: len(gzip.compress((DRAWINGS_FOLDER / f"{code}.svg").read_bytes(), mtime=0)) for code in mapped()}
    assert sizes[REPUBLIC] < 25_000
    assert max(sizes.values()) == sizes[REPUBLIC]


@pytest.mark.parametrize(
    ("shape", "data"),
    [
        (shapely.Polygon([(0, 0), (10, 0), (10, 5.04), (0, 5)]), "M0 0l10 0 0 5-10 0z"),
        (shapely.Polygon([(1.25, 1), (1.5, 1), (1.5, 0.75)]), "M1.2 1l.3 0 0-.2z"),
        (shapely.Polygon([(0, 0), (0.01, 0), (0.01, 0.01)]), ""),  # smaller than a tenth
    ],
)
def test_path_data(shape: shapely.Polygon, data: str) -> None:
    assert path_data(shape) == data


def test_path_data_of_holes_and_parts_says_the_area() -> None:
    shape = shapely.MultiPolygon([shapely.box(0, 0, 10, 10) - shapely.box(2, 2, 4, 4), shapely.box(20, 0, 30, 10)])
    assert drawn(path_data(shape)).area == pytest.approx(196)


def test_a_drawing_is_written_whole(tmp_path: Path) -> None:
    drawing = Drawing(
        "620000000",
        500.0,
        {"621000000": shapely.box(0, 0, 10, 10)},
        {"621000000": Label(5, 5, 10)},
        [],
        Origin(schematic=False, credit='<"&'),
    )
    path = write_svg(drawing, tmp_path / "new")
    assert [file.name for file in path.parent.iterdir()] == ["620000000.svg"]
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314
    assert root.attrib["data-credit"] == '<"&'
    assert path.read_text(encoding="utf-8") == svg_text(drawing)
