"""Figures over weeks."""

from __future__ import annotations

from datetime import date

from dashboard.frames import Surroundings
from dashboard.selection import REPUBLIC
from tests.layouts.views.conftest import Load
from tests.layouts.views.counts import with_comparison
from tests.layouts.views.test_explain import shown


def test_g46_a_change_shows_both_weeks_over_the_common_schools(page: Load, around: Surroundings) -> None:
    data = with_comparison(page(), "planning", schools=40, high_now=30, high_then=29)
    found = shown(data, around, "change")
    assert [(f["caption"], f["result"]) for f in found["fractions"]] == [
        ("неделя 15–21 ноября 2026", "= 75,0%"),
        ("неделя 8–14 ноября 2026", "= 72,5%"),
    ]
    assert found["facts"]["Изменение"] == "+2,5 п.п. за неделю"
    assert found["facts"]["Школ в обеих неделях"].startswith("40 из ")


def test_a50_a_bar_shows_the_schools_in_high_in_both_weeks(page: Load, around: Surroundings) -> None:
    """Accounts are pooled in the gauge; a bar counts schools all the same."""
    for key in ("planning", "act_teachers"):
        data = with_comparison(page("110000000"), key, schools=40, high_now=30, high_then=29)
        found = shown(data, around, "growth", key)
        parts = [(part["numerator"]["value"], part["denominator"]["value"]) for part in found["fractions"]]
        assert parts == [("30", "40"), ("29", "40")]
        assert found["facts"]["Школ в обеих неделях"].startswith("40 из ")


def test_a50_the_republic_has_no_such_bars(page: Load, around: Surroundings) -> None:
    assert shown(page(REPUBLIC), around, "growth")["of"] == "value"


def test_f35_5_without_an_earlier_week_there_is_no_bar(page: Load, around: Surroundings) -> None:
    data = with_comparison(page("110000000"), "planning", schools=0)
    assert shown(data, around, "growth")["fractions"] == []


def test_f35_a_short_week_is_named(page: Load, around: Surroundings) -> None:
    assert "короткая" in shown(page(week=date(2026, 10, 4)), around, "change")["rule"]


def test_the_line_lists_its_weeks_and_leaves_gaps_out(page: Load, around: Surroundings) -> None:
    facts = shown(page(), around, "trend")["facts"]
    weeks = [name for name in facts if "–" in name]
    assert len(weeks) == 10  # of twelve: a week without a snapshot, and the holidays
    assert weeks[-1] == "15–21 ноября"


def test_a36_a_statistic_says_which_weeks_it_sums(page: Load, around: Surroundings) -> None:
    data = page(REPUBLIC)
    for of in ("marks", "homework", "logins"):
        facts = shown(data, around, of)["facts"]
        assert facts["Недель в сумме"] == str(len(data.timeline.year_until(data.week)))
        assert "Подключено школ" in facts
