"""A server that does not answer at all: one request finds out, the others are told at once instead of waiting too.

A server that was stopped says so at once, which costs nobody anything. One that was pulled out of the network says
nothing, and whoever asks it waits. So after an attempt that took long the next one is made some seconds later, by one
request of the process; whoever needs the database meanwhile hears that it is away.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

PAUSE = 3.0  # seconds between two attempts
LONG = 1.0  # seconds; a server that refuses sooner is not silent
_LONGEST = 60.0  # seconds; an attempt that has not ended by then does not keep others from trying
# What the system says of a connection whose other end went silent, in the words of libpq and psycopg.
_SILENT = re.compile("timed? ?out|no route to host|unreachable", re.IGNORECASE)

C = TypeVar("C")


class Silence:
    """What is known of a server that does not answer.

    Parameters
    ----------
    clock
        Seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._said: str | None = None
        self._next = 0.0

    def attempt(self, connect: Callable[[], C], refusal: Callable[[str], Exception]) -> C:
        """Connect, unless the server was silent a moment ago.

        Parameters
        ----------
        connect
            Makes the connection.
        refusal
            Makes the error for whoever is not let try, from its text.
        """
        said = self._turned_away()
        if said is not None:
            raise refusal(f"connection failed a moment ago and is not tried yet: {said}")
        begun = self._clock()
        try:
            made = connect()
        except Exception as error:
            self._note(str(error) if self._clock() - begun >= LONG else None)
            raise
        self._note(None)
        return made

    def noticed(self, said: str) -> None:
        """Take note of how a connection broke that had worked."""
        if _SILENT.search(said):
            self._note(said)

    def _turned_away(self) -> str | None:
        """Return why nothing is tried; of those who ask when it is time again, one may."""
        with self._lock:
            now = self._clock()
            if self._said is not None and now < self._next:
                return self._said
            self._next = now + _LONGEST
            return None

    def _note(self, said: str | None) -> None:
        """Remember what the last attempt that took long said; nothing where the server answers, be it with a no."""
        with self._lock:
            self._said, self._next = said, self._clock() + PAUSE
