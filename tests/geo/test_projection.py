from math import cos, pi, sin

import pytest
import shapely

from geo.projection import to_degrees, to_plane


def test_the_origin_is_the_meridian_67_at_latitude_48() -> None:
    assert to_plane(shapely.Point(67, 48)).distance(shapely.Point(0, 0)) == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("lon", [50, 67, 86])
@pytest.mark.parametrize("lat", [41, 48, 55])
def test_areas_are_true_everywhere(lon: float, lat: float) -> None:
    """A cell of a hundredth of a degree has the area that the ellipsoid says (WGS 84, within 0.1 %)."""
    cell = shapely.box(lon, lat, lon + 0.01, lat + 0.01)
    a, e2 = 6378137.0, 0.00669437999
    phi = (lat + 0.005) * pi / 180
    step = 0.01 * pi / 180
    meridian = a * (1 - e2) / (1 - e2 * sin(phi) ** 2) ** 1.5
    parallel = a * cos(phi) / (1 - e2 * sin(phi) ** 2) ** 0.5
    assert to_plane(cell).area == pytest.approx(meridian * step * parallel * step, rel=1e-3)


def test_there_and_back() -> None:
    point = shapely.Point(76.9115, 43.2525)
    assert to_degrees(to_plane(point)).distance(point) < 1e-9
