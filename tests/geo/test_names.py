import pytest

from geo.names import LANGUAGES, map_name
from geo.units import REPUBLIC, children, units


@pytest.mark.parametrize(
    ("code", "kk", "ru", "en"),
    [
        ("150000000", "Ақтөбе", "Актобе", "Aktobe"),
        ("270000000", "БҚО", "ЗКО", "West Kaz."),
        ("590000000", "СҚО", "СКО", "North Kaz."),
        ("630000000", "ШҚО", "ВКО", "East Kaz."),
        ("710000000", "Астана", "Астана", "Astana"),
        ("631000000", "Өскемен", "Усть-Каменогорск", "Oskemen"),
        ("391000000", "Қостанай", "Костанай", "Kostanay"),
        ("395400000", "Қостанай ауд.", "Костанайский", "Kostanay dist."),  # beside the city of the same stem
        ("396400000", "Бейімбет Майлин", "Беимбета Майлина", "Beyimbet Maylin"),
        ("596600000", "Ғабит Мүсірепов", "Габита Мусрепова", "Gabit Musirepov"),
        ("711110000", "Алматы", "Алматы", "Almaty"),
    ],
)
def test_stems_of_design_5(code: str, kk: str, ru: str, en: str) -> None:
    assert [map_name(code, language) for language in LANGUAGES] == [kk, ru, en]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_region_and_district_has_a_short_name_of_its_own_on_its_map(language: str) -> None:
    for parent in (REPUBLIC, *(unit.unit_id for unit in children(REPUBLIC))):
        names = [map_name(unit.unit_id, language) for unit in children(parent)]
        assert all(names)
        assert len(set(names)) == len(names), parent


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_regions_fit_the_map(language: str) -> None:
    assert max(len(map_name(unit.unit_id, language) or "") for unit in children(REPUBLIC)) <= 11


@pytest.mark.parametrize(("code", "language"), [(REPUBLIC, "kk"), ("999999999", "kk"), ("390000000", "de"), ("", "")])
def test_no_name_for_what_is_not_on_a_map(code: str, language: str) -> None:
    assert map_name(code, language) is None


def test_names_are_cut_only_at_whole_words() -> None:
    assert {map_name(code, "ru") for code in units()}.isdisjoint({"", "г", "район"})
