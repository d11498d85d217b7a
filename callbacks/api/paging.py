"""Long lists in pages: in one order, from a position on. A page begun before a publication goes on after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from callbacks.api.asking import Listed
from dashboard.timeline import Published

T = TypeVar("T")
_MARK = "~"  # in no week and in no key of an indicator; an id may have one


class Place(NamedTuple):
    """Where a value stands in a list: its week, its unit or school, the number of its indicator."""

    week: str
    member: str
    number: int


def place_of(query: Listed, numbers: Mapping[str, int]) -> Place:
    """Return the place of the cursor; any text is one, and no cursor is the place before all others.

    Parameters
    ----------
    query
        With its cursor.
    numbers
        The numbers of indicators by key.
    """
    if not isinstance(query.cursor, str):
        return Place("", "", -1)
    week, _, rest = query.cursor.partition(_MARK)
    member, _, key = rest.rpartition(_MARK)
    return Place(week, member, numbers.get(key, -1))


def values_page(
    found: Iterable[Sequence[T]], place: Callable[[T], Place], query: Listed, numbers: Mapping[str, int]
) -> tuple[list[T], str | None]:
    """Return the asked page of values, and the cursor of the next one.

    Parameters
    ----------
    found
        Groups of values, one group after the other in order, in themselves in none; read as far as they are needed.
    place
        Where a value stands.
    query, numbers
        As in `place_of`.
    """
    after, shown = place_of(query, numbers), list[T]()
    for group in found:
        shown += sorted((row for row in group if place(row) > after), key=place)
        if len(shown) > query.limit:
            week, member, number = place(shown[query.limit - 1])
            return shown[: query.limit], _MARK.join((week, member, list(numbers)[number]))
    return shown, None


def page(rows: Sequence[T], key: Callable[[T], str], query: Listed) -> tuple[list[T], str | None]:
    """Return the asked page of rows that are in the order of their keys, and the cursor of the next one."""
    after = query.cursor
    rest = [row for row in rows if key(row) > after] if isinstance(after, str) else list(rows)
    shown = rest[: query.limit]
    return shown, key(shown[-1]) if len(rest) > query.limit else None


def batches(weeks: Sequence[Published], size: Callable[[Published], int], wanted: int) -> Iterator[list[Published]]:
    """Yield weeks in groups that have about the wanted number of rows: ten years are one question, or few."""
    batch: list[Published] = []
    rows = 0
    for week in weeks:
        batch.append(week)
        rows += size(week)
        if rows >= wanted:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch
