"""The demonstration from nothing to published snapshots, or from where the last run ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from dashboard.demo.stamp import SOURCE, VERSION, Generator, Stamp, demo_folder, read_stamp, require_same
from dashboard.errors import SettingsError, SnapshotError
from dashboard.settings import Settings
from dashboard.weeks import ALMATY, WEEK, week_of

DEFAULT_SEED = 2026
RECORDS, SNAPSHOTS = "records", "snapshots"  # the two steps
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What a run came to.

    Attributes
    ----------
    first, last
        The first and the last week of the demonstration.
    weeks, new
        How many weeks it has, and how many of them this run published.
    folder, database
        Where the drops and the snapshots are; the address of the database without its password.
    """

    first: date
    last: date
    weeks: int
    new: int
    folder: Path
    database: str


def build(  # noqa: PLR0913 the switches of the command, by name
    settings: Settings,
    *,
    today: date | None = None,
    seed: int = DEFAULT_SEED,
    share: float = 1.0,
    weeks: int | None = None,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> Made:
    """Make the drops that are missing and publish their snapshots.

    Parameters
    ----------
    settings
        Where the drops and the database are.
    today
        The day it is; the history ends with the latest full week before it. Without it: now, in Almaty.
    seed
        Of everything random.
    share
        Of the schools of each district, of which at least three stay; all regions and districts stay.
    weeks
        Only so many of the latest weeks; without it everything from September 2025, or from where the demonstration
        that is there begins.
    folder
        Where the drops go; without it ``demo/records`` in the data folder.
    progress
        Called with the step (records, snapshots), weeks done and weeks to do.

    Raises
    ------
    SettingsError
        If seed, share or number of weeks cannot be used.
    SnapshotError
        If the database holds anything else, or the data folder a demonstration made otherwise.
    """
    _require_sensible(seed, share, weeks)
    last = latest_week(today)
    place = folder or demo_folder(settings) / "records"
    stamp = read_stamp(settings)
    if stamp:
        require_same(stamp, seed, share, settings)
    published = _published(settings)
    if stamp and weeks is None and _is_complete(stamp, last, published):
        _keep_facts(settings, stamp, place)
        return Made(stamp.first, max(stamp.weeks), len(stamp.weeks), 0, place, _address(settings))
    run = _Run(settings, place, progress or _quietly)
    made = run.carry_on(stamp or _new_stamp(_generator(seed, share, last), weeks), last, weeks, published)
    _keep_facts(settings, read_stamp(settings), place)
    return made


def build_records(
    week: date, folder: Path, *, seed: int = DEFAULT_SEED, share: float = 1.0, detailed: float | None = None
) -> None:
    """Write the drop of one week and nothing else.

    Parameters
    ----------
    week
        Its Sunday.
    folder
        The drop's folder; what is there must be a drop of the demonstration, or nothing.
    seed, share
        As in `build`.
    detailed
        Share of the schools that hand over lessons and marks instead of counts.

    Raises
    ------
    SettingsError
        If a number cannot be used, the week has no calendar, or the folder holds something else.
    """
    _require_sensible(seed, share, None)
    if detailed is not None and not 0 <= detailed <= 1:
        raise SettingsError(f"The share of detailed schools is {detailed:g}. Give a number from 0 to 1.")
    from dashboard.demo.making import Maker  # noqa: PLC0415
    from dashboard.demo.weeks import history  # noqa: PLC0415

    if week not in history(week):
        raise SettingsError(f"{week} is no week of the demonstration. Name a Sunday in a school year with a calendar.")
    Maker(_generator(seed, share, week)).write(folder, week, detailed)


def _keep_facts(settings: Settings, stamp: Stamp | None, folder: Path) -> None:
    """Keep the rows behind the weeks in which a district comes detailed, as far as they are not kept yet."""
    from dashboard.facts import store  # noqa: PLC0415

    weeks = stamp.weeks.items() if stamp else ()
    detailed = [(week, name) for week, name in weeks if stamp and week >= stamp.generator.detailed]
    missing = [week for week, name in detailed if not store.find(settings, name)]
    drops = [(week, folder / week.isoformat()) for week in missing if (folder / week.isoformat()).is_dir()]
    if drops:
        from dashboard.facts.keeping import keep_facts  # noqa: PLC0415

        for week, drop in drops:
            keep_facts([drop], week, settings)


def latest_week(today: date | None = None) -> date:
    """Return the latest full week before a day; without one, before now in Almaty."""
    return week_of(today or datetime.now(ALMATY).date()) - WEEK


def _require_sensible(seed: int, share: float, weeks: int | None) -> None:
    """Check the numbers a person gives."""
    if seed < 0:
        raise SettingsError(f"The seed is {seed}. Give a whole number that is not negative.")
    if not 0 < share <= 1:
        raise SettingsError(f"The share of schools is {share:g}. Give a number above 0, up to 1.")
    if weeks is not None and weeks < 1:
        raise SettingsError(f"The number of weeks is {weeks}. Give at least 1.")


def _generator(seed: int, share: float, anchor: date) -> Generator:
    """Return what a history that ends with a week is made with."""
    from dashboard.demo.weeks import first_detailed  # noqa: PLC0415 needs pandas, which a run without work can spare

    return Generator(VERSION, seed, share, anchor, first_detailed(anchor))


def _new_stamp(generator: Generator, count: int | None) -> Stamp:
    """Return the stamp of a demonstration that begins now."""
    from dashboard.demo.weeks import history  # noqa: PLC0415

    return Stamp(generator, history(generator.anchor, count)[0], None, {})


def _is_complete(stamp: Stamp, last: date, published: Mapping[date, str]) -> bool:
    """Tell whether there is nothing to do."""
    there = all(published.get(week) == content_id for week, content_id in stamp.weeks.items())
    return stamp.through is not None and stamp.through >= last and there


def _published(settings: Settings) -> dict[date, str]:
    """Return the frozen weeks of the database and their content ids.

    Raises
    ------
    SnapshotError
        If weeks of another source are among them: made-up numbers never stand beside real ones.
    """
    from dashboard.database import connection, database_file  # noqa: PLC0415 needs half a second to load
    from dashboard.snapshot.revisions import read_revisions  # noqa: PLC0415

    file = database_file(settings)
    if file and not (file.exists() and file.stat().st_size):
        return {}  # the first import makes it
    with connection(settings) as opened:
        revisions = read_revisions(opened)
    foreign = sorted({item.source or "?" for item in revisions if item.source != SOURCE})
    if foreign:
        raise SnapshotError(
            f"The database {_address(settings)} holds weeks that are not of the demonstration (source: "
            f"{', '.join(foreign)}). Nothing was written. Set DATABASE_URL or BELSENDI_DATA to another place."
        )
    return {item.week: item.content_id for item in revisions if item.frozen}


def _address(settings: Settings) -> str:
    """Return the database's address without its password."""
    from sqlalchemy import make_url  # noqa: PLC0415

    return make_url(settings.database_url).render_as_string()


def _quietly(step: str, done: int, total: int) -> None:
    """Report no progress."""


@dataclass(frozen=True, slots=True)
class _Run:
    """A run that has something to do."""

    settings: Settings
    folder: Path
    progress: Progress

    def carry_on(self, stamp: Stamp, last: date, count: int | None, published: Mapping[date, str]) -> Made:
        """Make and publish what is missing up to a week."""
        from dashboard.demo.weeks import history  # noqa: PLC0415

        wanted = history(last, count)
        if count is None:
            wanted = [week for week in wanted if week >= stamp.first] or [stamp.first]
        kept = {week: name for week, name in stamp.weeks.items() if published.get(week) == name}
        stamp = Stamp(stamp.generator, min(stamp.first, wanted[0]), None, kept)
        wanted = sorted({*wanted, *stamp.weeks})
        missing = [week for week in wanted if week not in kept]
        stamp.write(self.settings)
        if missing:
            stamp = self._make_and_publish(stamp, missing)
        stamp.completed(wanted[0], last).write(self.settings)
        return Made(wanted[0], wanted[-1], len(wanted), len(missing), self.folder, _address(self.settings))

    def _make_and_publish(self, stamp: Stamp, weeks: Sequence[date]) -> Stamp:
        """Make the drops; publish each as soon as it is there, while another process makes the next ones."""
        from dashboard.demo.records_process import making  # noqa: PLC0415

        self.progress(RECORDS, 0, len(weeks))
        if len(weeks) == 1:  # it is made before another process has begun
            return self._publish(stamp, self._made_here(stamp.generator, weeks), 1)
        with making(
            stamp.generator, self.folder, weeks, lambda made: self.progress(RECORDS, made, len(weeks))
        ) as arriving:
            return self._publish(stamp, arriving, len(weeks))

    def _made_here(self, generator: Generator, weeks: Sequence[date]) -> Iterator[date]:
        """Make the drops in this process, and yield every week when its drop is there."""
        from dashboard.demo.making import Maker, write_missing  # noqa: PLC0415

        for made, week in enumerate(write_missing(Maker(generator), self.folder, weeks), 1):
            self.progress(RECORDS, made, len(weeks))
            yield week

    def _publish(self, stamp: Stamp, weeks: Iterable[date], count: int) -> Stamp:
        """Import drops by the function behind ``belsendi snapshot build --publish``."""
        from dashboard.snapshot.build import build_snapshot  # noqa: PLC0415

        self.progress(SNAPSHOTS, 0, count)
        for done, week in enumerate(weeks, 1):
            report = build_snapshot([self.folder / week.isoformat()], week, self.settings, publish=True, reopen=True)
            stamp = stamp.with_week(week, report.snapshot or "")
            stamp.write(self.settings)
            self.progress(SNAPSHOTS, done, count)
        return stamp
