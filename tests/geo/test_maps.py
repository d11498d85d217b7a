from pathlib import Path

import pytest

from dashboard.settings import Settings
from geo.maps import DRAWINGS_FOLDER, describe, imported_folder, svg_path
from geo.units import REPUBLIC

SVG = """<svg viewBox="0 0 1000 800" data-map="620000000" data-schematic="false" data-credit="A &amp; &quot;B&quot;">
</svg>"""


def put(settings: Settings, text: str) -> Path:
    path = imported_folder(settings) / "620000000.svg"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_drawing_where_nothing_was_imported(settings: Settings) -> None:
    assert svg_path("620000000", settings) == DRAWINGS_FOLDER / "620000000.svg"
    assert describe("620000000", settings) == {
        "schematic": True,
        "credit": "© OpenStreetMap contributors",
        "ratio": 1000 / 772,
    }
    assert describe(REPUBLIC, settings) == {
        "schematic": False,
        "credit": "© OpenStreetMap contributors",
        "ratio": 1000 / 600,
    }


def test_an_imported_drawing_goes_before_the_shipped_one(settings: Settings) -> None:
    path = put(settings, SVG)
    assert svg_path("620000000", settings) == path
    assert describe("620000000", settings) == {"schematic": False, "credit": 'A & "B"', "ratio": 1.25}
    assert svg_path(REPUBLIC, settings).parent == DRAWINGS_FOLDER


def test_a_drawing_that_changes_is_described_anew(settings: Settings) -> None:
    path = put(settings, SVG)
    describe("620000000", settings)
    path.unlink()
    assert describe("620000000", settings)["schematic"] is True


def test_a_unit_without_a_map(settings: Settings) -> None:
    assert not svg_path("391000000", settings).exists()
    with pytest.raises(FileNotFoundError):
        describe("391000000", settings)
