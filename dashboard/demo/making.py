"""Making drops: the country once, then week after week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from dashboard.demo.arrays import Flags, stream
from dashboard.demo.drop import DropPlan, made_with, write_drop
from dashboard.demo.facts import WeekFacts, make_country, week_facts
from dashboard.demo.register import SchoolRegister
from dashboard.demo.stamp import Generator
from dashboard.demo.stories import DETAILED_DISTRICT
from dashboard.demo.weeks import has_lessons, history


class Maker:
    """Makes the drops of one demonstration."""

    def __init__(self, generator: Generator) -> None:
        self.generator = generator
        self._country = make_country(generator.seed, generator.share, generator.anchor)
        self._register = SchoolRegister(self._country)
        self._known: dict[date, WeekFacts] = {}

    def write(self, folder: Path, week: date, detailed: float | None = None) -> None:
        """Write the drop of a week.

        Parameters
        ----------
        folder
            Where; a drop that is there is replaced.
        week
            Its Sunday.
        detailed
            Share of the schools that hand over lessons, district by district; without it one district does in the
            latest weeks.
        """
        facts = self._facts(week)
        chosen = self._usual(week) if detailed is None else self._share(detailed)
        chosen &= facts.listed & facts.connected & has_lessons(week)
        plan = DropPlan(facts, self._detailed_until(week), chosen, self._signature(detailed))
        write_drop(folder, self._country, plan, self._register)

    def is_written(self, folder: Path) -> bool:
        """Tell whether a folder holds the drop that `write` would make."""
        return made_with(folder) == self._signature(None)

    def _signature(self, detailed: float | None) -> dict[str, object]:
        """Return what the manifest says about the making."""
        return {**self.generator.as_json(), **({} if detailed is None else {"detailed_share": detailed})}

    def _facts(self, week: date) -> WeekFacts:
        """Return the counts of a week; those of detailed weeks are needed again in the next ones."""
        if week < self.generator.detailed:
            return week_facts(self._country, week)
        if week not in self._known:
            self._known[week] = week_facts(self._country, week)
        return self._known[week]

    def _detailed_until(self, week: date) -> Sequence[WeekFacts]:
        """Return the detailed weeks with lessons up to a week, this one included."""
        before = [of for of in history(week) if self.generator.detailed <= of < week and has_lessons(of)]
        return [*map(self._facts, before), self._facts(week)]

    def _usual(self, week: date) -> Flags:
        """Return which schools come detailed in the history."""
        chosen: Flags = self._country.schools.unit == DETAILED_DISTRICT
        return chosen & (week >= self.generator.detailed)

    def _share(self, share: float) -> Flags:
        """Return whole districts, taken at random, that hold at least a share of the schools."""
        district = self._country.schools.district
        order = stream(self.generator.seed, "detailed").permutation(district.max() + 1)
        sizes = np.bincount(district)[order]
        wanted = np.cumsum(sizes) - sizes < share * len(district)
        return np.isin(district, order[wanted])


def write_missing(maker: Maker, folder: Path, weeks: Sequence[date]) -> Iterator[date]:
    """Write the drops that are not there yet, and yield every week when its drop is."""
    for week in weeks:
        place = folder / week.isoformat()
        if not maker.is_written(place):
            maker.write(place, week)
        yield week
