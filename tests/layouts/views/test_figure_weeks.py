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
