"""Guessing becomes slow, and nobody can lock somebody else out for long."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.access.throttle import PATIENCE, Counter, Origin, forgotten_before, keys

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
COUNTERS = st.builds(Counter, st.sampled_from(sorted(PATIENCE)), st.integers(0, 10_000), st.just(NOW))


def waits(kind: str, failures: int) -> int:
    return int((Counter(kind, failures, NOW).waits_until() - NOW).total_seconds())


def test_five_mistakes_are_free_then_each_doubles_the_wait_up_to_a_quarter_of_an_hour() -> None:
    assert [waits("pair", number) for number in range(9)] == [0, 0, 0, 0, 0, 1, 2, 4, 8]
    assert waits("pair", 10_000) == 15 * 60


def test_an_account_attacked_from_everywhere_waits_seconds_at_most() -> None:
    assert max(waits("account", number) for number in range(1000)) == 20


@given(COUNTERS)
def test_one_more_failure_never_shortens_the_wait(counter: Counter) -> None:
    assert replace(counter, failures=counter.failures + 1).waits_until() >= counter.waits_until()


def test_failures_are_forgotten_after_an_hour_without_one() -> None:
    assert {forgotten_before(kind, NOW) for kind in PATIENCE} == {NOW - timedelta(hours=1)}


def test_the_counters_tell_accounts_and_addresses_apart() -> None:
    assert keys("a", Origin("1.2.3.4")) == {"pair": "a\n1.2.3.4", "address": "1.2.3.4", "account": "a"}


def test_a_browser_of_the_owner_has_a_counter_that_nobody_else_can_raise() -> None:
    assert keys("a", Origin("1.2.3.4", "number")) == {"browser": "a\nnumber"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),  # one household has all of them
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "192.0.2.2", False),
    ],
)
def test_an_address_is_what_one_guesser_has(one: str, other: str, same: bool) -> None:
    assert (keys("a", Origin(one))["address"] == keys("a", Origin(other))["address"]) is same
