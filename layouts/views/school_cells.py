"""The values of a district's schools for one indicator."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from dashboard.indicators import INDICATORS, PAPERLESS, Indicator
from dashboard.locales import ABSENT
from layouts.views.measures import GOOD, NONE, STATUSES, SchoolMeasures
from layouts.views.reading import Reading
from layouts.views.words import Json, absence, indicator_name


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
        return self.reading.data.config.targets[self.item.key]

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

    def cells(self) -> list[Json]:
        """Return one cell per school, in the order of the page's schools."""
        tenths, changed = self.reading.lang.tenths, self.reading.changed
        columns = (self.now, self.statuses, self.changes, self.reading.school_lines[self.place])
        return [
            {
                "value": tenths(now) if now >= 0 else ABSENT,
                "status": STATUSES[status],
                "sort": now / 10 if now >= 0 else None,
                "change": None if moved is None else changed(moved),
                "spark": line,
                "reason": None if now >= 0 else absence(self.reading.lang, self._why(at)),
            }
            for at, (now, status, moved, line) in enumerate(zip(*columns, strict=True))
        ]

    def _why(self, at: int) -> str:
        """Return why a school has no value."""
        state = self.reading.data.schools[at].state
        return "no_marks" if state == "data" else state

    def below_norm(self) -> list[int]:
        """Return the places of the schools below the target, the closest first."""
        below = [at for at, status in enumerate(self.statuses) if status not in {NONE, GOOD}]
        return sorted(below, key=lambda at: -self.now[at])

    def below_row(self, at: int) -> Json:
        """Return one school below the target in the table of what to mend first."""
        reading, lang = self.reading, self.reading.lang
        row: Json = {"unit": None, "name": lang.name(reading.data.schools[at].names)[0]}
        if self.item.key == PAPERLESS:
            met, seven = self.pairs[at]
            missing = lang.ngettext("%(num)s indicator", "%(num)s indicators", seven - met)
            return row | {"lift": lang.of(met, seven), "gap": missing}
        gap = self.now[at] - 10 * self.target
        return row | {"lift": lang.percent(self.now[at]), "gap": lang.points(gap)}


def school_tables(reading: Reading) -> list[SchoolTable]:
    """Return one table per indicator, in the order of the page; none on pages of regions and of the republic."""
    measures = reading.schools
    if measures is None:
        return []
    return [SchoolTable(reading, measures, place, item) for place, item in enumerate(INDICATORS.values())]
