from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.school_choice import LISTED, PERIODS, VARIANTS, SchoolChoice

SHOWN = date(2026, 11, 15)
FIELDS = ("week", "variant", "year", "period", "from", "to", "class", "subject", "teacher", "journals", "order", "of")
WORDS = st.sampled_from([*VARIANTS, *PERIODS, *LISTED, "filled", "2026-2027", "2026-11-15", "2026-02-30", "x", ""])


@given(st.dictionaries(st.sampled_from(FIELDS), WORDS | st.text(max_size=20)))
def test_every_address_gives_a_choice_and_its_address_gives_it_again(query: dict[str, str]) -> None:
    choice = SchoolChoice.from_query(query)
    assert SchoolChoice.from_query(choice.to_query()) == choice
    first, last = choice.interval(SHOWN)
    assert first <= last


@pytest.mark.parametrize(
    ("query", "interval"),
    [
        ({}, (date(2026, 11, 15), date(2026, 11, 21))),
        ({"period": "q1"}, (date(2026, 9, 1), date(2026, 10, 25))),
        ({"period": "year"}, (date(2026, 9, 1), date(2027, 8, 31))),
        ({"period": "q2", "year": "2025-2026"}, (date(2025, 11, 3), date(2025, 12, 28))),
        ({"year": "2025-2026"}, (date(2025, 9, 1), date(2026, 8, 31))),
        ({"period": "dates", "from": "2026-11-16", "to": "2026-11-18"}, (date(2026, 11, 16), date(2026, 11, 18))),
        ({"period": "dates", "from": "2026-11-18", "to": "2026-11-16"}, (date(2026, 11, 15), date(2026, 11, 21))),
        ({"period": "dates", "from": "2026-11-18"}, (date(2026, 11, 15), date(2026, 11, 21))),
    ],
)
def test_the_interval_that_is_looked_at(query: dict[str, str], interval: tuple[date, date]) -> None:
    assert SchoolChoice.from_query(query).interval(SHOWN) == interval


@pytest.mark.parametrize(
    ("order", "found"), [("", ("", False)), ("journal", ("journal", False)), ("-sor", ("sor", True))]
)
def test_the_order_names_a_column_and_its_direction(order: str, found: tuple[str, bool]) -> None:
    assert SchoolChoice.from_query({"order": order}).sorted_by == found
