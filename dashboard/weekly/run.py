"""One weekly run, from the end of the week until it is published or it is given up."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from dashboard.access.audit import prune
from dashboard.configuration import load_configuration
from dashboard.database import connection, transaction
from dashboard.errors import BelsendiError, Refusal
from dashboard.settings import Settings
from dashboard.snapshot.publication_log import actor, entry, read_entries, write_entry
from dashboard.snapshot.report import BUILT, REFUSED, UNCHANGED, BuildReport
from dashboard.snapshot.revisions import read_revisions
from dashboard.weekly.alerts import LATE, PUBLISHED_LATE, Alert, Hooks
from dashboard.weekly.arrival import Fingerprint, check_patterns, drop_paths, fingerprint
from dashboard.weeks import ALMATY, WEEK, cut_off, default_week

EARLY = timedelta(hours=6)  # a run that starts so long before the end of a week means that week
LATE_CODE = 6  # exit code: the week is not out

Attempt = Callable[[Sequence[Path], date], BuildReport]
Keep = Callable[[BuildReport, Sequence[Path]], None]  # the rows behind a published week
Say = Callable[[str, str], None]  # text, level


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, and waiting."""

    now: Callable[[], datetime] = lambda: datetime.now(tz=ALMATY)
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Plan:
    """How the run goes.

    Attributes
    ----------
    patterns
        Where the drops are; ``{week}`` stands for the week's Sunday.
    week
        Which week; the one that has just ended without.
    hooks
        Whom to tell when the week is late.
    every, settle
        Seconds between two looks; for how long a drop must look the same before it is read.
    give_up
        Hours until which the run goes on, after the time of publication or a later start.
    """

    patterns: tuple[str, ...]
    week: date | None = None
    hooks: Hooks = field(default_factory=Hooks)
    every: float = 60.0
    settle: float = 60.0
    give_up: float = 12.0


