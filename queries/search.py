"""Units and schools by name: in any of the three languages, in any order of words, with one slip of the finger.

Looking through eight thousand names must not take longer than a keystroke, so a week's names are taken apart once and
kept: every word with the places it stands at.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from dashboard.access.decision import EVERYWHERE, Scope
from dashboard.alphabet import numbered_order, words
from dashboard.frames import SchoolRow, UnitRow
from queries.archive import Archive
from queries.schools import all_schools

MOST_FOUND = 10
MOST_UNITS = 4  # as long as there are schools for the rest
MOST_WORDS = 8
SHORTEST_SLIP = 4  # letters of a word in which a slip is forgiven
_OWN_WORD, _OWN_BEGINNING, _PLACE_WORD, _PLACE_BEGINNING = 8, 6, 2, 1
_LAST = "\U0010ffff"

Places = npt.NDArray[np.int64]
Marks = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Found:
    """A unit or a school that was found.

    Attributes
    ----------
    row
        It.
    above
        The units it belongs to, the nearest first, without the republic.
    """

    row: UnitRow | SchoolRow
    above: tuple[UnitRow, ...]


class _Words:
    """Words and the entries they stand in."""

    def __init__(self, texts: Iterable[Iterable[str]]) -> None:
        found: dict[str, set[int]] = defaultdict(set)
        for place, spoken in enumerate(texts):
            for word in spoken:
                found[word].add(place)
        self.vocabulary = sorted(found)
        self._places = [np.fromiter(found[word], np.int64, len(found[word])) for word in self.vocabulary]

    def begins(self, start: str) -> range:
        """Return where in the vocabulary the words with a beginning are."""
        return range(bisect_left(self.vocabulary, start), bisect_left(self.vocabulary, start + _LAST))

    def mark(self, marks: Marks, start: str, whole: int, beginning: int) -> None:
        """Raise the marks of the entries with a word that is, or begins with, another one."""
        for at in self.begins(start):
            mark = whole if self.vocabulary[at] == start else beginning
            places = self._places[at]
            marks[places] = np.maximum(marks[places], mark)


@dataclass(frozen=True)
class SearchIndex:
    """The names of one week.

    Attributes
    ----------
    entries
        Units in the order of their level, then schools, each kind by name.
    units
        How many of the entries are units.
    """

    entries: Sequence[Found]
    units: int

    @cached_property
    def _own(self) -> _Words:
        """Words of the entries' own names."""
        return _Words(_spoken(entry.row) for entry in self.entries)

    @cached_property
    def _above(self) -> _Words:
        """Words of the units the entries belong to."""
        known = {unit.unit_id: _spoken(unit) for entry in self.entries for unit in entry.above}
        return _Words([word for unit in entry.above for word in known[unit.unit_id]] for entry in self.entries)

    def find(self, text: str) -> list[Found]:
        """Return the best matches, at most `MOST_FOUND`: units first, each kind best first.

        Every word of the text must begin a word of the name or of the units above; a word nobody has is taken for one
        that differs by a letter more, less, another or two exchanged.
        """
        asked = words(text)[:MOST_WORDS]
        if not asked:
            return []
        marks = [self._marks(word) for word in asked]
        score = np.where(np.all([mark > 0 for mark in marks], axis=0), np.sum(marks, axis=0), 0)
        places = np.flatnonzero(score)
        ordered = places[np.argsort(-score[places], kind="stable")]
        units, schools = ordered[ordered < self.units], ordered[ordered >= self.units]
        room = max(MOST_UNITS, MOST_FOUND - len(schools))
        chosen = [*units[:room], *schools]
        return [self.entries[place] for place in chosen[:MOST_FOUND]]

    def _marks(self, word: str) -> Marks:
        """Return how well each entry matches a word; 0 is not at all."""
        marks = np.zeros(len(self.entries), np.int64)
        for start in [word] if self._is_known(word) else self._slips(word):
            self._above.mark(marks, start, _PLACE_WORD, _PLACE_BEGINNING)
            self._own.mark(marks, start, _OWN_WORD, _OWN_BEGINNING)
        return marks

    def _is_known(self, word: str) -> bool:
        """Tell whether any word begins so."""
        return len(self._own.begins(word)) > 0 or len(self._above.begins(word)) > 0

    def _slips(self, word: str) -> list[str]:
        """Return beginnings of words that differ from another by one slip."""
        if len(word) < SHORTEST_SLIP or not word.isalpha():
            return []
        return [start for start in sorted(slips(word, self._letters)) if self._is_known(start)]

    @cached_property
    def _letters(self) -> list[str]:
        """The letters of all words."""
        return sorted({letter for word in self._own.vocabulary for letter in word if letter.isalpha()})


def slips(word: str, letters: Iterable[str]) -> set[str]:
    """Return what a word becomes when a letter is left out, added or replaced, or two neighbours are exchanged."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    left_out = {start + end[1:] for start, end in halves if end}
    exchanged = {start + end[1] + end[0] + end[2:] for start, end in halves if len(end) > 1}
    added = {start + letter + end for start, end in halves for letter in letters}
    replaced = {start + letter + end[1:] for start, end in halves if end for letter in letters}
    return (left_out | exchanged | added | replaced) - {word}


def index(connection: Connection, archive: Archive, snapshot_id: int, scope: Scope = EVERYWHERE) -> SearchIndex:
    """Return the index of a week's units and schools; the republic is found too.

    Parameters
    ----------
    scope
        Only schools within it are in the index (G-39): a name that is not there changes no answer, not even which words
        are taken for slips.
    """
    units = archive.units(connection, snapshot_id)
    rows = sorted(units.values(), key=lambda unit: (_DEPTH.get(unit.level, 2), numbered_order(unit.name_ru)))
    every = all_schools(connection, snapshot_id)
    visible = every if scope.unlimited else [row for row in every if scope.covers(_path(units, row))]
    schools = sorted(visible, key=lambda school: numbered_order(school.name_ru))
    found = [Found(unit, _above(units, unit.parent_id)) for unit in rows]
    return SearchIndex([*found, *(Found(school, _above(units, school.unit_id)) for school in schools)], len(found))


def _path(units: Mapping[str, UnitRow], school: SchoolRow) -> Sequence[str]:
    """Return a school with everything above it, the republic first; nothing where its district is not known."""
    above = _above(units, school.unit_id)
    top = [above[-1].parent_id or ""] if above else []
    return [*top, *(unit.unit_id for unit in reversed(above)), school.school_id] if above else ()


_DEPTH = {"republic": 0, "region": 1, "district": 2}


def _above(units: Mapping[str, UnitRow], unit: str | None) -> tuple[UnitRow, ...]:
    """Return a unit and those above it, the nearest first, without the republic."""
    found: list[UnitRow] = []
    row = units.get(unit or "")
    while row is not None and row.parent_id is not None and row not in found:
        found.append(row)
        row = units.get(row.parent_id)
    return tuple(found)


def _spoken(row: UnitRow | SchoolRow) -> set[str]:
    """Return the words of a name in all languages."""
    return {word for name in row.names.values() if name for word in words(name)}
