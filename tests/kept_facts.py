"""A small demonstration week with a detailed district, published, and the rows behind it kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from dashboard.database import connection, engine, reading
from dashboard.demo.history import build_records
from dashboard.demo.stories import DETAILED_DISTRICT
from dashboard.facts.keeping import keep_facts
from dashboard.facts.store import Kept, every
from dashboard.schema import school_value, snapshot
from dashboard.settings import Settings
from dashboard.snapshot.build import build_snapshot
from dashboard.timeline import Timeline
from queries import snapshots
from queries.facts import FactStore
from queries.school_facts import SchoolReader
from tests.made_once import copied, share_static_files

WEEK = date(2026, 11, 15)
SEED, SHARE = 7, 0.01


@dataclass(frozen=True)
class Week:
    """The installation.

    Attributes
    ----------
    settings, drop, kept
        It, the records of the week, and what is kept of them.
    """

    settings: Settings
    drop: Path
    kept: Kept

    @property
    def store(self) -> FactStore:
        return FactStore(self.settings)

    @property
    def timeline(self) -> Timeline:
        with reading(self.settings) as opened:
            return snapshots.timeline(opened)

    @property
    def detailed_school(self) -> str:
        """The first of the schools that hand over lessons."""
        [(found,)] = self.rows("SELECT min(school_id) FROM {lessons}", "lessons")
        return str(found)

    def published(self) -> dict[tuple[str, str], tuple[int | None, int | None]]:
        """Return numerator and denominator by school and indicator, as the snapshot has them."""
        columns = (school_value.c.school_id, school_value.c.indicator, school_value.c.numerator)
        query = select(*columns, school_value.c.denominator).join(snapshot)
        with connection(self.settings) as opened:
            return {(row[0], row[1]): (row[2], row[3]) for row in opened.execute(query)}

    @contextmanager
    def reader(self, school: str, district: str = DETAILED_DISTRICT) -> Iterator[SchoolReader]:
        """Give a reader of a school."""
        store, timeline = self.store, self.timeline
        shown = timeline.at(WEEK)
        assert shown is not None
        with store.cursor() as opened:
            yield SchoolReader(store, opened, school, district, timeline, shown)

    def rows(self, query: str, *tables: str) -> list[tuple[object, ...]]:
        """Return the rows of a query; ``{name}`` stands for a table."""
        store = self.store
        with store.cursor() as opened:
            return opened.execute(query.format(**{t: store.scan(t, [self.kept.snapshot]) for t in tables})).fetchall()


def make_week(factory: pytest.TempPathFactory) -> Week:
    """Return a copy of the week for one module."""
    folder = copied(factory, "kept-facts", _make)
    share_static_files(factory, folder / "var")
    return _week_in(folder)


def _week_in(folder: Path) -> Week:
    """Return the week that was made in a folder."""
    settings = Settings.from_environment({"BELSENDI_DATA": str(folder / "var")})
    (kept,) = every(settings)
    return Week(settings, folder / WEEK.isoformat(), kept)


def _make(folder: Path) -> None:
    """Make records, publish them and keep their rows."""
    settings = Settings.from_environment({"BELSENDI_DATA": str(folder / "var")})
    drop = folder / WEEK.isoformat()
    build_records(WEEK, drop, seed=SEED, share=SHARE, detailed=None)
    build_snapshot([drop], WEEK, settings, publish=True)
    keep_facts([drop], WEEK, settings)
    engine(settings).dispose()
