"""Results of the search."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.frames import SchoolRow, UnitRow
from dashboard.locales import LOCALES, language
from layouts.views.search import results
from queries.search import Found

REGION = UnitRow(
    "39", "0", "region", "oblast", "Қостанай облысы", "Костанайская область", "Kostanay Region", "data", 3, 3
)
RUDNY = UnitRow("3924", "39", "district", "city_oblast", "Рудный қаласы", "г. Рудный", None, "data", 2, 2)
SCHOOL = SchoolRow("r2", "3924", "№ 2 мектеп", "Школа № 2", None, "data")
FOUND = [Found(REGION, ()), Found(RUDNY, (REGION,)), Found(SCHOOL, (RUDNY, REGION))]


def groups(key: str) -> Any:
    return results(FOUND, language(key), "р")["groups"]


def test_groups_with_the_place_beside() -> None:
    units, schools = groups("ru")
    assert [item["place"] for item in units["items"]] == ["", "Костанайская область"]
    assert schools["items"] == [
        {"unit": "3924", "school": "r2", "name": "Школа № 2", "lang": "ru", "place": "г. Рудный, Костанайская область"}
    ]


def test_a_name_that_is_missing_is_marked_with_its_language() -> None:
    units, schools = groups("en")
    assert [(item["name"], item["lang"]) for item in units["items"]] == [
        ("Kostanay Region", "en"),
        ("Рудный қаласы", "kk"),
    ]
    assert schools["items"][0]["lang"] == "kk"


@pytest.mark.parametrize("key", LOCALES)
def test_how_many_are_found_is_said(key: str) -> None:
    said = {str(results(FOUND[:count], language(key), "x")["said"]) for count in (0, 1, 3)}
    assert len(said) == 3
    assert results([], language(key), "x")["groups"] == []
