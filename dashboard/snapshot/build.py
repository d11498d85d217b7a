"""A week from its records to the database: read, check, compute, write, publish."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from dashboard import migrations
from dashboard.configuration import MonitorConfig, load_configuration
from dashboard.database import connection, transaction
from dashboard.errors import ConfigurationError, DropRefused, Refusal, SnapshotError
from dashboard.settings import Settings
from dashboard.snapshot.calendar import calendar_mark
from dashboard.snapshot.compute import Computed, Gathering, compute
from dashboard.snapshot.contract import COUNTRY_SCOPE, REPUBLIC
from dashboard.snapshot.lock import only_build
from dashboard.snapshot.notes import Note
from dashboard.snapshot.publish import Contents, note_rows, publish, read_notes, write_snapshot
from dashboard.snapshot.quality import as_refusals, changes, table_totals, too_many_rejects
from dashboard.snapshot.records import Drop, read_drop
from dashboard.snapshot.report import (
    BUILT,
    REFUSED,
    TOO_MANY_REJECTS,
    UNCHANGED,
    BuildReport,
)
from dashboard.snapshot.revised import revised_until, revised_values
from dashboard.snapshot.revisions import PUBLISHED, Revision, base_of, closed_since, read_revisions
from dashboard.snapshot.scratch import sweep
from dashboard.snapshot.unit_notes import find, unit_notes

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Choices:
    """How a week is to be built.

    Attributes
    ----------
    config_file
        The monitor's configuration; the project's own without.
    accept_rejects
        Go on where more rows were set aside than the limit allows (Q-96).
    strict
        Refuse a week that does not look like the last one (Q-93).
    publish
        Publish it in the same transaction.
    reopen
        Take a corrected drop of a week that is closed: too long before the latest published one.
    """

    config_file: Path | None = None
    accept_rejects: bool = False
    strict: bool = False
    publish: bool = False
    reopen: bool = False


def build_snapshot(  # noqa: PLR0913 the switches of the command, by name
    paths: Sequence[Path],
    week: date | None,
    settings: Settings,
    *,
    config_file: Path | None = None,
    accept_rejects: bool = False,
    strict: bool = False,
    publish: bool = False,
    reopen: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Build a week, and raise where nothing can be written.

    Parameters
    ----------
    paths
        Drops, read as one (Q-91).
    week
        Its Sunday; without it the manifests' (Q-90).
    config_file, accept_rejects, strict, publish, reopen
        As in `Choices`.
    progress
        Called with a few words when a step begins.

    Returns
    -------
    BuildReport
        With the status ``built`` or ``unchanged``.

    Raises
    ------
    DropRefused, TooManyRejects
        If the records cannot be used; nothing was written.
    ConfigurationError, SnapshotError
        If the configuration or the database cannot be used.
    """
    choices = Choices(config_file, accept_rejects, strict, publish, reopen)
    report = attempt_build(paths, week, settings, choices, progress)
    report.raise_refusal()
    return report


def attempt_build(
    paths: Sequence[Path], week: date | None, settings: Settings, choices: Choices, progress: Progress | None = None
) -> BuildReport:
    """Build a week; records that cannot be used are a report, not an error.

    Raises
    ------
    ConfigurationError, SnapshotError
        If the configuration or the database cannot be used, or somebody else is building.
    """
    configuration = load_configuration(choices.config_file)
    with only_build(settings, f"week {week or 'of the manifest'}"):
        sweep()
        try:
            with read_drop(paths, week, settings, progress=progress) as drop:
                config = configuration.for_week(drop.week)
                return _Build(drop, config, settings, choices, progress or _quietly).run()
        except DropRefused as error:
            return BuildReport(REFUSED, week, errors=error.reasons)
        except OSError as error:
            raise SnapshotError(
                f"{error.filename or tempfile.gettempdir()}: {error.strerror or error}; nothing was written. "
                "If there is no room left, make some, or set TMPDIR to a folder with more."
            ) from error


