"""The rows behind one school's page on a national year, and what it takes to keep a national week.

``python -m bench school_page --scale 1 --weeks 39 --folder /disk/with/room``: one week is made, built and kept; the
other weeks are links to its files under names of their own, so the page reads as many files as a year has. The page
cache is warm, as it is for a school that somebody looks at.
"""

from __future__ import annotations

import argparse
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bench.results import Result, percentile, show
from dashboard.demo.national import National, write_national
from dashboard.facts import store
from dashboard.facts.keeping import keep_facts
from dashboard.facts.store import Kept
from dashboard.school_choice import SchoolChoice
from dashboard.settings import Settings
from dashboard.snapshot.build import build_snapshot
from dashboard.timeline import Published, Timeline
from dashboard.weeks import WEEK, weeks_before
from queries.facts import FactStore
from queries.school_facts import SchoolReader

MILLISECONDS = 150
SCHOOLS, WARMING = 60, 5


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
    for period, limit in (("week", MILLISECONDS), ("q2", None), ("year", MILLISECONDS)):
        times = _times(linked, timeline, SchoolChoice(period=period))
        yield Result(f"a school, {period}: half of the pages", percentile(times, 0.5), "ms")
        yield Result(f"a school, {period}: 95 of 100 pages", percentile(times, 0.95), "ms", limit)


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


def _times(settings: Settings, timeline: Timeline, choice: SchoolChoice) -> list[float]:
    """Return the milliseconds it takes to read what the page of each of some schools needs."""
    facts = FactStore(settings)
    shown = timeline.snapshots[-1]
    first = timeline.snapshots[0].week
    if choice.period == "year":  # whatever the calendar says, all weeks there are
        choice = replace(choice, period="dates", first=first, last=shown.week + WEEK)
    with facts.cursor() as opened:
        scan = facts.scan("schools", [shown.content_id])
        schools = opened.execute(f"SELECT school_id, unit_id FROM {scan} ORDER BY ALL").fetchall()
    taken = []
    for school, district in Random(1).sample(schools, min(SCHOOLS, len(schools))):
        start = time.perf_counter()
        with facts.cursor() as opened:
            SchoolReader(facts, opened, school, district, timeline, shown).facts(choice)
        taken.append(1000 * (time.perf_counter() - start))
    return taken[WARMING:]
