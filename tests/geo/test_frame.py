import pytest
import shapely

from geo.frame import EDGE, MAX_HEIGHT, WIDTH, Margins, fit


@pytest.mark.parametrize(
    "bounds", [(0.0, 0.0, 3e6, 1e6), (0.0, 0.0, 1e5, 9e5), (-5e5, -5e5, 5e5, 5e5)], ids=["wide", "tall", "square"]
)
@pytest.mark.parametrize("margins", [Margins(), Margins(170, 70, 70)], ids=["none", "wide margins"])
def test_an_outline_fills_the_picture_and_stays_within_its_margins(
    bounds: tuple[float, float, float, float], margins: Margins
) -> None:
    frame = fit(bounds, margins)
    west, north, east, south = frame.place(shapely.box(*bounds)).bounds
    assert west >= margins.side - 1e-6
    assert east <= WIDTH - margins.side + 1e-6
    assert north == pytest.approx(margins.top)
    assert south <= frame.height - margins.bottom + 1e-6
    assert frame.height <= MAX_HEIGHT
    assert west == pytest.approx(margins.side) or frame.height == pytest.approx(MAX_HEIGHT)
    assert (west + east) / 2 == pytest.approx(WIDTH / 2)


def test_north_is_up() -> None:
    frame = fit((0.0, 0.0, 1000.0, 500.0), Margins())
    assert frame.place(shapely.Point(0, 500)).y == pytest.approx(EDGE)
    assert frame.place(shapely.Point(0, 0)).y > frame.place(shapely.Point(0, 500)).y