def content_id(week: date, config_version: int, drop_hash: str, calendar: str = "") -> str:
    """Return the name of a snapshot: the hash of its week, configuration version and accepted rows (Q-92).

    `calendar` is of `calendar_mark`: an imported calendar that changes the days of the week is content, too.
    """
    text = "\n".join(filter(None, (week.isoformat(), str(config_version), drop_hash, calendar)))
    return hashlib.sha256(text.encode()).hexdigest()


def content_of(drop: Drop, config_version: int, drop_hash: str) -> str:
    """Return the name of a drop's snapshot under the calendar that holds here and now."""
    mark = "" if _has_country_days(drop) else calendar_mark(drop.week)
    return content_id(drop.week, config_version, drop_hash, mark)


# Notes that come from the accepted rows, not from the form in which they were delivered.
COMPUTED_KINDS = frozenset({"school_not_connected", "accounts_missing", "total_moved", "school_absent"})


def _quietly(step: str) -> None:
    """Report no progress."""


@dataclass(frozen=True, slots=True)
class _Build:
    """A build whose drop could be read."""

    drop: Drop
    config: MonitorConfig
    settings: Settings
    choices: Choices
    progress: Progress

    def run(self) -> BuildReport:
        """Stop at too many rejects, find out whether the same content is there, else compute and write."""
        drop = self.drop
        excess = too_many_rejects(drop.counts, self.settings.reject_limit)
        report = BuildReport(
            BUILT,
            drop.week,
            rejects_accepted=bool(excess),
            counts=drop.counts,
            rejects=drop.rejects,
            notes=tuple(drop.notes),
        )
        if excess and not self.choices.accept_rejects:
            return report.refused(excess, TOO_MANY_REJECTS)
        migrations.require_or_create(self.settings)
        self.progress("hash")
        drop_hash = drop.content_hash()
        content = content_of(drop, self.config.version, drop_hash)
        with connection(self.settings) as reading:
            revisions = read_revisions(reading)
        same = [item for item in revisions if item.week == drop.week and item.content_id == content]
        if same:
            return self._unchanged(same[0], report)
        first = closed_since(drop.week, revisions, self.settings.revision_weeks)
        if first and not self.choices.reopen:
            return report.refused([_closed(drop.week, first)])
        return self._new(replace(report, snapshot=content, drop=drop_hash), revisions)

    def _unchanged(self, found: Revision, report: BuildReport) -> BuildReport:
        """Report that the same content is there already; publish it if that is what is wanted."""
        if MonitorConfig.from_json(found.config) != self.config:
            raise ConfigurationError(
                f"Version {self.config.version} of the configuration has changed since week {found.week} was computed "
                "with it; a version that has been used stays as it is. Give the new numbers a version of their own."
            )
        if self.choices.publish:
            with transaction(self.settings) as writing:
                publish(writing, found.id)
        with connection(self.settings) as reading:
            notes = read_notes(reading, found.id)
        return replace(
            report,
            status=UNCHANGED,
            snapshot=found.content_id,
            revision=found.revision,
            published=self.choices.publish or found.status == PUBLISHED,
            # What was wrong with these files may differ: rejected rows are no part of the content.
            notes=(*report.notes, *self._acceptance(report), *(note for note in notes if note.kind in COMPUTED_KINDS)),
        )

    def _new(self, report: BuildReport, revisions: Sequence[Revision]) -> BuildReport:
        """Compute the week and write it, in one transaction."""
        self.progress("compute")
        computed = compute(
            self.drop.tables,
            self.drop.present,
            self.drop.week,
            self.config,
            Gathering(self.drop.engine.lessons_at_once),
        )
        totals = table_totals(self.drop)
        changed = self._changes(computed, totals, revisions)
        notes = (*self.drop.notes, *computed.notes, *self._acceptance(report), *changed)
        report = replace(report, notes=notes)
        if self.choices.strict and changed:
            return report.refused(as_refusals(changed))
        revised = revised_values(computed)
        base = base_of(self.drop.week, revisions)
        with connection(self.settings) as reading:
            found = find(reading, computed, notes, base)
        contents = self._contents(computed, totals, report, revised, unit_notes(computed, found))
        self.progress("write")
        with transaction(self.settings) as writing:
            written = write_snapshot(writing, contents)
            if self.choices.publish:
                publish(writing, written.id)
        return replace(report, revision=written.revision, published=self.choices.publish)

    def _changes(self, computed: Computed, totals: Mapping[str, int], revisions: Sequence[Revision]) -> list[Note]:
        """Return what differs too much from the last week with data; nothing in a week without teaching (Q-93)."""
        base = base_of(self.drop.week, revisions)
        if base is None or not (computed.schools["teaching_days"] > 0).any():
            return []
        with connection(self.settings) as reading:
            return changes(reading, base, self.drop, totals, self.settings.change_limit)

    def _acceptance(self, report: BuildReport) -> list[Note]:
        """Return the mark that too many rejects were accepted (Q-96)."""
        if not report.rejects_accepted:
            return []
        excess = too_many_rejects(self.drop.counts, self.settings.reject_limit)
        return [Note("rejects_accepted", {"tables": [reason.table for reason in excess]})]

    def _contents(
        self,
        computed: Computed,
        totals: Mapping[str, int],
        report: BuildReport,
        revised: pd.DataFrame,
        of_units: pd.DataFrame,
    ) -> Contents:
        """Return everything that is written."""
        head = {
            "content_id": report.snapshot,
            "week": self.drop.week,
            "config_version": self.config.version,
            "config": self.config.as_json(),
            "teaching_days": computed.teaching_days,
            "calendar_assumed": computed.calendar_assumed,
            "rejects_accepted": report.rejects_accepted,
            "source": self.drop.source[:200],
            "produced_at": self.drop.produced_at,
            "drop_hash": report.drop,
            "revised_until": revised_until(self.drop.week),
        }
        rows = {
            "unit_week": computed.units,
            "unit_value": computed.unit_values,
            "unit_statistic": computed.statistics,
            "school_week": computed.schools,
            "school_value": computed.values,
            "revised_value": revised,
            "calendar_day": computed.calendar_days,
            "snapshot_table": _table_rows(self.drop.counts, totals),
            "reject": _reject_rows(self.drop.rejects),
            "note": note_rows(report.notes),
            "unit_note": of_units,
        }
        return Contents(head, rows)


def _has_country_days(drop: Drop) -> bool:
    """Tell whether a drop brings the country's calendar along, so that no other one matters (Q-31)."""
    if "calendar" not in drop.present:
        return False
    scopes = drop.tables["calendar"].scope_id
    return bool(scopes.isin((COUNTRY_SCOPE, REPUBLIC)).any().to_pyarrow().as_py())


def _closed(week: date, first: date) -> Refusal:
    """Return why a corrected drop is refused."""
    remedy = "build it with --reopen, or raise BELSENDI_REVISION_WEEKS"
    found = f"another drop of week {week}, which is published and closed to corrections"
    return Refusal("", "", "week", f"a drop of week {first} or later", found, remedy)


def _table_rows(counts: pd.DataFrame, totals: Mapping[str, int]) -> pd.DataFrame:
    """Return the rows of `snapshot_table`: one row is one table of the drop."""
    frame = counts.rename(columns={"table": "table_name"})
    return frame.assign(
        total=pd.Series([totals.get(name) for name in counts["table"]], index=frame.index, dtype="Int64")
    )


def _reject_rows(rejects: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `reject`: one row is one row of the drop that was set aside."""
    return rejects.rename(columns={"table": "table_name"}).fillna("").assign(number=range(1, len(rejects) + 1))
