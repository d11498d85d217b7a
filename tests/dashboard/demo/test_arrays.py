from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.demo.arrays import ceil_div, first_of_group, group_starts, stream, within


@given(
    st.lists(st.tuples(st.integers(0, 4), st.floats(0, 1)), max_size=40),
    st.lists(st.integers(0, 9), min_size=5, max_size=5),
)
def test_first_of_group_chooses_the_smallest_keys_as_many_as_wanted(members, wanted):
    group = np.array([of for of, _ in members], dtype=np.int64)
    key = np.array([key for _, key in members], dtype=float)
    chosen = first_of_group(group, key, np.array(wanted))
    for of in range(5):
        own = key[group == of]
        taken = key[(group == of) & chosen]
        assert len(taken) == min(wanted[of], len(own))
        assert sorted(taken) == sorted(own)[: len(taken)]


@pytest.mark.parametrize(("sizes", "expected"), [([2, 3], [0, 1, 0, 1, 2]), ([0, 1, 0, 2], [0, 0, 1]), ([], [])])
def test_within_counts_anew_in_every_group(sizes, expected):
    sizes = np.array(sizes, dtype=np.int64)
    assert within(sizes).tolist() == expected
    assert group_starts(sizes).tolist() == [int(sizes[:number].sum()) for number in range(len(sizes))]


@given(st.lists(st.integers(0, 10**9), min_size=1), st.integers(1, 1000))
def test_ceil_div_is_exact(numerators, denominator):
    found = ceil_div(np.array(numerators), denominator)
    for numerator, quotient in zip(numerators, found, strict=True):
        assert (quotient - 1) * denominator < numerator <= quotient * denominator


def test_streams_depend_on_seed_name_and_numbers_only():
    draws = [stream(*key).random() for key in [(1, "a"), (1, "a"), (2, "a"), (1, "b"), (1, "a", 5)]]
    assert draws[0] == draws[1]
    assert len(set(draws)) == 4
