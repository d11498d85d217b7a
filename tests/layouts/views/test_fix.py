"""What to fix first: exact numbers of schools."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.alphabet import name_order
from dashboard.frames import PageData, Surroundings
from dashboard.indicators import INDICATOR_KEYS, INDICATORS
from dashboard.locales import MINUS, language
from dashboard.selection import REPUBLIC
from layouts.views.fix import fix
from layouts.views.ranking import Table
from layouts.views.reading import Reading
from layouts.views.school_cells import school_tables
from tests.layouts.views.conftest import Load
from tests.layouts.views.counts import with_counts
from tests.layouts.views.schools import with_school

A, B, C, D = "100000000", "110000000", "120000000", "130000000"


def shown(data: PageData, around: Surroundings, key: str = "planning", lang: str = "ru") -> Any:
    reading = Reading(data, language(lang), around)
    return fix(Table(reading, INDICATOR_KEYS.index(key), INDICATORS[key]), school_tables(reading))


def text(call: Any) -> str:
    return "".join(part if isinstance(part, str) else part["b"] for part in call)


def texts(found: Any) -> list[str]:
    return [text(call) for call in found["calls"]]


def test_the_closest_units_and_the_fewest_schools(page: Load, around: Surroundings) -> None:
    counts = {
        REPUBLIC: {"low": 35, "medium": 10, "high": 60},
        A: {"high": 10, "rank": 1},
        B: {"low": 29, "medium": 2, "high": 69, "rank": 2},  # 70 %: one school from low to high is 71 %
        C: {"low": 4, "medium": 2, "high": 4, "rank": 3},  # 50 %: 2.1 schools' worth are missing
        D: {"low": 10, "rank": 4},
    }
    found = shown(with_counts(page(), "planning", counts), around)
    assert [(row["unit"], row["cells"]) for row in found["rows"]] == [
        (B, ["1", "31", f"{MINUS}1,0 п.п."]),  # a hundred against a hundred, first by name
        (C, ["3", "3", f"{MINUS}21,0 п.п."]),  # 70 % is passed with 80
        (D, ["8", "5", f"{MINUS}71,0 п.п."]),  # the same 50 %, but more of them in High
    ]
    assert found["done"] is None
    assert texts(found) == [
        "Чтобы балл дошёл до нормы 71%, достаточно вывести в высокую категорию 10 школ.",
        "Чтобы доля школ в высокой категории (сейчас 57,1%) дошла до нормы 71%, нужно ещё 15 школ.",
        "Самый большой резерв — г. Алматы. Если поднять до нормы 10 из 29 школ с низкой активностью, "
        "балл республики тоже дойдёт до неё.",
    ]


@pytest.mark.parametrize(
    ("counts", "schools"),
    [
        ({"low": 0, "medium": 3, "high": 7}, "1 школа"),  # the score is 85 %, the share of High 70 %
        ({"low": 29, "medium": 0, "high": 71}, None),
        ({"low": 290001, "high": 709999}, "1 школа"),  # printed as 70,9 %, and short by one
    ],
)
def test_g9_the_headline_has_a_price_of_its_own(
    page: Load, around: Surroundings, counts: dict[str, int], schools: str | None
) -> None:
    """A score may meet the target where the share of High, which is the headline, does not."""
    data = with_counts(page(), "planning", {REPUBLIC: counts, A: {"high": 1, "rank": 1}})
    found = [each for each in texts(shown(data, around)) if each.startswith("Чтобы доля школ")]
    assert [each.split("ещё ")[1] for each in found] == ([f"{schools}."] if schools else [])


def test_a_lever_that_is_too_short_promises_nothing(page: Load, around: Surroundings) -> None:
    counts = {REPUBLIC: {"low": 90, "high": 10}, A: {"low": 30, "rank": 1}, B: {"low": 20, "rank": 2}}
    found = shown(with_counts(page(), "planning", counts | {C: {}, D: {}}), around)
    assert texts(found)[-1] == "Самый большой резерв — Алматинская область. Школы с низкой активностью: 30 из 90."


def test_when_everybody_meets_the_target_it_says_so(page: Load, around: Surroundings) -> None:
    good = {"high": 10}
    counts = {REPUBLIC: good} | {unit: good | {"rank": n} for n, unit in enumerate((A, B, C, D), 1)}
    found = shown(with_counts(page(), "planning", counts), around)
    assert (found["rows"], found["calls"], found["done"]) == ([], [], "Норму выполняют все регионы.")


def test_nobody_with_data_is_no_block(page: Load, around: Surroundings) -> None:
    assert shown(with_counts(page(), "planning", {unit: {} for unit in (REPUBLIC, A, B, C, D)}), around) is None


@pytest.mark.parametrize(
    ("above", "schools"),
    [
        ({"low": 1, "high": 3}, "1 школу"),  # 75 % against 75 %: more than the same is needed
        ({"low": 4, "high": 21}, "1 школу"),  # 84 %
        ({"low": 1, "high": 24}, None),  # 96 %: four of five schools' worth, one is not enough
    ],
)
def test_the_price_of_the_next_place_is_exact(
    page: Load, around: Surroundings, above: dict[str, int], schools: str | None
) -> None:
    counts = {
        B: {"low": 2, "high": 6, "rank": 2},
        A: above | {"rank": 1},
        "110100000": {"low": 2, "high": 1, "rank": 2},
        "110200000": {"high": 5, "rank": 1},
        "110300000": {},
    }
    found = texts(shown(with_counts(page(B), "planning", counts), around))
    lift = f"достаточно вывести в высокую категорию {schools or '2 школы'}"
    assert found == [f"Чтобы подняться на 1-е место, {lift}. Впереди — Алматинская область."]


def test_the_next_place_is_told_when_everybody_meets_the_target(page: Load, around: Surroundings) -> None:
    counts = {
        B: {"low": 1, "high": 9, "rank": 2},
        A: {"low": 1, "high": 19, "rank": 1},
        "110100000": {"low": 1, "high": 4, "rank": 2},
        "110200000": {"high": 5, "rank": 1},
        "110300000": {},
    }
    found = shown(with_counts(page(B), "planning", counts), around)
    assert found["done"] == "Норму выполняют все районы и города."
    assert texts(found)[0].startswith("Чтобы подняться на 1-е место")


def test_a18_accounts_to_activate(page: Load, around: Surroundings) -> None:
    counts = {REPUBLIC: {"low": 1, "high": 9, "numerator": 700, "denominator": 1000}, A: {"low": 1, "rank": 1}}
    found = texts(shown(with_counts(page(), "act_parents", counts), around, "act_parents"))
    assert found[0] == "Чтобы значение дошло до 75%: активировать 50 учётных записей."


def test_nobody_gets_past_a_hundred(page: Load, around: Surroundings) -> None:
    """Алматы қаласы stands before Алматы облысы by name, so that a tie at 100 does not help the region."""
    counts = {A: {"low": 1, "high": 60, "rank": 2}, B: {"high": 6, "rank": 1}}
    data = with_counts(page(A), "planning", counts)
    names = {unit.unit_id: unit.name_kk for unit in data.siblings}
    assert name_order(names[B]) < name_order(names[A])
    assert not any("1-е место" in each for each in texts(shown(data, around)))


def test_a_district_lists_its_schools_with_acts(page: Load, around: Surroundings) -> None:
    data = with_school(page("100100000"), {"planning": (7099, 10000, 2), "qzj": (6, 7, 2)})
    row = shown(data, around)["rows"][0]
    assert (row["name"], row["cells"]) == ("Средняя школа № 3", ["70,9%", "запланировать 1 урок"])
    assert row["school"] == data.schools[3].school_id


def test_of_the_seven_the_missing_indicators_are_named(page: Load, around: Surroundings) -> None:
    data = with_school(page("100100000"), {"planning": (60, 90, 2), "qzj": (6, 7, 2)})
    rows = shown(data, around, "qzj")["rows"]
    row = next(row for row in rows if row["school"] == data.schools[3].school_id)
    assert row["cells"] == ["6 из 7", "Планирование: запланировать 4 урока"]
