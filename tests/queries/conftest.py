"""A small published country, read by all tests of the queries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from tests.published_weeks import Country, published


@pytest.fixture(scope="session")
def country() -> Iterator[Connection]:
    """The country of `tests.published_weeks` as it is by default."""
    with published(Country()) as connection:
        yield connection
