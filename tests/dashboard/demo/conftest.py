"""One small country and one whole one for all tests of the demonstration."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.demo.facts import Country, WeekFacts, make_country, week_facts
from dashboard.demo.making import Maker
from dashboard.demo.stamp import VERSION, Generator
from dashboard.demo.weeks import first_detailed

ANCHOR = date(2026, 11, 15)
SEED, SHARE = 7, 0.02


@pytest.fixture(scope="session")
def whole_country() -> Country:
    """Return the whole country."""
    return make_country(2026, 1.0, ANCHOR)


@pytest.fixture(scope="session")
def small_country() -> Country:
    """Return a country with three schools in most districts."""
    return make_country(SEED, SHARE, ANCHOR)


@pytest.fixture(scope="session")
def whole_week(whole_country: Country) -> WeekFacts:
    """Return the counts of the last week of the whole country."""
    return week_facts(whole_country, ANCHOR)


@pytest.fixture(scope="session")
def small_maker() -> Maker:
    """Return a maker of drops of the small country."""
    return Maker(Generator(VERSION, SEED, SHARE, ANCHOR, first_detailed(ANCHOR)))
