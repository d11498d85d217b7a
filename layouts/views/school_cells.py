"""The values of a district's schools for one indicator."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from dashboard.indicators import INDICATORS, Indicator
from layouts.views.measures import SchoolMeasures, share
from layouts.views.reading import Reading, Series
from layouts.views.words import indicator_name


@dataclass(frozen=True)
class SchoolTable:
    """One indicator of the page's schools.

    Attributes
    ----------
    measures
        What follows from the schools' values.
    place, item
        The indicator.
    """

    reading: Reading
    measures: SchoolMeasures
    place: int
    item: Indicator

    @cached_property
    def name(self) -> str:
        """The indicator's name."""
        return indicator_name(self.reading.lang, self.item.key)

    @cached_property
    def target(self) -> int:
        """Percent from which a school meets the indicator."""
        return self.reading.data.config.school_target(self.item.key)

    @cached_property
    def now(self) -> list[int]:
        """Tenths of a percent of the shown week, by school."""
        found: list[int] = self.measures.value[self.reading.now, :, self.place].tolist()
        return found

    @cached_property
    def statuses(self) -> list[int]:
        """Statuses of the shown week, by school."""
        found: list[int] = self.measures.status[self.reading.now, :, self.place].tolist()
        return found

    @cached_property
    def pairs(self) -> list[list[int]]:
        """Numerators and denominators of the shown week, by school."""
        found: list[list[int]] = self.measures.values.numbers[self.reading.now, :, self.place, :2].tolist()
        return found

    @cached_property
    def changes(self) -> list[int | None]:
        """Changes in tenths of a point, by school; None unless it has values in both weeks (F.3-6, Q-40)."""
        found = self.reading.school_changes
        if found is None:
            return [None] * len(self.now)
        tenths, known = found
        pairs = zip(tenths[:, self.place].tolist(), known[:, self.place].tolist(), strict=True)
        return [change if is_known else None for change, is_known in pairs]

    def pooled(self, unit: int) -> Series:
        """Return the twelve weeks of the share of a unit's schools together (Q-23), by the unit's place."""
        reading = self.reading
        part, whole = (reading.data.values.of(name)[:, unit, self.place] for name in ("numerator", "denominator"))
        tenths = share(part, whole)
        weeks = [week if week is not None and whole[week] else None for week in reading.trend]
        return [None if week is None else float(tenths[week]) / 10 for week in weeks]

    def reason(self, at: int) -> str:
        """Return why a school has no value."""
        state = self.reading.data.schools[at].state
        return "no_marks" if state == "data" else state


def school_tables(reading: Reading) -> list[SchoolTable]:
    """Return one table per indicator, in the order of the page; none on pages of regions and of the republic."""
    measures = reading.schools
    if measures is None:
        return []
    return [SchoolTable(reading, measures, place, item) for place, item in enumerate(INDICATORS.values())]
