from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from dashboard.terms import Term, term_of, terms, year_span


def test_f3_four_terms_lie_between_the_vacations() -> None:
    found = terms("2025-2026")
    assert [term.key for term in found] == ["q1", "q2", "q3", "q4"]
    assert found[0] == Term("q1", date(2025, 9, 1), date(2025, 10, 26))
    assert found[3].last == date(2026, 5, 25)
    assert all(one.last < two.first for one, two in pairwise(found))


def test_a_year_without_a_calendar_has_no_terms() -> None:
    assert terms("1999-2000") == ()
    assert year_span("1999-2000") == (date(1999, 9, 1), date(2000, 8, 31))


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2025, 8, 31), ""),
        (date(2025, 9, 1), "q1"),
        (date(2025, 10, 30), "q1"),  # in the vacation after it
        (date(2025, 11, 3), "q2"),
        (date(2026, 7, 1), "q4"),
    ],
)
def test_a_day_belongs_to_the_last_term_that_began(day: date, key: str) -> None:
    assert term_of(day, terms("2025-2026")) == key
