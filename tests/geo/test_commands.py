from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from dashboard.commands import main
from dashboard.settings import Settings
from geo.maps import describe

Maker = Callable[..., str]


def test_import_reports_what_it_did(
    ulytau: dict[str, Any], collection: Maker, tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "districts.geojson"
    path.write_text(collection(ulytau, key="district_code"), encoding="utf-8")
    result = CliRunner().invoke(main, ["geo", "import", str(path), "--credit", "Committee"])
    assert result.exit_code == 0, result.output
    assert "5 polygons taken; maps replaced: 620000000 Ulytau Region." in result.stderr
    assert {"schematic": False, "credit": "Committee"}.items() <= describe("620000000", settings).items()


def test_import_refuses_with_exit_code_4_and_reasons(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "districts.geojson"
    path.write_text("{}", encoding="utf-8")
    result = CliRunner().invoke(main, ["geo", "import", str(path)])
    assert result.exit_code == 4
    assert "districts.geojson" in result.stderr
    assert not (settings.data_folder / "geo").exists()


def test_show_lists_every_map(settings: Settings) -> None:
    result = CliRunner().invoke(main, ["geo", "show"], env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    assert result.stdout.count("shipped") == 21
    assert result.stdout.count("schematic") == 20
