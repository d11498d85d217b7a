import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely

from dashboard.errors import GeographyRefused
from dashboard.settings import Settings
from geo.import_source import read_layers
from geo.projection import to_plane

Maker = Callable[..., str]
SQUARE = shapely.box(66.0, 47.0, 68.0, 49.0)
UTM = "EPSG:32642"


@pytest.fixture
def frame() -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame({"KATO": ["623800000"]}, geometry=[SQUARE], crs="EPSG:4326")


def written(frame: geopandas.GeoDataFrame, path: Path, form: str) -> Path:
    """A file of boundaries in one of the forms that can be read."""
    if form == "geojson":
        frame.to_file(path / "d.geojson", driver="GeoJSON")
        return path / "d.geojson"
    if form == "gpkg":
        frame.to_file(path / "d.gpkg", layer="districts", driver="GPKG")
        return path / "d.gpkg"
    folder = path / "shape"
    folder.mkdir()
    frame.to_file(folder / "d.shp", driver="ESRI Shapefile", encoding="utf-8")
    if form in {"folder", "shp"}:
        return folder if form == "folder" else folder / "d.shp"
    with zipfile.ZipFile(path / "d.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in folder.iterdir():
            archive.write(file, f"data/{file.name}")
    return path / "d.zip"


@pytest.mark.parametrize("form", ["geojson", "gpkg", "shp", "folder", "zip"])
@pytest.mark.parametrize("crs", ["EPSG:4326", UTM])
def test_every_form_gives_the_same_polygon(
    frame: geopandas.GeoDataFrame, tmp_path: Path, settings: Settings, form: str, crs: str
) -> None:
    if form == "geojson":
        crs = "EPSG:4326"  # RFC 7946 knows no other
    (layer,) = read_layers(written(frame.to_crs(crs), tmp_path, form), settings)
    assert list(layer.table["KATO"]) == ["623800000"]
    assert layer.shapes[0].symmetric_difference(to_plane(SQUARE)).area < 1e-4 * to_plane(SQUARE).area


def test_degrees_without_a_coordinate_system_are_taken_for_wgs84_and_said(
    frame: geopandas.GeoDataFrame, tmp_path: Path, settings: Settings
) -> None:
    path = written(frame, tmp_path, "shp")
    path.with_suffix(".prj").unlink()
    (layer,) = read_layers(path, settings)
    assert layer.shapes[0].area == pytest.approx(to_plane(SQUARE).area)
    assert "taken for WGS 84" in " ".join(layer.notes)


def test_metres_without_a_coordinate_system_are_refused(
    frame: geopandas.GeoDataFrame, tmp_path: Path, settings: Settings
) -> None:
    path = written(frame.to_crs(UTM), tmp_path, "shp")
    path.with_suffix(".prj").unlink()
    with pytest.raises(GeographyRefused, match=r"add the \.prj file"):
        read_layers(path, settings)


@pytest.mark.parametrize(
    "shape",
    [shapely.box(500_000, 5_000_000, 600_000, 5_100_000), shapely.box(47, 66, 49, 68)],
    ids=["metres", "swapped"],
)
def test_degrees_that_are_not_kazakhstans_are_refused(
    shape: Any, collection: Maker, tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "d.geojson"
    path.write_text(collection({"623800000": shape}), encoding="utf-8")
    with pytest.raises(GeographyRefused, match="no longitudes and latitudes of Kazakhstan"):
        read_layers(path, settings)


def test_all_layers_of_polygons_are_read_or_one_by_name(
    frame: geopandas.GeoDataFrame, tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "d.gpkg"
    frame.to_file(path, layer="districts", driver="GPKG")
    frame.to_file(path, layer="regions", driver="GPKG")
    frame.set_geometry(frame.representative_point()).to_file(path, layer="seats", driver="GPKG")
    assert [layer.place for layer in read_layers(path, settings)] == ["d.gpkg: districts", "d.gpkg: regions"]
    assert [layer.place for layer in read_layers(path, settings, "regions")] == ["d.gpkg: regions"]
    with pytest.raises(GeographyRefused, match="a layer of polygons named 'seats'"):
        read_layers(path, settings, "seats")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("d.geojson", "{", "save it anew"),
        ("d.geojson", '{"type": "FeatureCollection", "features": []}', "a layer of polygons"),
        ("d.txt", "x", "nothing of the kind"),
        ("d.zip", "x", "a zip without password"),
    ],
)
def test_files_that_cannot_be_read_are_refused(
    tmp_path: Path, settings: Settings, name: str, content: str, reason: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GeographyRefused, match=reason):
        read_layers(path, settings)


def test_a_missing_file_is_refused(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(GeographyRefused, match="no such file"):
        read_layers(tmp_path / "none.gpkg", settings)


@pytest.mark.parametrize("name", ["../d.geojson", "/d.geojson", "a/../../d.geojson", "C:/d.geojson", "..\\d.geojson"])
def test_a_zip_that_leads_out_of_itself_is_refused(
    collection: Maker, tmp_path: Path, settings: Settings, name: str
) -> None:
    path = tmp_path / "in" / "d.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, collection({"623800000": SQUARE}))
    with pytest.raises(GeographyRefused, match="a name that leads out of it"):
        read_layers(path, settings)
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["d.zip"]


def test_a_zip_damaged_inside_is_refused(collection: Maker, tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "d.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("d.geojson", collection({"623800000": SQUARE}))
        start = archive.getinfo("d.geojson").header_offset
    packed = bytearray(path.read_bytes())
    packed[start + 45 : start + 60] = b"\xff" * 15
    path.write_bytes(packed)
    with pytest.raises(GeographyRefused, match="pack it anew"):
        read_layers(path, settings)


def test_a_zip_bomb_is_refused(tmp_path: Path, settings: Settings) -> None:
    """Q-86: an entry above the limit may not be packed more tightly than the limit of the ratio."""
    path = tmp_path / "d.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("d.geojson", json.dumps({"type": "FeatureCollection"}) + " " * 3_000_000)
    with pytest.raises(GeographyRefused, match="at most 1 MB unpacked"):
        read_layers(path, replace(settings, zip_entry_limit=1_000_000))


def test_a_zip_with_the_same_name_twice_is_refused(collection: Maker, tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "d.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/d.geojson", collection({"623800000": SQUARE}))
        archive.writestr("b/d.geojson", collection({"623800000": SQUARE}))
    with pytest.raises(GeographyRefused, match="the same name in two folders"):
        read_layers(path, settings)


def test_a_zip_with_a_crowd_of_files_is_refused(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "d.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for i in range(201):
            archive.writestr(f"{i}.txt", "")
    with pytest.raises(GeographyRefused, match="at most 200 files"):
        read_layers(path, settings)
