"""How long a login must wait after failures: slower and slower for whoever guesses, never long for anybody else.

Counters are kept, each with its own patience. The pair of account and address slows down one guesser quickly. The
address alone slows down whoever tries one password on many accounts. The account alone slows down guessing from many
addresses; its wait is capped at seconds.

All three can be kept high by somebody who fails on purpose: from the same school, or from many places at once. So a
browser in which the account was logged in before has a counter of its own instead, which only it can raise: nobody can
lock somebody else out (OWASP calls it a device cookie).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address


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
    "browser": Patience(free=5, longest=15 * 60, memory=60 * 60),
}
_HOUSEHOLD = 64  # bits of an IPv6 address; whoever has one has all below it


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


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a try comes from.

    Attributes
    ----------
    address
        Of the network.
    browser
        What tells a browser in which the account was logged in before from all others; empty for any other one.
    """

    address: str
    browser: str = ""


def keys(login: str, origin: Origin) -> dict[str, str]:
    """Return the key of each counter for a try: kind to key."""
    if origin.browser:
        return {"browser": f"{login}\n{origin.browser}"}
    place = _place(origin.address)
    return {"pair": f"{login}\n{place}", "address": place, "account": login}


def _place(address: str) -> str:
    """Return what counts as one address."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((found, _HOUSEHOLD), strict=False))
