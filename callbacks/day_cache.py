"""What says how old the data are is made anew each day, but stays while the database is away over midnight."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date

from callbacks import metrics
from callbacks.reconnecting import STALE, is_stale, note
from callbacks.responses import Packed
from dashboard.errors import DatabaseAway
from dashboard.recent import Recent


class DayCache:
    """The most recently used bodies of this process, each with the day it was made on.

    Parameters
    ----------
    size
        How many are kept; that of a new day takes the place of the one before.
    today
        The day in Almaty.
    name
        Under which its hits and misses are counted; not at all without.
    """

    def __init__(self, size: int, today: Callable[[], date], name: str = "") -> None:
        self._made: Recent[Hashable, tuple[date, Packed]] = Recent(size)
        self._today = today
        self._name = name

    def of(self, key: Hashable, make: Callable[[], Packed]) -> Packed:
        """Return what was made of a key today, or make it.

        While the database is away, what was made on an earlier day is as good as can be; the answer then says that it
        is stale.

        Raises
        ------
        DatabaseAway
            If it would have to be made, and never was.
        """
        day = self._today()
        made_on, kept = self._made.get(key) or (None, None)
        found = kept is not None and (made_on == day or is_stale())
        if self._name:
            metrics.looked_up(self._name, found=found)
        if kept is not None and found:
            return kept
        try:
            made = make()
        except DatabaseAway:
            if kept is None:
                raise
            note(STALE)
            return kept
        self._made.put(key, (day, made))
        return made
