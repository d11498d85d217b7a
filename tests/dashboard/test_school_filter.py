"""The part of the address that the list of schools follows survives the way there and back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.indicators import MEASURED_KEYS
from dashboard.locales import language
from dashboard.school_filter import ANY, ORDERS, SchoolFilter
from dashboard.selection import Known, Selection

UNITS = frozenset({"000000000", "391600000", "ә&=%"})
TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), max_size=30)
FILTERS = st.builds(
    SchoolFilter,
    text=TEXTS,
    district=st.sampled_from(["", *sorted(UNITS)]),
    unmet=st.sampled_from(["", ANY, *MEASURED_KEYS]),
    order=st.sampled_from(sorted(ORDERS)),
    page=st.integers(1, 9999),
    school=TEXTS,
)


@given(FILTERS)
def test_from_query_of_to_query_is_the_filter(chosen: SchoolFilter) -> None:
    assert SchoolFilter.from_query(chosen.to_query(), UNITS) == (chosen, [])


@given(st.dictionaries(st.sampled_from(["q", "district", "unmet", "order", "page", "school"]), st.text(max_size=200)))
def test_any_query_gives_a_filter_that_survives(query: dict[str, str]) -> None:
    chosen, _ = SchoolFilter.from_query(query, UNITS)
    assert SchoolFilter.from_query(chosen.to_query(), UNITS) == (chosen, [])


@pytest.mark.parametrize(
    ("query", "chosen", "unknown"),
    [
        ({}, SchoolFilter(), []),
        ({"q": "  школа \n 3 "}, SchoolFilter(text="школа 3"), []),
        ({"district": "nowhere"}, SchoolFilter(), ["district"]),
        ({"unmet": "qzj"}, SchoolFilter(), ["unmet"]),
        ({"unmet": "journal", "order": "-met", "page": "3"}, SchoolFilter(unmet="journal", order="-met", page=3), []),
        ({"order": "value; drop", "page": "0"}, SchoolFilter(), ["order", "page"]),
        ({"page": "²"}, SchoolFilter(), ["page"]),
        ({"page": "99999"}, SchoolFilter(), ["page"]),
    ],
)  # fmt: skip
def test_what_is_unknown_is_named(query: dict[str, str], chosen: SchoolFilter, unknown: list[str]) -> None:
    assert SchoolFilter.from_query(query, UNITS) == (chosen, unknown)


def test_a_selection_carries_the_filter() -> None:
    known = Known(UNITS, date(2026, 11, 8), date(2026, 11, 15))
    selection, notices = Selection.from_query(
        {"unit": "391600000", "cat": "low", "q": "лицей", "order": "name", "page": "x"}, known, language("ru")
    )
    assert selection.to_query() == {"unit": "391600000", "cat": "low", "q": "лицей", "order": "name"}
    assert notices == ["В адресе не распознано и пропущено: page."]
