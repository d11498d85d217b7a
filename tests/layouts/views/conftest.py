"""Pages of a small published country, as the queries hand them to the views."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import Connection

from dashboard.frames import PageData, Surroundings
from dashboard.selection import REPUBLIC, Selection
from queries.page import load
from tests.published_weeks import Country, published

TODAY = date(2026, 11, 22)
Load = Callable[..., PageData]


@pytest.fixture(scope="session")
def country() -> Iterator[Connection]:
    """The country of `tests.published_weeks` as it is by default."""
    with published(Country()) as connection:
        yield connection


@pytest.fixture(scope="session")
def page(country: Connection) -> Load:
    """Return the data of a page."""

    def found(unit: str = REPUBLIC, week: date | None = None) -> PageData:
        return load(country, Selection(unit, week), TODAY)

    return found


@pytest.fixture(scope="session")
def around() -> Surroundings:
    """The surroundings of all pages."""
    return Surroundings(TODAY, credit="© OpenStreetMap contributors", demonstration=True)
