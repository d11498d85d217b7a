"""The list of schools."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from dashboard.alphabet import folded
from dashboard.frames import PageData, Surroundings
from dashboard.indicators import INDICATOR_KEYS
from dashboard.locales import LOCALES, MINUS, language
from dashboard.selection import Selection
from layouts.views.reading import Reading
from layouts.views.school_list import GAP, LEVELS, line, lines, listing, other_names, trend
from queries.school_list import load
from tests.layouts.views.conftest import Load
from tests.layouts.views.schools import AT, with_earlier, with_school
from tests.published_weeks import LATEST

DISTRICT, SCHOOL = "100100000", f"s0000{AT}"
SERIES = st.lists(st.none() | st.integers(0, 1000).map(lambda n: n / 10), min_size=1, max_size=12)


def listed(data: PageData, around: Surroundings, key: str = "ru") -> dict[str, Any]:
    """Return the list of a page."""
    return listing(Reading(data, language(key), around))


def unmet(found: dict[str, Any], school: str) -> list[str]:
    """Return what a school does not meet, put together as the browser does it."""
    at, seven = found["ids"].index(school), found["seven"]
    marks = found["cells"][at * len(seven) : (at + 1) * len(seven)]
    texts = []
    for place, mark in enumerate(marks):
        if mark == "0":
            value = found["texts"]["values"][str(found["panels"][seven[place]]["values"][at])]
            texts.append(found["unmet"][place].replace("{}", value))
    return texts


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("kk", "Журнал жүргізу 48,9% < 49%"),
        ("ru", "Ведение журнала 48,9% < 49%"),
        ("en", "Journal keeping 48.9% < 49%"),
    ],
)
def test_t10_a_school_short_by_a_hair_is_red_and_says_so(page: Load, around: Surroundings, key: str, text: str) -> None:
    found = listed(with_school(page(DISTRICT), {"journal": (4899, 10000, 2), "qzj": (6, 7, 2)}), around, key)
    at = found["ids"].index(SCHOOL)
    assert found["cells"][7 * at : 7 * at + 7] == "1111101"
    assert unmet(found, SCHOOL) == [text]
    assert found["met"][6] == language(key).of(6, 7)
    assert found["panels"]["qzj"]["status"][at] == "2"
    assert found["panels"]["journal"]["values"][at] == 489


def test_a56_a_school_that_meets_all_seven_is_black(page: Load, around: Surroundings) -> None:
    found = listed(with_school(page(DISTRICT), {"qzj": (7, 7, 3)}), around)
    at = found["ids"].index(SCHOOL)
    assert found["cells"][7 * at : 7 * at + 7] == "1111111"
    assert unmet(found, SCHOOL) == []


def test_timely_is_not_one_of_the_seven(page: Load, around: Surroundings) -> None:
    found = listed(with_school(page(DISTRICT), {"timely": (1, 100, 1), "qzj": (7, 7, 3)}), around)
    at = found["ids"].index(SCHOOL)
    assert unmet(found, SCHOOL) == []
    assert found["panels"]["timely"]["status"][at] == "1"


@pytest.mark.parametrize("key", LOCALES)
def test_the_kinds_of_empty_have_their_own_words(page: Load, around: Surroundings, key: str) -> None:
    found = listed(page(DISTRICT), around, key)
    places = [found["ids"].index(f"s0000{n}") for n in (0, 1, 2)]
    states = [found["states"][int(found["state"][at])] for at in places]
    assert states[2] == ""
    assert len({*states, found["no_value"]["timely"]}) == 4
    assert [found["panels"]["timely"]["values"][at] for at in places] == [None] * 3
    assert found["cells"][7 * places[0] : 7 * places[0] + 7] == GAP * 7
    assert found["panels"]["journal"]["values"][places[2]] is not None


def test_zero_is_not_absent(page: Load, around: Surroundings) -> None:
    found = listed(with_school(page(DISTRICT), {"journal": (0, 100, 1), "qzj": (6, 7, 1)}), around)
    value = found["panels"]["journal"]["values"][found["ids"].index(SCHOOL)]
    assert (value, found["texts"]["values"]["0"]) == (0, "0,0")


def test_f36_changes_need_both_weeks(page: Load, around: Surroundings) -> None:
    nothing = dict.fromkeys(INDICATOR_KEYS, (0, 0, 0))
    data = with_school(page(DISTRICT), {"planning": (70, 100, 2)})
    earlier = with_earlier(data, {"planning": (7082, 10000, 2)})
    found = listed(with_earlier(earlier, nothing, at=4), around)
    first, second = found["ids"].index(SCHOOL), found["ids"].index("s00004")
    changes = found["panels"]["planning"]["changes"]
    assert found["texts"]["changes"][str(changes[first])]["text"] == f"{MINUS}0,8"
    assert changes[second] is None


def test_f35_the_column_of_changes_says_against_which_week(page: Load, around: Surroundings) -> None:
    assert listed(page(DISTRICT), around)["head"]["change"] == "За неделю"
    assert listed(page(DISTRICT, date(2026, 11, 1)), around)["head"]["change"] == "К 18–24 октября"
    assert listed(page(DISTRICT, date(2026, 11, 1)), around, "kk")["head"]["change"] == "Өзгеріс (18–24 қазан)"


def test_a_region_says_whom_to_call_first(country: Connection, page: Load, around: Surroundings) -> None:
    """The schools nearest to the target of each indicator, with the acts that are missing."""
    data = load(country, Selection("100000000"), LATEST)
    at = next(at for at, row in enumerate(data.schools) if row.school_id == SCHOOL)
    found = listed(with_school(data, {"planning": (7099, 10000, 2), "qzj": (6, 7, 2)}, at), around)
    assert list(found["closest"]["rows"]) == list(INDICATOR_KEYS)
    for key, rows in found["closest"]["rows"].items():
        panel = found["panels"][key]
        below = [value for value, status in zip(panel["values"], panel["status"], strict=True) if status in "12"]
        assert [panel["values"][place] for place, *_ in rows] == sorted(below, reverse=True)[:5]
    place, *cells = found["closest"]["rows"]["planning"][0]
    assert (found["ids"][place], cells) == (SCHOOL, ["70,9%", "запланировать 1 урок"])
    assert listed(page(DISTRICT), around)["closest"] is None  # a district's own page has them in its view


def test_every_school_of_the_list_has_its_line_in_its_place(page: Load, around: Surroundings) -> None:
    reading = Reading(page(DISTRICT), language("ru"), around)
    ids = [row.school_id for row in reading.data.schools]
    order = [ids.index(school) for school in listing(reading)["ids"]]
    found = lines(reading)
    assert found.keys() == set(INDICATOR_KEYS)
    for place, key in enumerate(INDICATOR_KEYS):
        assert found[key] == "".join(line(reading.school_lines[place][at]) for at in order)
        assert len(found[key]) == 12 * len(order)


@pytest.mark.parametrize(("key", "word"), [("kk", "школа"), ("ru", "мектеп"), ("en", "школа")])
def test_a_school_is_known_by_its_names_in_the_other_languages(
    page: Load, around: Surroundings, key: str, word: str
) -> None:
    reading = Reading(page(DISTRICT), language(key), around)
    ids, found = listing(reading)["ids"], other_names(reading)["words"]
    assert len(found) == len(ids)
    others = found[ids.index(SCHOOL)].split()
    assert word in others
    here = folded(listing(reading)["names"][ids.index(SCHOOL)])
    assert not [each for each in others if each in here]


@pytest.mark.parametrize("key", LOCALES)
def test_everything_the_browser_looks_up_is_there(page: Load, around: Surroundings, key: str) -> None:
    found = listed(page("100100000"), around, key)
    count = len(found["ids"])
    assert count == len(found["names"]) == len(found["at"]) == len(found["state"]) == len(found["cells"]) / 7
    for panel in found["panels"].values():
        assert len(panel["values"]) == len(panel["status"]) == len(panel["changes"]) == len(panel["trends"]) == count
        assert {str(value) for value in panel["values"] if value is not None} <= found["texts"]["values"].keys()
        assert {str(value) for value in panel["changes"] if value is not None} <= found["texts"]["changes"].keys()
        assert {str(value) for value in panel["trends"] if value is not None} <= found["texts"]["trends"].keys()
    assert len(found["head"]["value"]) == len(found["panels"])


def test_schools_stand_in_the_order_of_their_names(page: Load, around: Surroundings) -> None:
    data = page(DISTRICT)
    names = ["Школа № 10", "Школа № 9", "Әлия мектебі", "Абай мектебі", *("Ящик" for _ in data.schools[4:])]
    schools = tuple(replace(school, name_ru=name) for school, name in zip(data.schools, names, strict=True))
    found = listed(replace(data, schools=schools), around)
    assert found["names"][:4] == ["Абай мектебі", "Әлия мектебі", "Школа № 9", "Школа № 10"]
    assert found["ids"][:4] == ["s00003", "s00002", "s00001", "s00000"]


def test_a_district_has_no_column_of_districts(page: Load, around: Surroundings) -> None:
    assert listed(page(DISTRICT), around)["head"]["district"] is None


@given(SERIES)
def test_a_line_keeps_the_order_of_its_values(series: list[float | None]) -> None:
    drawn = line(series)
    assert [mark == GAP for mark in drawn] == [value is None for value in series]
    heights = [(value, LEVELS.index(mark)) for value, mark in zip(series, drawn, strict=True) if value is not None]
    assert all(low <= high for one, low in heights for other, high in heights if one <= other)
    known = [value for value, _ in heights]
    if known and max(known) - min(known) >= 4:
        assert {height for _, height in heights} >= {0, len(LEVELS) - 1}


@pytest.mark.parametrize(
    ("series", "expected"), [([None, 70.8, None, 71.0], 2), ([70.8], None), ([None], None), ([100.0, 0.0], -1000)]
)
def test_a_trend_needs_two_weeks(series: list[float | None], expected: int | None) -> None:
    assert trend(series) == expected
