from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from dashboard.configuration import load_configuration
from dashboard.demo.facts import Country, WeekFacts, week_facts
from dashboard.weeks import WEEK
from tests.dashboard.demo.conftest import ANCHOR

CONFIG = load_configuration().for_week(ANCHOR)
FIRST_GRADE_OFF, SHORT, VACATION = date(2026, 2, 8), date(2026, 1, 4), date(2026, 10, 25)


def _quotients(facts: WeekFacts) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return numerators and denominators by indicator."""
    people = {
        f"act_{role}": (facts.activated[:, number], facts.created[:, number])
        for number, role in enumerate(("teachers", "pupils", "parents"))
    }
    return people | {
        "timetable": (facts.classes_full, facts.classes),
        "planning": (facts.planned, facts.lessons),
        "journal": (facts.recorded, facts.lessons),
        "timely": (facts.timely, facts.eligible),
        "profile": (facts.filled, np.full(len(facts.filled), 18)),
    }


def _categories(facts: WeekFacts) -> dict[str, np.ndarray]:
    """Return categories by indicator: 0 low, 1 medium, 2 high (Q-12, Q-14, Q-15)."""
    found = {}
    for of, (numerator, denominator) in _quotients(facts).items():
        medium = 100 * numerator >= CONFIG.medium_from(of) * denominator
        high = 100 * numerator >= CONFIG.targets[of] * denominator
        found[of] = np.where(denominator == 0, 0, medium.astype(int) + high)
    return found | {"qzj": np.min([found[of] for of in CONFIG.seven], axis=0)}


def _reporting(country: Country, facts: WeekFacts) -> np.ndarray:
    return facts.listed & facts.connected & country.schools.in_monitor & (facts.classes > 0)


def _scores(country: Country, facts: WeekFacts) -> dict[str, np.ndarray]:
    """Return the regions' scores (A-44) by indicator."""
    there = _reporting(country, facts)
    region = country.schools.region[there]
    return {
        of: 50 * np.bincount(region, found[there]) / np.bincount(region) for of, found in _categories(facts).items()
    }


def test_e3_volumes_of_a_week(whole_week):
    assert 6.3e6 < whole_week.lessons.sum() < 7.6e6
    assert 25e6 < whole_week.marks.sum() < 35e6
    assert 3.0e6 < whole_week.homework.sum() < 3.5e6
    assert 8e6 < whole_week.logins.sum() < 12e6


def test_a4_every_indicator_has_regions_of_every_colour(whole_country, whole_week):
    for of, score in _scores(whole_country, whole_week).items():
        green = int((score >= CONFIG.targets[of]).sum())
        red = int((score < CONFIG.medium_from(of)).sum())
        assert green >= 2, of
        assert red >= 1, of
        assert 20 - green - red >= 2, of
        assert np.unique(score.round(3)).size >= 12, of


def test_a16_blocks_of_the_republic_are_neither_all_green_nor_all_red(whole_country, whole_week):
    there = _reporting(whole_country, whole_week)
    categories = _categories(whole_week)
    pooled = {of: 100 * num[there].sum() / den[there].sum() for of, (num, den) in _quotients(whole_week).items()}
    shares = {of: 100 * (categories[of][there] == 2).mean() for of in CONFIG.seven}
    values = {of: pooled[of] if of.startswith("act_") else shares[of] for of in CONFIG.seven}
    assert 2 <= sum(values[of] >= CONFIG.gauge_target(of) for of in CONFIG.seven) <= 5


def test_schools_miss_exactly_one_indicator_by_a_hair(whole_country, whole_week):
    categories = _categories(whole_week)
    six = np.sum([categories[of] == 2 for of in CONFIG.seven], axis=0) == 6
    hair = [
        six & (100 * num < CONFIG.targets[of] * den) & (100 * num >= (CONFIG.targets[of] - 1) * den)
        for of, (num, den) in _quotients(whole_week).items()
        if of in CONFIG.seven and of not in {"profile", "timetable"}
    ]
    assert np.sum(hair) > 100


