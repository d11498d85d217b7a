import pytest
import shapely

from geo.callouts import HEIGHT, Callout, Scene, callout_width, place_callouts
from geo.labels import Label

OUTLINE = shapely.box(300, 100, 700, 500)


def overlap(one: Callout, other: Callout) -> bool:
    return abs(one.x - other.x) < (one.width + other.width) / 2 and abs(one.y - other.y) < HEIGHT


def test_a_callout_is_wide_enough_for_the_longest_of_the_three_names() -> None:
    assert callout_width("631000000") > callout_width("392400000")  # Усть-Каменогорск, Рудный


def test_callouts_stand_beside_the_map_apart_from_one_another_within_the_picture() -> None:
    wanted = {
        code: Label(500 + 30 * i, 300 + 25 * i, 10)
        for i, code in enumerate(("391000000", "391600000", "392000000", "392400000"))
    }
    callouts, _ = place_callouts(wanted, Scene.of(600, OUTLINE, []))
    assert [callout.unit for callout in callouts] == list(wanted)
    for callout in callouts:
        assert callout.width / 2 <= callout.x <= 1000 - callout.width / 2
        assert HEIGHT / 2 <= callout.y <= 600 - HEIGHT / 2
        box = shapely.box(
            callout.x - callout.width / 2, callout.y - HEIGHT / 2, callout.x + callout.width / 2, callout.y + HEIGHT / 2
        )
        assert box.intersection(OUTLINE).area < 0.25 * box.area
    assert not any(overlap(one, other) for one in callouts for other in callouts if one is not other)


def test_leaders_do_not_cross() -> None:
    wanted = {"391000000": Label(600, 150, 10), "392400000": Label(600, 250, 10), "392000000": Label(600, 350, 10)}
    callouts, _ = place_callouts(wanted, Scene.of(600, OUTLINE, []))
    leaders = [shapely.LineString([(c.from_x, c.from_y), (c.x, c.y)]) for c in callouts]
    assert not any(one.crosses(other) for one in leaders for other in leaders if one is not other)


def test_a_callout_leaves_printed_labels_free() -> None:
    """The near places at the right are taken by labels, so it goes elsewhere."""
    wanted = {"391000000": Label(690, 300, 10)}
    free, _ = place_callouts(wanted, Scene.of(600, OUTLINE, []))
    labels = [(850.0, float(y), 150.0, 40.0) for y in range(40, 600, 60)]
    moved, _ = place_callouts(wanted, Scene.of(600, OUTLINE, labels))
    assert free[0].x > 700
    assert moved[0].x < 700


def test_nothing_wanted_nothing_placed() -> None:
    assert place_callouts({}, Scene.of(600, OUTLINE, [])) == ([], 0.0)


def test_the_same_scene_gives_the_same_places() -> None:
    wanted = {"391000000": Label(600, 150, 10), "392400000": Label(610, 160, 10)}
    assert place_callouts(wanted, Scene.of(600, OUTLINE, [])) == place_callouts(wanted, Scene.of(600, OUTLINE, []))


@pytest.mark.parametrize("height", [60.0, 880.0])
def test_a_callout_stays_in_a_picture_of_any_height(height: float) -> None:
    callouts, _ = place_callouts(
        {"391000000": Label(500, 30, 10)}, Scene.of(height, shapely.box(0, 0, 1000, height), [])
    )
    assert 0 <= callouts[0].y <= height
