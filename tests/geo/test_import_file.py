from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import shapely

import geo.import_file
from dashboard.errors import GeographyRefused
from dashboard.settings import Settings
from geo.boundaries import load_regions
from geo.import_file import ImportOptions, import_boundaries
from geo.maps import DRAWINGS_FOLDER, describe, imported_folder, svg_path
from tests.geo.conftest import ULYTAU

Maker = Callable[..., str]
DISTRICT, OTHER = "623800000", "623600000"


@pytest.fixture
def save(tmp_path: Path, collection: Maker) -> Callable[[Mapping[str, Any]], Path]:
    """Save shapes by code as a file of boundaries."""

    def write(shapes: Mapping[str, Any]) -> Path:
        path = tmp_path / "districts.geojson"
        path.write_text(collection(shapes), encoding="utf-8")
        return path

    return write


Save = Callable[[Mapping[str, Any]], Path]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_map_is_replaced_and_no_longer_schematic(ulytau: dict[str, Any], save: Save, settings: Settings) -> None:
    report = import_boundaries(save(ulytau), settings, ImportOptions(credit="Committee of geodesy"))
    assert (report.drawings, report.shapes, report.notes, report.accepted) == ((ULYTAU,), 5, (), ())
    assert svg_path(ULYTAU, settings).parent == report.folder == imported_folder(settings)
    assert {"schematic": False, "credit": "Committee of geodesy"}.items() <= describe(ULYTAU, settings).items()
    assert [path.name for path in settings.data_folder.iterdir()] == ["geo"]


def test_the_other_maps_stay(ulytau: dict[str, Any], save: Save, settings: Settings) -> None:
    import_boundaries(save(ulytau), settings)
    assert [path.name for path in imported_folder(settings).iterdir()] == [f"{ULYTAU}.svg"]
    assert svg_path("350000000", settings).parent == DRAWINGS_FOLDER


def test_an_earlier_import_of_another_map_stays(ulytau: dict[str, Any], save: Save, settings: Settings) -> None:
    kept = imported_folder(settings) / "100000000.svg"
    kept.parent.mkdir(parents=True)
    kept.write_text("<svg/>", encoding="utf-8")
    import_boundaries(save(ulytau), settings)
    assert set(files(imported_folder(settings))) == {"100000000.svg", f"{ULYTAU}.svg"}
    assert kept.read_text(encoding="utf-8") == "<svg/>"


def test_units_without_a_polygon_get_a_marker(ulytau: dict[str, Any], save: Save, settings: Settings) -> None:
    town = "621000000"
    del ulytau[town]
    report = import_boundaries(save(ulytau), settings)
    assert any(town in note for note in report.notes)
    root = ElementTree.parse(svg_path(ULYTAU, settings)).getroot()  # noqa: S314
    marked = [node for node in root.iter() if node.get("data-unit") == town]
    assert {node.get("class") for node in marked} == {"lead", "dot marker", "anchor"}


def test_a_town_that_is_part_of_a_district_in_the_file_is_a_doubt(
    ulytau: dict[str, Any], save: Save, settings: Settings
) -> None:
    town = ulytau.pop("621000000")
    ulytau[DISTRICT] = shapely.union(ulytau[DISTRICT], town)
    with pytest.raises(GeographyRefused, match="623800000 Ulytau District holds the seat of 621000000 Zhezkazgan"):
        import_boundaries(save(ulytau), settings)


def test_a_file_that_does_not_fit_changes_nothing_and_says_why(
    ulytau: dict[str, Any], save: Save, settings: Settings
) -> None:
    import_boundaries(save(ulytau), settings)
    before = files(settings.data_folder)
    ulytau[DISTRICT], ulytau[OTHER] = ulytau[OTHER], ulytau[DISTRICT]
    with pytest.raises(GeographyRefused) as refused:
        import_boundaries(save(ulytau), settings)
    assert {reason.table[:9] for reason in refused.value.reasons} == {DISTRICT, OTHER}
    assert all("--accept-doubts" in reason.remedy for reason in refused.value.reasons)
    assert files(settings.data_folder) == before


def test_doubts_can_be_accepted_and_are_reported(ulytau: dict[str, Any], save: Save, settings: Settings) -> None:
    ulytau["999999999"] = shapely.box(66, 47, 67, 48)
    path = save(ulytau)
    with pytest.raises(GeographyRefused, match="unknown: 999999999"):
        import_boundaries(path, settings)
    report = import_boundaries(path, settings, ImportOptions(accept_doubts=True))
    assert [reason.found for reason in report.accepted] == ["unknown: 999999999"]


def test_faults_cannot_be_accepted(ulytau: dict[str, Any], save: Save, settings: Settings) -> None:
    ulytau[DISTRICT] = shapely.Point(67, 48)
    with pytest.raises(GeographyRefused, match=f"none for {DISTRICT}"):
        import_boundaries(save(ulytau), settings, ImportOptions(accept_doubts=True))


def test_a_file_of_other_codes_is_refused(save: Save, settings: Settings) -> None:
    with pytest.raises(GeographyRefused, match="name the column with --key"):
        import_boundaries(save({"1": shapely.box(66, 47, 67, 48)}), settings)


def test_an_import_that_breaks_while_writing_leaves_the_maps_as_they_were(
    ulytau: dict[str, Any], save: Save, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_boundaries(save(ulytau), settings, ImportOptions(credit="first"))
    before = files(settings.data_folder)

    def full_disk(*_: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(geo.import_file, "write_svg", full_disk)
    with pytest.raises(OSError, match="no space left"):
        import_boundaries(save(ulytau), settings, ImportOptions(credit="second"))
    assert files(settings.data_folder) == before
    assert [path.name for path in settings.data_folder.iterdir()] == ["geo"]


def test_an_import_cut_off_between_two_renames_is_mended_by_the_next(
    ulytau: dict[str, Any], save: Save, settings: Settings
) -> None:
    lost = settings.data_folder / "geo.before" / "100000000.svg"
    lost.parent.mkdir(parents=True)
    lost.write_text("<svg/>", encoding="utf-8")
    import_boundaries(save(ulytau), settings)
    assert set(files(settings.data_folder)) == {"geo/100000000.svg", f"geo/{ULYTAU}.svg"}


def test_the_republics_map_can_be_imported_too(save: Save, settings: Settings) -> None:
    report = import_boundaries(save(load_regions()), settings)
    assert report.drawings == ("000000000",)
    assert report.notes == ()
    assert {"schematic": False, "credit": ""}.items() <= describe("000000000", settings).items()
