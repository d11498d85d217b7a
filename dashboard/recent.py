"""What was used most recently, kept within bounds; several threads may share it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """The most recently used values, by key.

    Parameters
    ----------
    size
        How many are kept.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        """Return what is kept under a key."""
        return self.find((key,)).get(key)

    def find(self, keys: Iterable[K]) -> dict[K, V]:
        """Return what is kept under any of the keys."""
        with self._lock:
            found = {key: self._entries[key] for key in keys if key in self._entries}
            for key in found:
                self._entries.move_to_end(key)
        return found

    def put(self, key: K, value: V) -> V:
        """Keep a value; return it."""
        self.keep({key: value})
        return value

    def keep(self, values: Mapping[K, V]) -> None:
        """Keep values; drop what has not been used longest."""
        with self._lock:
            for key, value in values.items():
                self._entries[key] = value
                self._entries.move_to_end(key)
            while len(self._entries) > self._size:
                self._entries.popitem(last=False)
