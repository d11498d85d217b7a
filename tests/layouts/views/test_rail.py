"""The nine indicators at the left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dashboard.frames import PageData, Surroundings
from dashboard.locales import MINUS, NBSP, language
from dashboard.selection import REPUBLIC
from layouts.views.rail import groups, indicators, references
from layouts.views.reading import Reading
from tests.layouts.views.conftest import Load
from tests.layouts.views.counts import with_comparison, with_counts
from tests.published_weeks import HOLIDAY

RU = language("ru")


def row(data: PageData, around: Surroundings, key: str, lang: str = "ru") -> dict[str, object]:
    rows = indicators(Reading(data, language(lang), around))
    return next(item for item in rows if item["key"] == key)


def test_g16_a_value_short_of_the_norm_by_a_hair_is_red_and_cut(page: Load, around: Surroundings) -> None:
    data = with_counts(page(), "act_teachers", {REPUBLIC: {"high": 9, "numerator": 8996, "denominator": 10000}})
    found = row(data, around, "act_teachers")
    assert (found["value"], found["status"], found["bar"]) == ("89,9%", "bad", 89.9)
    assert found["counts"] == f"8{NBSP}996 из 10{NBSP}000"


def test_q101_paperless_divides_by_reporting_schools_and_counts_all(page: Load, around: Surroundings) -> None:
    data = with_counts(page(), "qzj", {REPUBLIC: {"low": 1, "high": 9}})
    found = row(data, around, "qzj")
    assert (found["value"], found["status"], found["target"]) == ("90,0%", "good", 90)
    assert found["counts"] == RU.of(9, data.unit.schools)


def test_the_other_indicators_show_the_share_of_schools_in_high(page: Load, around: Surroundings) -> None:
    data = with_counts(
        page(), "planning", {REPUBLIC: {"low": 10, "medium": 10, "high": 20, "numerator": 1, "denominator": 1}}
    )
    assert row(data, around, "planning")["value"] == "50,0%"


def test_g4_timely_has_a_norm_outside_the_seven(page: Load, around: Surroundings) -> None:
    assert row(page(), around, "timely")["target_text"] == "норма 80% · не входит в семь"
    assert row(page(), around, "timely", "kk")["target_text"] == "норма 80% · жеті көрсеткішке кірмейді"
    assert row(page(), around, "planning")["target_text"] == "норма 71%"


def test_a15_the_mark_says_what_must_be_reached(page: Load, around: Surroundings) -> None:
    assert row(page(), around, "planning")["target_hint"] == (
        "Для высокой категории показатель должны выполнить не менее 71% школ"
    )


def test_g46_changes_are_over_common_schools(page: Load, around: Surroundings) -> None:
    data = with_comparison(page(), "planning", schools=1000, high_now=708, high_then=700)
    found = row(data, around, "planning")["change"]
    assert found == {"dir": "up", "text": "+0,8", "label": "+0,8 п.п. за неделю", "warn": False}
    pooled = {"numerator_now": 700, "denominator_now": 1000, "numerator_then": 703, "denominator_then": 1000}
    data = with_comparison(page(), "act_parents", schools=5, **pooled)
    assert row(data, around, "act_parents")["change"]["text"] == f"{MINUS}0,3"  # type: ignore[index]


def test_no_common_school_means_no_change(page: Load, around: Surroundings) -> None:
    assert row(with_comparison(page(), "planning"), around, "planning")["change"] is None


def test_values_are_compared_with_all_units_above(page: Load, around: Surroundings) -> None:
    counts = {REPUBLIC: {"low": 1, "high": 1}, "100000000": {"low": 3, "high": 1}}
    assert row(page(), around, "planning")["references"] == []
    region = row(with_counts(page("100000000"), "planning", counts), around, "planning")
    republic = {"kind": "republic", "at": 50.0, "text": "Республика — 50,0%"}
    assert region["references"] == [republic]
    district = row(with_counts(page("100100000"), "planning", counts), around, "planning")
    parent = {"kind": "parent", "at": 25.0, "text": "Алматинская область — 25,0%"}
    assert district["references"] == [republic, parent]
    assert str(district["label"]).endswith("; Республика — 50,0%; Алматинская область — 25,0%")


def test_f35_a_short_week_explains_its_star(page: Load, around: Surroundings) -> None:
    notes = [group["note"] for group in groups(Reading(page(week=date(2026, 10, 4)), RU, around))]
    assert notes[1] == "* одна из двух недель короткая"
    assert groups(Reading(page(), RU, around))[1]["note"] == ""


def test_without_data_names_and_norms_stay(page: Load, around: Surroundings) -> None:
    data = page(week=HOLIDAY)
    found = row(data, around, "planning")
    assert (found["value"], found["status"], found["bar"], found["target"]) == ("—", "none", None, 71)
    assert found["label"] == "Планирование: нет данных"
    assert groups(Reading(data, RU, around))[0]["note"] == ""


def test_a_first_week_has_nothing_to_compare_with(page: Load, around: Surroundings) -> None:
    data = replace(page(), base=None, comparison=None)
    assert row(data, around, "planning")["change"] is None
    assert groups(Reading(data, RU, around))[0]["note"] == "первая неделя, сравнивать не с чем"


def test_g47_of_few_schools_counts_are_shown(page: Load, around: Surroundings) -> None:
    data = with_counts(page("110000000"), "planning", {"110000000": {"low": 2, "high": 1}})
    few = replace(data, path=(*data.path[:-1], replace(data.unit, schools=4)))
    found = row(few, around, "planning")
    assert (found["value"], found["counts"], found["bar"]) == ("1 из 3", None, 33.3)
    assert str(found["label"]).startswith("Планирование: 1 из 3, ниже нормы 71%")
    assert str(row(few, around, "act_pupils")["value"]).endswith("%")  # accounts are many
    assert row(data, around, "planning")["value"] == "33,3%"


def test_the_marks_on_the_bars_are_told(page: Load, around: Surroundings) -> None:
    assert references(Reading(page(), RU, around)) == []
    found = references(Reading(page("100100000"), RU, around))
    assert [mark["kind"] for mark in found] == ["republic", "parent"]
    assert found[0]["text"] == "Республика"
