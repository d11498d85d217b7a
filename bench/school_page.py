"""One school's page on a national year, and what it takes to keep a national week.

``python -m bench school_page --scale 1 --weeks 39 --folder /disk/with/room``: one week is made, built and kept; the
other weeks are links to its files under names of their own, so the page reads as many files as a year has. Measured is
what the page of schools drawn by lot takes: reading its rows and making its statistics, in each variant, over a week, a
term, the year, or days drawn by lot; and the list of lessons behind a percentage. The week's indicators, which every
page of the monitor reads too, are not in it. The files are in the machine's memory, as they are after some use.
"""

from __future__ import annotations

import argparse
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bench.results import Result, percentile, show
from dashboard.configuration import load_configuration
from dashboard.demo.national import National, write_national
from dashboard.facts import store
from dashboard.facts.keeping import keep_facts
from dashboard.facts.store import Kept
from dashboard.locales import language
from dashboard.school_choice import VARIANTS, SchoolChoice
from dashboard.settings import Settings
from dashboard.snapshot.build import build_snapshot
from dashboard.timeline import Published, Timeline
from dashboard.weeks import WEEK, weeks_before
from layouts.views.journal_statistics import Statistics, statistics
from layouts.views.school_behind import links
from layouts.views.school_lessons import Lessons, lessons
from queries.facts import FactStore
from queries.school_facts import SchoolReader

MILLISECONDS = 150
PAGES, WARMING = 40, 5  # of each kind and variant; the first ones, which find nothing open, are left out


