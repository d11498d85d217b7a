"""The weekly run: what it waits for, what it tries again, when it raises the alarm (G-2)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from dashboard.access.audit import Entry, entries, record
from dashboard.configuration import MONITOR_FILE, load_configuration
from dashboard.database import connection, transaction
from dashboard.errors import Refusal, SettingsError, SnapshotError
from dashboard.settings import Settings
from dashboard.snapshot.publication_log import read_entries
from dashboard.snapshot.report import BuildReport
from dashboard.weekly.alerts import Hooks
from dashboard.weekly.run import Clock, Plan, WeeklyRun
from dashboard.weeks import ALMATY
from tests.factories import WEEK, small_drop
from tests.installation import Installation

END = datetime(2025, 11, 16, tzinfo=ALMATY)
OUT_BY = END + timedelta(hours=6)
REFUSED = BuildReport("refused", WEEK, errors=[Refusal("d", "marks", "", "a table", "nothing", "deliver it")])


class Times:
    """A clock that only goes on when somebody waits, and what happens at a moment."""

    def __init__(self, start: datetime) -> None:
        self.moment = start
        self.events: dict[datetime, object] = {}

    def at(self, moment: datetime, event: object) -> None:
        self.events[moment] = event

    def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        for due in sorted(moment for moment in self.events if moment <= self.moment):
            self.events.pop(due)()  # type: ignore[operator]

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.moment, self.sleep)


class Run:
    """A weekly run at a place of its own, and what it tried and said."""

    def __init__(self, settings: Settings, folder: Path, start: datetime = END, **plan: object) -> None:
        self.times = Times(start)
        self.outcomes: list[BuildReport | Exception] = []
        self.tried: list[tuple[datetime, date]] = []
        self.said: list[str] = []
        self.drop = folder / str(WEEK)
        told = folder / "told"
        hooks = Hooks(command=f"sh -c 'cat >> {told}; echo >> {told}'")
        made = Plan((str(folder / "{week}"),), hooks=hooks, **plan)  # type: ignore[arg-type]
        self.run = WeeklyRun(settings, made, self.attempt, lambda text, _: self.said.append(text), self.times.clock)
        self._told = told

    def attempt(self, paths: Sequence[Path], week: date) -> BuildReport:
        self.tried.append((self.times.moment, week))
        outcome = self.outcomes.pop(0) if self.outcomes else BuildReport("built", week, revision=1, published=True)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def deliver(self, text: str = "rows") -> None:
        self.drop.mkdir(exist_ok=True)
        (self.drop / "units.csv").write_text(text)

    @property
    def alerts(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self._told.read_text().splitlines()] if self._told.exists() else []


@pytest.mark.parametrize(
    ("start", "week"),
    [
        (END + timedelta(minutes=30), WEEK),
        (END - timedelta(minutes=30), WEEK),  # a clock that is a little early
        (END - timedelta(hours=7), WEEK - timedelta(days=7)),
        (END + timedelta(days=6), WEEK),
    ],
)
def test_the_week_is_the_one_that_has_just_ended(
    database: Settings, tmp_path: Path, start: datetime, week: date
) -> None:
    assert Run(database, tmp_path, start).run.week == week


def test_it_waits_for_the_end_of_the_week_and_for_the_drop_to_rest(database: Settings, tmp_path: Path) -> None:
    run = Run(database, tmp_path, END - timedelta(minutes=30))
    run.deliver()
    run.times.at(END + timedelta(seconds=30), lambda: run.deliver("more rows"))  # it is still being copied
    assert run.run.run()[0] == 0
    assert run.tried == [(END + timedelta(minutes=2), WEEK)]
    assert run.alerts == []


def test_a_week_without_a_drop_is_late_once_and_given_up(database: Settings, tmp_path: Path) -> None:
    run = Run(database, tmp_path, give_up=2)
    assert run.run.run() == (6, None)
    (alert,) = run.alerts
    assert (alert["alert"], alert["week"]) == ("late", "2025-11-09")
    assert alert["reason"] == f"no drop yet: {run.drop}"
    assert run.times.moment == OUT_BY + timedelta(hours=2)
    with connection(database) as reading:
        assert [row.week for row in read_entries(reading, action="alert")] == [WEEK]
    again = Run(database, tmp_path, OUT_BY + timedelta(hours=1), give_up=2)
    assert again.run.run() == (6, None)
    assert len(again.alerts) == 1  # nobody is told twice


def test_a_late_week_that_comes_out_is_told_too(database: Settings, tmp_path: Path) -> None:
    run = Run(database, tmp_path)
    run.times.at(OUT_BY + timedelta(minutes=10), run.deliver)
    assert run.run.run()[0] == 0
    assert [alert["alert"] for alert in run.alerts] == ["late", "published_late"]


def test_a_refused_drop_is_not_tried_again_before_it_changes(database: Settings, tmp_path: Path) -> None:
    run = Run(database, tmp_path)
    run.deliver()
    run.outcomes = [REFUSED]
    run.times.at(END + timedelta(hours=2), lambda: run.deliver("corrected"))
    assert run.run.run()[0] == 0
    assert [moment - END for moment, _ in run.tried] == [timedelta(minutes=1), timedelta(hours=2, minutes=1)]
    assert any("refused: d: marks" in text and "another drop is waited for" in text for text in run.said)


def test_what_may_pass_is_tried_again(database: Settings, tmp_path: Path) -> None:
    run = Run(database, tmp_path)
    run.deliver()
    run.outcomes = [SnapshotError("Another build is running."), SnapshotError("No room left on the disk.")]
    assert run.run.run()[0] == 0
    assert [moment - END for moment, _ in run.tried] == [timedelta(minutes=n) for n in (1, 2, 3)]


@pytest.mark.parametrize(("status", "code"), [("refused", 4), ("too_many_rejects", 5)])
def test_the_exit_code_says_why_it_was_given_up(database: Settings, tmp_path: Path, status: str, code: int) -> None:
    run = Run(database, tmp_path, give_up=0)
    run.deliver()
    run.outcomes = [BuildReport(status, WEEK, errors=REFUSED.errors)]
    assert run.run.run()[0] == code


def test_g3_weeks_that_are_open_to_corrections_are_built_again(database: Settings, tmp_path: Path) -> None:
    run = Run(database, tmp_path)
    for weeks in (0, 1, 2, 3):
        (tmp_path / str(WEEK - timedelta(weeks=weeks))).mkdir()
    run.outcomes = [BuildReport("built", WEEK), REFUSED]
    assert run.run.run()[0] == 0  # a correction that is refused is told, and is no failure of the week
    assert [week for _, week in run.tried] == [WEEK - timedelta(weeks=weeks) for weeks in (0, 1, 2)]


def test_the_look_at_the_time_of_publication(database: Settings, tmp_path: Path) -> None:
    assert Run(database, tmp_path, OUT_BY - timedelta(minutes=1)).run.check() == 0
    run = Run(database, tmp_path, OUT_BY)
    assert run.run.check() == 6
    assert [alert["alert"] for alert in run.alerts] == ["late"]
    assert Run(database, tmp_path, OUT_BY + timedelta(hours=1)).run.check() == 6
    assert len(run.alerts) == 1


def test_a_database_that_is_not_there_is_told_too(settings: Settings, tmp_path: Path) -> None:
    run = Run(settings, tmp_path, OUT_BY)
    assert run.run.check() == 6
    assert "belsendi db upgrade" in run.alerts[0]["reason"]


def test_a_place_without_a_week_is_refused(database: Settings) -> None:
    with pytest.raises(SettingsError, match=r"write \{week\} where"):
        WeeklyRun(database, Plan(("/srv/drop",)), lambda *_: REFUSED, lambda *_: None)


def test_the_whole_of_it_through_the_command_line(installation: Installation) -> None:
    """A real week from a real drop, its corrected drop a week later, and the look that finds it published."""
    pattern = installation.folder / "drops" / "{week}"
    words = ("--records", pattern, "--settle", 0, "--json")
    small_drop(installation.folder / "drops" / str(WEEK))
    first = installation.call("weekly", *words, "--week", WEEK)
    assert (first.exit_code, json.loads(first.stdout)["status"]) == (0, "built"), first.stderr
    small_drop(installation.folder / "drops" / str(WEEK), lessons_planned=70)
    following = WEEK + timedelta(days=7)
    small_drop(installation.folder / "drops" / str(following), week=following)
    second = installation.call("weekly", *words, "--week", following)
    assert second.exit_code == 0, second.stderr
    found = json.loads(installation.call("snapshot", "list", "--json").stdout)
    assert [(row["week"], row["revision"], row["status"], row["frozen"]) for row in found] == [
        ("2025-11-09", 1, "published", True),
        ("2025-11-09", 2, "published", False),
        ("2025-11-16", 1, "published", True),
    ]
    look = installation.call("weekly", *words, "--week", following, "--check")
    assert (look.exit_code, json.loads(look.stdout)["status"]) == (0, "published")


def test_a_late_week_through_the_command_line(installation: Installation) -> None:
    installation.call("db", "upgrade")
    told = installation.folder / "told"
    result = installation.call(
        *("weekly", "--records", installation.folder / "{week}", "--week", WEEK, "--give-up", 0),
        *("--alert-command", f"tee {told}", "--json", "--check"),
    )
    assert (result.exit_code, json.loads(result.stdout)["late"]) == (6, True)
    assert json.loads(told.read_text())["alert"] == "late"
    rows = json.loads(installation.call("snapshot", "log", "--json").stdout)
    assert [(row["action"], row["week"], row["details"]["problems"]) for row in rows] == [("alert", "2025-11-09", [])]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Sunday 06:00", OUT_BY),
        ("Sunday 00:00", END),
        ("Monday 09:30", END + timedelta(days=1, hours=9.5)),
        ("Saturday 12:00", END + timedelta(days=6, hours=12)),
    ],
)
def test_g2_the_time_of_publication_is_the_configuration_s(tmp_path: Path, text: str, due: datetime) -> None:
    document = yaml.safe_load(MONITOR_FILE.read_text("utf-8"))
    document["monitor_config"][0]["publish_by"] = text
    file = tmp_path / "monitor.yaml"
    file.write_text(yaml.safe_dump(document))
    assert load_configuration(file).for_week(WEEK).publish_until(WEEK) == due


@pytest.mark.parametrize("trouble", [None, SnapshotError("no room")])
def test_the_rows_behind_a_published_week_are_kept_and_never_hold_it_up(
    database: Settings, tmp_path: Path, trouble: Exception | None
) -> None:
    run = Run(database, tmp_path)
    kept: list[tuple[BuildReport, Sequence[Path]]] = []

    def keep(report: BuildReport, paths: Sequence[Path]) -> None:
        kept.append((report, paths))
        if trouble:
            raise trouble

    run.run.keep = keep
    run.deliver()
    assert run.run.run()[0] == 0
    assert [(report.published, paths) for report, paths in kept] == [(True, run.run.paths)]
    assert any("no room" in text for text in run.said) is bool(trouble)


def log_of(settings: Settings) -> list[Entry]:
    with connection(settings) as reading:
        return entries(reading)


@pytest.mark.parametrize("days", [0, 400])
def test_the_audit_log_is_shortened_when_the_week_is_out(database: Settings, tmp_path: Path, days: int) -> None:
    """What the installation does not keep any longer goes, and that it went stays."""
    settings = replace(database, audit_days=days)
    with transaction(settings) as writing:
        for age in (399, 401):
            record(writing, Entry(END - timedelta(days=age), str(age), "", "login"))
    run = Run(settings, tmp_path)
    run.deliver()
    assert run.run.run()[0] == 0
    left = {one.actor for one in log_of(settings) if one.action == "login"}
    assert left == ({"399"} if days else {"399", "401"})
    pruned = [one.details for one in log_of(settings) if one.action == "pruned"]
    assert pruned == ([{"lines": 1, "days": 400}] if days else [])
    assert any("1 lines older than 400 days" in text for text in run.said) is bool(days)


def test_a_log_that_cannot_be_shortened_holds_up_nothing(database: Settings, tmp_path: Path) -> None:
    run = Run(replace(database, audit_days=10), tmp_path)
    run.deliver()
    assert run.run.run()[0] == 0
    assert any("not shortened" in text and "90 days at least" in text for text in run.said)


def test_a_week_that_is_not_out_leaves_the_log_alone(database: Settings, tmp_path: Path) -> None:
    settings = replace(database, audit_days=100)
    with transaction(settings) as writing:
        record(writing, Entry(END - timedelta(days=1000), "old", "", "login"))
    assert Run(settings, tmp_path, give_up=1).run.run()[0] == 6
    assert "old" in {one.actor for one in log_of(settings)}
