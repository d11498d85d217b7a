import pytest
import shapely

from geo.labels import label_of, room_at


def test_the_label_of_a_rectangle_is_in_its_middle_with_its_whole_width() -> None:
    label = label_of(shapely.box(100, 100, 400, 200))
    assert (label.x, label.y) == (pytest.approx(250, abs=50), pytest.approx(150, abs=2))
    assert label.room == pytest.approx(2 * min(label.x - 100, 400 - label.x), abs=0.1)


def test_a_label_lies_inside_even_where_the_centre_of_gravity_does_not() -> None:
    horseshoe = shapely.box(0, 0, 300, 300) - shapely.box(60, 60, 240, 301)
    label = label_of(horseshoe)
    assert horseshoe.contains(shapely.Point(label.x, label.y))
    assert not horseshoe.contains(horseshoe.centroid)


def test_a_label_takes_the_largest_part() -> None:
    label = label_of(shapely.MultiPolygon([shapely.box(0, 0, 20, 20), shapely.box(100, 0, 400, 100)]))
    assert label.x > 100


def test_where_the_value_does_not_fit_the_place_with_the_most_room_is_taken() -> None:
    """In a triangle the middle of the ellipse is too high up: nearer to the base is more room."""
    triangle = shapely.Polygon([(0, 0), (90, 0), (45, 60)])
    label = label_of(triangle)
    others = [room_at(triangle, x, y) for x in range(0, 91, 9) for y in range(0, 61, 6)]
    assert label.room >= max(others) - 6
    assert label.room > 0


@pytest.mark.parametrize(("x", "room"), [(50, 100), (20, 40), (90, 20), (150, 0)])
def test_room_is_the_centred_width(x: float, room: float) -> None:
    assert room_at(shapely.box(0, 0, 100, 100), x, 50) == pytest.approx(room)


def test_a_hole_takes_room_away() -> None:
    ring = shapely.box(0, 0, 200, 100) - shapely.box(150, 40, 160, 60)
    assert room_at(ring, 100, 50) == pytest.approx(100)
