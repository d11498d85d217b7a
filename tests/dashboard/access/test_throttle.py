"""Guessing becomes slow, and nobody can lock somebody else out for long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dashboard.access.throttle import PATIENCE, Counter, keys

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
    assert counter.failed(NOW).waits_until() >= counter.waits_until()


@given(COUNTERS)
def test_failures_are_forgotten_after_an_hour_without_one(counter: Counter) -> None:
    assert counter.failed(NOW + timedelta(hours=1, seconds=1)).failures == 1


def test_the_counters_tell_accounts_and_addresses_apart() -> None:
    assert keys("a", "1.2.3.4") == {"pair": "a\n1.2.3.4", "address": "1.2.3.4", "account": "a"}