@dataclass
class WeeklyRun:
    """A run.

    Attributes
    ----------
    settings, plan
        The installation; how it goes.
    attempt
        Builds and publishes drops as a week.
    say
        Tells people or the log.
    keep
        Keeps the rows behind the week once it is published.
    """

    settings: Settings
    plan: Plan
    attempt: Attempt
    say: Say
    clock: Clock = field(default_factory=Clock)
    keep: Keep | None = None

    def __post_init__(self) -> None:
        check_patterns(self.plan.patterns)
        now = self.clock.now()
        self.week = self.plan.week or default_week(now + EARLY)
        self.publish_by = load_configuration().for_week(self.week).publish_until(self.week)
        self.paths = drop_paths(self.plan.patterns, self.week)
        self.reason = f"no drop yet: {', '.join(map(str, self.paths))}"
        self.is_late = False
        self.failed: BuildReport | None = None

    def run(self) -> tuple[int, BuildReport | None]:
        """Wait, build and publish; return the exit code, and what the last attempt came to."""
        self._wait_until(cut_off(self.week))
        self.say(f"Week {self.week}: to be published by {self.publish_by:%Y-%m-%d %H:%M}.", "info")
        report = self._published()
        if report is None:
            self.say(f"Week {self.week}: given up; {self.reason}.", "error")
            return (self.failed.exit_code if self.failed else LATE_CODE), self.failed
        if self.is_late:
            self._tell(PUBLISHED_LATE, "the week is published now")
        self._keep(report)
        self._correct_earlier_weeks()
        self._shorten_the_audit_log()
        return report.exit_code, report

    def check(self) -> int:
        """Raise the alarm if the week should be out and is not, and nobody raised it yet; return the exit code."""
        if self._is_out():
            self.say(f"Week {self.week}: published.", "info")
            return 0
        if self.clock.now() < self.publish_by:
            self.say(f"Week {self.week}: not due before {self.publish_by:%Y-%m-%d %H:%M}.", "info")
            return 0
        self._raise_alarm()
        return LATE_CODE

    def _published(self) -> BuildReport | None:
        """Try until the week is published; None when the run is given up."""
        start = self.clock.now()
        alarm = max(self.publish_by, start + timedelta(seconds=self.plan.settle + self.plan.every))
        end = max(self.publish_by, start) + timedelta(hours=self.plan.give_up)
        refused: Fingerprint | None = None
        seen: tuple[Fingerprint | None, datetime] = (None, self.clock.now())
        while (now := self.clock.now()) < end:
            if now >= alarm and not self.is_late:
                if self._is_out():  # by hand, from another drop
                    return BuildReport(UNCHANGED, self.week, published=True)
                self._raise_alarm()
            looks = fingerprint(self.paths)
            if looks != seen[0]:
                seen = (looks, now)
            ready = looks is not None and looks != refused and now - seen[1] >= timedelta(seconds=self.plan.settle)
            if ready:
                report, lasting = self._tried(self.paths, self.week)
                if report.status in {BUILT, UNCHANGED}:
                    return report
                refused = looks if lasting else None
            self.clock.sleep(self.plan.every)
        return None

    def _tried(self, paths: Sequence[Path], week: date) -> tuple[BuildReport, bool]:
        """Build; return the report, and whether trying again with the same drop would be useless."""
        try:
            report, lasting = self.attempt(paths, week), True
        except (BelsendiError, DBAPIError) as error:
            report, lasting = BuildReport(REFUSED, week, errors=[Refusal("", "", "", "", str(error), "")]), False
        if report.status not in {BUILT, UNCHANGED}:
            self.failed = report
            texts = [str(error) if error.expected else error.found for error in report.errors]
            self.reason = f"{report.status}: {texts[0] if texts else 'see the output of the build'}"
            wait = "another drop is waited for" if lasting else "it is tried again"
            self.say(f"Week {week}: {self.reason}; {wait}.", "warning")
        return report, lasting

    def _keep(self, report: BuildReport) -> None:
        """Keep the rows behind the week; the week is out, whatever becomes of them."""
        try:
            if self.keep:
                self.keep(report, self.paths)
        except (BelsendiError, DBAPIError) as error:
            self.say(f"Week {self.week}: the rows behind it were not kept: {error}", "error")

    def _correct_earlier_weeks(self) -> None:
        """Build again what is still open to corrections: what was entered late, corrected drops (G-3)."""
        for number in range(1, self.settings.revision_weeks + 1):
            week = self.week - number * WEEK
            paths = drop_paths(self.plan.patterns, week)
            if fingerprint(paths) is not None:
                report, _ = self._tried(paths, week)
                self.say(f"Week {week}: {report.status}, revision {report.revision}.", "info")

    def _shorten_the_audit_log(self) -> None:
        """Remove what the installation does not keep any longer; the week is out, whether that works or not."""
        days = self.settings.audit_days
        if not days:
            return
        try:
            with transaction(self.settings) as writing:
                removed = prune(writing, self.clock.now(), days, actor())
        except (BelsendiError, DBAPIError) as error:
            self.say(f"The audit log was not shortened: {error}", "warning")
            return
        if removed:
            self.say(f"Audit log: {removed} lines older than {days} days were removed.", "info")

    def _wait_until(self, moment: datetime) -> None:
        """Wait for a moment."""
        while (left := (moment - self.clock.now()).total_seconds()) > 0:
            self.clock.sleep(left)

    def _is_out(self) -> bool:
        """Tell whether the week is published; what cannot be read is not."""
        try:
            with connection(self.settings) as reading:
                return any(item.week == self.week and item.frozen for item in read_revisions(reading))
        except BelsendiError as error:
            self.reason = str(error)
            return False

    def _raise_alarm(self) -> None:
        """Say that the week is late, once."""
        self.is_late = True
        try:
            with connection(self.settings) as reading:
                told = read_entries(reading, self.week, 1, "alert")
        except BelsendiError:
            told = []
        if not told:
            self._tell(LATE, self.reason)

    def _tell(self, kind: str, reason: str) -> None:
        """Tell everybody, and log it."""
        alert = Alert(kind, self.week, self.publish_by, reason)
        self.say(f"Week {self.week}: {kind.replace('_', ' ')}; {reason}.", "warning")
        problems = self.plan.hooks.send(alert, self.clock.sleep)
        for problem in problems:
            self.say(problem, "error")
        try:
            with transaction(self.settings) as writing:
                row = entry("alert", None, **alert.as_dict(), problems=problems)
                write_entry(writing, replace(row, week=self.week))
        except (BelsendiError, DBAPIError) as error:
            self.say(f"This alert was not logged: {error}", "warning")
