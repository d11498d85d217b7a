"""How long a login must wait after failures: slower and slower for whoever guesses, never long for anybody else.

Three counters are kept, each with its own patience. The pair of account and address slows down one guesser quickly.
The address alone slows down whoever tries one password on many accounts. The account alone slows down guessing from
many addresses; its wait is capped at seconds, so that nobody can lock somebody else out by failing on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Patience:
    """What a counter does.

    Attributes
    ----------
    free
        Failures without any wait.
    longest
        Seconds; each failure beyond the free ones doubles the wait, from one second, up to here.
    memory
        Seconds without a failure after which the counter begins anew.
    """

    free: int
    longest: int
    memory: int

    def wait(self, failures: int) -> timedelta:
        """Return how long after the last failure the next try may come."""
        over = failures - self.free
        return timedelta(seconds=min(2 ** min(over, 30), self.longest) if over >= 0 and failures else 0)


# By the counter's name; keys of the counters are made in `keys`.
PATIENCE = {
    "pair": Patience(free=5, longest=15 * 60, memory=60 * 60),
    "address": Patience(free=50, longest=15 * 60, memory=60 * 60),
    "account": Patience(free=20, longest=20, memory=60 * 60),
}


@dataclass(frozen=True, slots=True)
class Counter:
    """Failures in a row.

    Attributes
    ----------
    kind
        A key of `PATIENCE`.
    failures
        How many.
    last
        When the last one was.
    """

    kind: str
    failures: int
    last: datetime

    def waits_until(self) -> datetime:
        """Return when the next try may come."""
        return self.last + PATIENCE[self.kind].wait(self.failures)


def forgotten_before(kind: str, now: datetime) -> datetime:
    """Return the moment before which a last failure no longer counts."""
    return now - timedelta(seconds=PATIENCE[kind].memory)


def keys(login: str, address: str) -> dict[str, str]:
    """Return the key of each counter for a try: kind to key."""
    return {"pair": f"{login}\n{address}", "address": address, "account": login}
