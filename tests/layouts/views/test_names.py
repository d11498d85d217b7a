"""Short names."""

from __future__ import annotations

import pytest

from dashboard.frames import UnitRow
from dashboard.locales import language
from layouts.views.names import full_name, map_name, short_name


def unit(kk: str, ru: str, en: str | None, kind: str | None = None) -> UnitRow:
    return UnitRow("1", "0", "district", kind, kk, ru, en, "data", 1, 1)


@pytest.mark.parametrize(
    ("row", "short"),
    [
        (unit("Алматы облысы", "Алматинская область", "Almaty Region"), ("Алматы", "Алматинская", "Almaty")),
        (
            unit("Алматы қаласы", "г. Алматы", "Almaty", "city_republican"),
            ("Алматы қ.", "г. Алматы", "Almaty city"),
        ),
        (unit("Абай облысы", "область Абай", "Abai Region"), ("Абай", "Абай", "Abai")),
        (unit("Ақсуат ауданы", "район Ақсуат", "Aksuat District", "rayon"), ("Ақсуат", "Ақсуат", "Aksuat")),
        (unit("Абай ауданы", "Абайский район", "Abay District"), ("Абай", "Абайский", "Abay")),
        (
            unit("Ғабит Мүсірепов ауданы", "район имени Габита Мусрепова", "Gabit Musirepov District"),
            ("Ғабит Мүсірепов", "Габита Мусрепова", "Gabit Musirepov"),
        ),
        (unit("Орал қаласы", "г. Уральск", None, "city_oblast"), ("Орал қ.", "г. Уральск", "Орал қ.")),
        (unit("ауданы", "район", "District"), ("ауданы", "район", "District")),
    ],
)
def test_short_names(row: UnitRow, short: tuple[str, str, str]) -> None:
    assert tuple(short_name(language(key), row)[0] for key in ("kk", "ru", "en")) == short


def test_full_names_are_those_of_the_register() -> None:
    row = unit("Абай ауданы", "Абайский район", None)
    assert full_name(language("ru"), row) == "Абайский район"
    assert short_name(language("en"), row) == ("Абай", "kk")


def test_the_map_has_names_of_its_own_and_needs_no_mark_of_a_city() -> None:
    row = unit("Астана қаласы", "г. Астана", "Astana", "city_republican")
    assert [map_name(language(key), row, {}) for key in ("kk", "ru", "en")] == ["Астана", "Астана", "Astana"]
    assert map_name(language("ru"), row, {"1": "АСТ"}) == "АСТ"
