"""The sentence under the title."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.frames import PageData, Surroundings
from dashboard.locales import language
from dashboard.selection import REPUBLIC
from layouts.views.heading import lede
from layouts.views.reading import Reading
from tests.layouts.views.conftest import Load
from tests.layouts.views.counts import with_counts

SEVEN = ("act_teachers", "act_pupils", "act_parents", "timetable", "planning", "journal", "profile")
GOOD = {"high": 10, "numerator": 10, "denominator": 10}
BAD = {"low": 10, "numerator": 0, "denominator": 10}


def with_below(data: PageData, below: tuple[str, ...], unit: str = REPUBLIC) -> PageData:
    for key in SEVEN:
        data = with_counts(data, key, {unit: BAD if key in below else GOOD})
    return data


def shown(data: PageData, around: Surroundings, key: str) -> Any:
    return lede(Reading(data, language(key), around))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (
            "ru",
            [
                "Норма выполнена по ",
                {"b": "4 из 7"},
                " показателей. Ниже нормы — родители, планирование и профиль школы.",
            ],
        ),
        (
            "kk",
            [
                "Норма орындалған көрсеткіштер: ",
                {"b": "4 / 7"},
                ". Нормадан төмен: ата-аналар, жоспарлау және мектеп профилі.",
            ],
        ),
        (
            "en",
            [
                "The target is met on ",
                {"b": "4 of 7"},
                " indicators. Below the target: parents, lesson planning and school profile.",
            ],
        ),
    ],
)
def test_how_many_of_the_seven_and_which_not(page: Load, around: Surroundings, key: str, expected: Any) -> None:
    assert shown(with_below(page(), ("act_parents", "planning", "profile")), around, key) == expected


def test_all_seven(page: Load, around: Surroundings) -> None:
    found = shown(with_below(page(), ()), around, "ru")
    assert found == ["Норма выполнена по ", {"b": "всем 7"}, " показателям."]


def test_a17_a_region_says_how_many_schools_meet_all_seven(page: Load, around: Surroundings) -> None:
    data = with_counts(page("110000000"), "qzj", {"110000000": {"low": 1, "high": 21}})
    total = data.unit.schools
    word = language("ru").npgettext("of a total", "%(num)s school", "%(num)s schools", total)
    assert shown(data, around, "ru")[-2:] == [{"b": f"21 из {word}"}, "."]
    assert "Все семь выполняет " in shown(data, around, "ru")[-3]
    assert shown(page(), around, "ru")[-1] != "."
