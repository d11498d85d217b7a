"""One page being put into words: its data, its language, and where things stand in its blocks of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from dashboard.alphabet import name_order
from dashboard.dates import moment_of_cut_off, short_day, week_span
from dashboard.frames import Integers, PageData, Surroundings, UnitRow
from dashboard.locales import Language
from dashboard.selection import REPUBLIC
from dashboard.timeline import Published
from dashboard.weeks import WEEK, academic_year, last_day, weeks_before
from layouts.views.comparing import change_pattern, is_uneven
from layouts.views.measures import Borders, Flags, SchoolMeasures, UnitMeasures
from layouts.views.moves import direction, move
from layouts.views.words import Json, schools

Series = list[float | None]


class Counts(NamedTuple):
    """What is known of one unit and one indicator in the shown week."""

    low: int
    medium: int
    high: int
    rank: int
    counted: int
    score: int
    status: int


FEW_SCHOOLS = 5  # fewer make a unit's score jump by a fifth with each school (G-47)


@dataclass(frozen=True)
class Reading:
    """What every part of the page needs.

    Attributes
    ----------
    data, lang, around
        The numbers, the language, and what the page says about itself.
    """

    data: PageData
    lang: Language
    around: Surroundings

    @cached_property
    def borders(self) -> Borders:
        """The targets and weights of the week."""
        return Borders.of(self.data.config)

    @cached_property
    def units(self) -> UnitMeasures:
        """Measures of the page's units."""
        return UnitMeasures(self.data.values, self.borders)

    @cached_property
    def rivals(self) -> UnitMeasures | None:
        """Measures of the units the page's unit is ranked among."""
        return UnitMeasures(self.data.sibling_values, self.borders) if self.data.sibling_values else None

    @cached_property
    def ranked(self) -> list[int]:
        """How many units the page's unit is ranked among, itself included, by indicator."""
        block = self.data.sibling_values
        return [] if block is None else (block.of("rank")[0] > 0).sum(axis=0).tolist()

    @cached_property
    def schools(self) -> SchoolMeasures | None:
        """Measures of the page's schools."""
        return SchoolMeasures(self.data.school_values) if self.data.school_values else None

    @cached_property
    def school_changes(self) -> tuple[Integers, Flags] | None:
        """Changes of the schools' values and where there are such; None without a previous period."""
        if self.schools is None or self.then is None:
            return None
        return self.schools.changes(self.now, self.then)

    @cached_property
    def own(self) -> int:
        """Place of the page's unit."""
        return self.data.values.members[self.data.unit.unit_id]

    @cached_property
    def above(self) -> list[UnitRow]:
        """The units above the page's unit, the republic first: what its values are compared with."""
        return list(self.data.path[:-1])

    @cached_property
    def republic(self) -> int:
        """Place of the republic."""
        return self.data.values.members[REPUBLIC]

    @cached_property
    def members(self) -> list[tuple[UnitRow, int]]:
        """The page's members with their places, by name (Q-19)."""
        rows = sorted(self.data.members, key=lambda row: (_order(row.name_kk), row.unit_id))
        return [(row, self.place_of(row)) for row in rows]

    def place_of(self, unit: UnitRow) -> int:
        """Return the place of a unit."""
        return self.data.values.members[unit.unit_id]

    @cached_property
    def now(self) -> int:
        """Place of the shown week; only where it has a snapshot."""
        return self._place(self.data.shown)

    @cached_property
    def then(self) -> int | None:
        """Place of the previous period."""
        return self._place(self.data.base) if self.data.base else None

    @cached_property
    def comparable(self) -> Published | None:
        """The week ranks are compared with: the last one with data that is not short, of the same academic year.

        None in a short week: its movements are not shown (F.3-5, Q-42).
        """
        shown = self.data.shown
        if shown is None or shown.is_short:
            return None
        year = academic_year(self.data.week)
        earlier = (s for s in reversed(self.data.trend[:-1]) if s and not s.is_short and academic_year(s.week) == year)
        return next(earlier, None)

    @cached_property
    def ranks_before(self) -> Integers | None:
        """Ranks of the comparable week: (units, indicators); None without one."""
        if self.comparable is None:
            return None
        ranks: Integers = self.data.values.of("rank")[self._place(self.comparable)]
        return ranks

    @cached_property
    def compared_span(self) -> str:
        """The days of the comparable week; empty where it is the week before."""
        if self.comparable is None or self.data.week - self.comparable.week == WEEK:
            return ""
        return week_span(self.lang, self.comparable.week)

    def _place(self, snapshot: Published | None) -> int:
        """Return the place of a snapshot's week."""
        if snapshot is None:
            raise ValueError("a week without a snapshot has no numbers")
        return self.data.values.weeks.index(snapshot.snapshot_id)

    @cached_property
    def trend(self) -> list[int | None]:
        """Places of the twelve weeks; None where there are no data."""
        return [self._place(snapshot) if snapshot else None for snapshot in self.data.trend]

    @cached_property
    def is_uneven(self) -> bool:
        """Whether the week or the one before is short: changes carry a mark (F.3-5)."""
        return is_uneven(self.data)

    @cached_property
    def change_pattern(self) -> str:
        """The sentence about a change, with ``%(change)s`` where the change stands."""
        return change_pattern(self.data, self.lang)

    @cached_property
    def school_words(self) -> dict[str, str]:
        """Unit to ``452 школы``."""
        return {row.unit_id: schools(self.lang, row.schools) for row, _ in self.members}

    def changed(self, tenths: int) -> Json:
        """Return a change of a value in tenths of a point: signed, with the sentence that says against what."""
        found = self._changed.get(tenths)
        if found is None:
            found = self._changed[tenths] = {
                "dir": direction(tenths),
                "text": self.lang.signed(tenths),
                "label": self.change_pattern % {"change": self.lang.points(tenths)},
                "warn": self.is_uneven,
            }
        return found

    @cached_property
    def _changed(self) -> dict[int, Json]:
        """The changes that have been put into words."""
        return {}

    def moves(self, places: int) -> Json:
        """Return a movement by so many places, up where it is positive."""
        if places not in self._moves:
            self._moves[places] = move(self.lang, places, self.compared_span)
        return self._moves[places]

    @cached_property
    def _moves(self) -> dict[int, Json]:
        """The movements that have been put into words."""
        return {}

    @cached_property
    def counts(self) -> list[list[Counts]]:
        """Counts of every unit of the page, path included, by indicator and in the order of the block."""
        units = self.units
        arrays = [units.values.of(name)[self.now] for name in ("low", "medium", "high", "rank")]
        arrays += [array[self.now] for array in (units.counted, units.score, units.status)]
        return [[Counts(*row) for row in rows] for rows in np.stack(arrays, axis=-1).swapaxes(0, 1).tolist()]

    @cached_property
    def bars(self) -> list[list[Series]]:
        """The twelve weeks of the bars' values, by indicator and unit."""
        return self._lines(self.units.bar)

    @cached_property
    def scores(self) -> list[list[Series]]:
        """The twelve weeks of the scores, by indicator and unit."""
        return self._lines(self.units.score)

    @cached_property
    def school_lines(self) -> list[list[Series]]:
        """The twelve weeks of the schools' values, by indicator and school."""
        return self._lines(self.schools.value) if self.schools else []

    def _lines(self, tenths: Integers) -> list[list[Series]]:
        """Return the twelve weeks of (weeks, members, indicators), by indicator and member; None without a value."""
        # One more week at the end, without values: what weeks without data point to.
        weeks = np.concatenate([tenths, np.full_like(tenths[:1], -1)])
        shown = weeks[[-1 if place is None else place for place in self.trend]].transpose(2, 1, 0)
        lines = (shown / 10).astype(object)
        lines[shown < 0] = None
        found: list[list[Series]] = lines.tolist()
        return found

    @cached_property
    def ends(self) -> tuple[str, str]:
        """The first and the last day of the twelve weeks."""
        weeks = weeks_before(self.data.week, len(self.trend))
        return short_day(self.lang, weeks[0]), short_day(self.lang, last_day(weeks[-1]))

    @cached_property
    def moment(self) -> str:
        """The instant up to which the week's data count."""
        return moment_of_cut_off(self.lang, self.data.week)


_order = lru_cache(maxsize=2_000)(name_order)


def is_few(unit: UnitRow) -> bool:
    """Tell whether a unit has so few schools that its score says little (G-47)."""
    return unit.schools < FEW_SCHOOLS