def test_a_region_recovers_and_a_district_collapses(whole_country, whole_week):
    year_ago, three_ago = (week_facts(whole_country, ANCHOR - ago * WEEK) for ago in (52, 4))
    turkistan = 14
    then, now = _scores(whole_country, year_ago)["planning"], _scores(whole_country, whole_week)["planning"]
    assert then[turkistan] < CONFIG.medium_from("planning")
    assert now[turkistan] >= CONFIG.targets["planning"]
    collapsed = whole_country.schools.unit == "354800000"
    assert (_categories(three_ago)["planning"][collapsed] == 2).mean() > 0.6
    assert (_categories(whole_week)["planning"][collapsed] == 0).mean() > 0.6


@pytest.mark.parametrize("week", [ANCHOR, SHORT, FIRST_GRADE_OFF, VACATION, date(2026, 1, 25), date(2025, 8, 31)])
def test_q67_parts_are_not_larger_than_wholes(small_country, week):
    facts = week_facts(small_country, week)
    for part, whole in [
        (facts.classes_full, facts.classes),
        (facts.planned, facts.lessons),
        (facts.recorded, facts.lessons),
        (facts.tick_only, facts.recorded),
        (facts.timely, facts.eligible),
        (facts.eligible, facts.marks),
        (facts.activated, facts.created),
        (facts.logins, 7 * facts.activated),
    ]:
        assert (part >= 0).all()
        assert (part <= whole).all()


def test_q65_q70_a_vacation_has_no_lessons_but_logins(small_country):
    facts = week_facts(small_country, VACATION)
    for counts in (facts.classes, facts.lessons, facts.planned, facts.recorded, facts.marks, facts.homework):
        assert not counts.any()
    assert 0 < facts.logins.sum() < 0.3 * week_facts(small_country, ANCHOR).logins.sum()


def test_t15_grade_1_is_not_counted_in_its_vacation(small_country):
    facts, usual = week_facts(small_country, FIRST_GRADE_OFF), week_facts(small_country, ANCHOR)
    first = np.bincount(small_country.classes.school[small_country.classes.grade == 1], minlength=len(facts.classes))
    taught = (usual.classes > 0) & (facts.classes > 0)
    assert (facts.classes == usual.classes - first)[taught].all()


def test_q4_full_classes_have_the_prorated_minimum(small_country):
    facts, classes = week_facts(small_country, SHORT), small_country.classes
    days = facts.taught.sum(axis=1)
    least = np.array([CONFIG.min_lessons(number) for number in range(8)])[days]
    slots = (classes.slots * facts.taught).sum(axis=1)
    full = (facts.kept < 0) & (days > 0)
    assert set(days[full]) == {2, 3}
    assert (slots >= least)[full].all()
    assert (facts.kept < least)[facts.kept >= 0].all()
    assert np.bincount(classes.school[full], minlength=len(facts.classes)).tolist() == facts.classes_full.tolist()


def test_accounts_are_only_activated_in_the_course_of_a_year(small_country):
    weeks = [week_facts(small_country, date(2026, 9, 6) + number * WEEK) for number in range(0, 11, 5)]
    for before, after in pairwise(weeks):
        assert (after.created >= before.created).all()
        assert (after.activated >= before.activated).mean() > 0.999


def test_some_schools_lack_accreditation_parents_or_a_timetable(whole_country, whole_week):
    unaccredited = whole_country.unaccredited > 0
    assert whole_country.schools.private[unaccredited].all()
    assert 50 < unaccredited.sum() < 250
    assert set(whole_week.filled[unaccredited & (whole_week.filled >= 14)]) == {14, 15, 16, 17}
    assert (whole_week.created[:, 2] == 0).sum() > 20
    assert 3 <= ((whole_week.lessons == 0) & (whole_week.classes > 0)).sum() < 40