def main(arguments: Sequence[str]) -> int:
    """Measure and print; the exit code tells whether every limit was kept."""
    parser = argparse.ArgumentParser(prog="python -m bench school_page", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is the country")
    parser.add_argument("--weeks", type=int, default=39, help="of the year")
    parser.add_argument("--folder", type=Path, help="where there is room: 2 GB at scale 1")
    parser.add_argument("--kept", type=Path, help="a data folder in which a national week is kept already")
    chosen = parser.parse_args(arguments)
    with TemporaryDirectory(prefix="school-page-", dir=chosen.folder) as scratch:
        results = list(_measured(Path(scratch), chosen.kept, chosen.scale, chosen.weeks))
    return 0 if show("A school's page on a national year", results) else 1


def _measured(scratch: Path, kept: Path | None, scale: float, weeks: int) -> Iterator[Result]:
    """Yield what keeping takes, and the milliseconds of reading."""
    settings = Settings.from_environment({"BELSENDI_DATA": str(kept or scratch)})
    if kept is None:
        yield from _keep(settings, scratch / "drop", scale)
    (week,) = store.every(settings)[-1:]
    yield Result("a week's rows", week.size / 1e6, "MB")
    yield Result("a year's rows", week.size * weeks / 1e9, "GB")
    linked = replace(settings, facts=scratch / "year")
    timeline = _year(settings, linked, week, weeks)
    yield from _pages(linked, timeline)


def _keep(settings: Settings, drop: Path, scale: float) -> Iterator[Result]:
    """Make a national week, build it and keep its rows."""
    plan = National(scale, 1)
    write_national(drop, plan)
    build_snapshot([drop], plan.week, settings, publish=True)
    start = time.perf_counter()
    keep_facts([drop], plan.week, settings)
    yield Result("keeping a week", time.perf_counter() - start, "s")
    shutil.rmtree(drop)


def _year(settings: Settings, linked: Settings, week: Kept, count: int) -> Timeline:
    """Link a week's files under the names of a year's weeks."""
    published = []
    for number, sunday in enumerate(weeks_before(week.week, count)):
        name = f"week-{number:02}"
        shutil.copytree(store.folder_of(settings, week.snapshot), store.folder_of(linked, name), copy_function=os.link)
        manifest = store.folder_of(linked, name) / store.MANIFEST
        manifest.unlink()
        manifest.write_text(replace(week, snapshot=name).as_json(), encoding="utf-8")
        published.append(Published(number, name, sunday, 5, False, False, "bench", datetime.now(UTC), "data"))
    return Timeline(tuple(published))


def _pages(settings: Settings, timeline: Timeline) -> Iterator[Result]:
    """Yield the milliseconds of pages over each kind of interval, and of all of them together."""
    bench = _Pages(settings, timeline)
    every: list[float] = []
    for name, choose in _INTERVALS.items():
        times = [bench.page(choose(bench, variant)) for _ in range(PAGES) for variant in VARIANTS]
        every += times[WARMING:]
        yield Result(f"a school's statistics over {name}, half of the pages", percentile(times[WARMING:], 0.5), "ms")
        yield Result(f"95 of 100 of them, {name}", percentile(times[WARMING:], 0.95), "ms")
    yield Result("95 of 100 pages, all intervals and variants", percentile(every, 0.95), "ms", MILLISECONDS)
    times = [bench.lessons() for _ in range(PAGES)]
    yield Result("the lessons behind a percentage of the year, 95 of 100 lists", percentile(times, 0.95), "ms")


class _Pages:
    """The pages of schools of a year, drawn by lot.

    Parameters
    ----------
    settings
        Where the year's rows are.
    timeline
        Its weeks.
    """

    def __init__(self, settings: Settings, timeline: Timeline) -> None:
        self.facts, self.timeline, self.dice = FactStore(settings), timeline, Random(1)
        self.shown, self.first = timeline.snapshots[-1], timeline.snapshots[0].week
        self.config = load_configuration().for_week(self.shown.week)
        with self.facts.cursor() as opened:
            scan = self.facts.scan("schools", [self.shown.content_id])
            self.schools = opened.execute(f"SELECT school_id, unit_id FROM {scan} ORDER BY ALL").fetchall()

    def week(self, variant: str) -> SchoolChoice:
        """Choose the shown week."""
        return SchoolChoice(variant=variant)

    def term(self, variant: str) -> SchoolChoice:
        """Choose nine weeks, which is a term."""
        return self._days(variant, self.shown.week - 8 * WEEK, self.shown.week + WEEK)

    def year(self, variant: str) -> SchoolChoice:
        """Choose all weeks there are."""
        return self._days(variant, self.first, self.shown.week + WEEK)

    def days(self, variant: str) -> SchoolChoice:
        """Choose days by lot."""
        span = (self.shown.week - self.first).days
        first, last = sorted(self.dice.randrange(span + 7) for _ in range(2))
        return self._days(variant, self.first + timedelta(first), self.first + timedelta(last))

    def _days(self, variant: str, first: date, last: date) -> SchoolChoice:
        """Choose an interval."""
        return SchoolChoice(variant=variant, period="dates", first=first, last=last)

    def page(self, choice: SchoolChoice) -> float:
        """Return the milliseconds of a page."""
        start = time.perf_counter()
        with self._reader() as reader:
            facts = reader.facts(choice)
        statistics(Statistics(language("kk"), facts, choice, self.config))
        links(facts, choice)
        return 1000 * (time.perf_counter() - start)

    def lessons(self) -> float:
        """Return the milliseconds of a list of lessons."""
        choice = replace(self.year("school"), listed="journal", missing=True)
        start = time.perf_counter()
        with self._reader() as reader:
            facts, rows = reader.facts(choice), reader.lessons(choice)
        lessons(Lessons(language("kk"), facts, choice, rows, frozenset()))
        return 1000 * (time.perf_counter() - start)

    @contextmanager
    def _reader(self) -> Iterator[SchoolReader]:
        """Give a reader of a school drawn by lot."""
        school, district = self.dice.choice(self.schools)
        with self.facts.cursor() as opened:
            yield SchoolReader(self.facts, opened, school, district, self.timeline, self.shown)


_INTERVALS: Mapping[str, Callable[[_Pages, str], SchoolChoice]] = {
    "the week": _Pages.week,
    "a term": _Pages.term,
    "the year": _Pages.year,
    "days by lot": _Pages.days,
}
