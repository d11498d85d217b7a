"""``belsendi weekly`` and ``belsendi schedule``: the weekly run, and what starts it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any, TypeVar

import click

from dashboard.commands.answers import answers
from dashboard.commands.outcome import print_json, read_week
from dashboard.commands.speaking import json_option, quiet_option, say
from dashboard.errors import SnapshotError
from dashboard.facts import store
from dashboard.settings import PROJECT_FOLDER, Settings
from dashboard.snapshot.report import BuildReport
from dashboard.weekly.alerts import Hooks
from dashboard.weekly.arrival import check_patterns
from dashboard.weekly.run import Plan, WeeklyRun
from dashboard.weekly.units import START, Schedule

F = TypeVar("F", bound=Callable[..., Any])

EXIT_CODES = """\b
Exit codes:
  0  the week is published
  2  the command line is wrong
  3  published, though more rows were set aside than the limit allows (--accept-rejects)
  4  refused until the run was given up: the message says why and what to do
  5  too many rows were set aside until the run was given up
  6  no drop came until the run was given up, or (--check) the week is late
"""


def _options(command: F) -> F:
    """Add the options that both commands have: the schedule writes them into the units."""
    made = [
        click.option(
            "--records",
            "patterns",
            metavar="PATH",
            multiple=True,
            required=True,
            help="Where the drop of a week will be; {week} stands for its Sunday, as in /srv/drops/{week}.zip.",
        ),
        click.option("--accept-rejects", is_flag=True, help="Go on where more rows were set aside than is allowed."),
        click.option("--strict", is_flag=True, help="Refuse a week that does not look like the last one."),
        click.option("--alert-command", metavar="COMMAND", help="Called when the week is late; reads JSON."),
        click.option("--alert-url", metavar="URL", help="Gets JSON posted when the week is late."),
        click.option("--give-up", type=click.FloatRange(0), default=12.0, show_default=True, metavar="HOURS",
                     help="How long to go on after the time of publication, or after a later start."),
    ]  # fmt: skip
    for option in reversed(made):
        command = option(command)
    return command


@click.command(epilog=EXIT_CODES)
@_options
@click.option("--week", metavar="DATE", help="First day of the week; without it the one that has just ended.")
@click.option("--check", is_flag=True, help="Only look whether the week is out; raise the alarm if it is late.")
@click.option(
    "--every", type=click.FloatRange(1), default=60.0, show_default=True, metavar="SECONDS", help="Look again."
)
@click.option("--settle", type=click.FloatRange(0), default=60.0, show_default=True, metavar="SECONDS",
              help="How long a drop must look the same before it is read.")  # fmt: skip
@json_option
@quiet_option
@answers
def weekly(week: str | None, check: bool, as_json: bool, **named: Any) -> None:
    """Wait for the week's drop, build and publish it, raise an alarm when it is late.

    A drop that is refused is waited for anew; what may pass (another build, a server that is away) is tried again. Then
    the weeks that are still open to corrections are built again from their drops, as revisions.
    """
    plan = Plan(
        patterns=named["patterns"],
        week=read_week(week),
        hooks=Hooks(named["alert_command"], named["alert_url"]),
        every=named["every"],
        settle=named["settle"],
        give_up=named["give_up"],
    )
    settings = Settings.from_environment()
    attempt = _attempt(settings, named["accept_rejects"], named["strict"])
    run = WeeklyRun(settings, plan, attempt, say, keep=_keep(settings))
    code, report = (run.check(), None) if check else run.run()
    if as_json:
        late = {"week": run.week.isoformat(), "late": run.is_late, "publish_by": run.publish_by.isoformat()}
        print_json({**(report.as_dict() if report else {"status": "published" if code == 0 else "late"}), **late})
    click.get_current_context().exit(code)


def _attempt(settings: Settings, accept_rejects: bool, strict: bool) -> Callable[..., Any]:
    """Return what builds and publishes a week."""

    def attempt(paths: Sequence[Path], week: Any) -> Any:
        # The engine behind it takes a second to load, which a look at the database need not wait for.
        from dashboard.snapshot.build import Choices, attempt_build  # noqa: PLC0415

        return attempt_build(paths, week, settings, Choices(None, accept_rejects, strict, publish=True))

    return attempt


def _keep(settings: Settings) -> Callable[..., None]:
    """Return what keeps the rows behind a published week, and removes those that have had their time."""

    def keep(report: BuildReport, paths: Sequence[Path]) -> None:
        if report.snapshot and store.find(settings, report.snapshot):
            return
        from dashboard.facts.keeping import keep_facts  # noqa: PLC0415 as in `_attempt`

        keep_facts(paths, report.week, settings)
        store.remove(settings, store.outdated(settings))

    return keep


@click.command()
@_options
@click.option("--user", default="belsendi", show_default=True, help="Who runs it.")
@click.option("--at", "start", metavar="HH:MM", default=f"{START:%H:%M}", show_default=True, help="Sunday, in Almaty.")
@click.option("--out", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Write files instead.")
@json_option
@quiet_option
@answers
def schedule(user: str, start: str, folder: Path | None, as_json: bool, **named: Any) -> None:
    """Print a systemd timer and a cron line for the weekly run.

    The run starts on Sunday 00:30, when the week has just ended; at the time of publication a second timer looks
    whether the week is out, and raises the alarm if it is not. Use the systemd units or the lines for cron, not both.
    """
    check_patterns(named["patterns"])
    Hooks(named["alert_command"], named["alert_url"])
    words = _words(**named)
    made = Schedule(words, [*words, "--check"], user, str(PROJECT_FOLDER), _clock(start))
    offset = datetime.now().astimezone().utcoffset()
    files = {**made.units(), "belsendi-weekly.cron": made.cron(offset) if offset is not None else ""}
    if as_json:
        print_json(files)
    elif folder:
        _write(folder, files)
    else:
        click.echo("\n".join(f"# ---- {name}\n{text}" for name, text in files.items()), nl=False)


def _words(patterns: Sequence[str], give_up: float, **named: Any) -> list[str]:
    """Return the command line of the weekly run."""
    words = [str(Path(sys.executable).with_name("belsendi")), "weekly"]
    for pattern in patterns:
        words += ["--records", str(Path(pattern).absolute())]
    words += [f"--{name.replace('_', '-')}" for name in ("accept_rejects", "strict") if named[name]]
    for name in ("alert_command", "alert_url"):
        words += [f"--{name.replace('_', '-')}", named[name]] if named[name] else []
    return [*words, "--give-up", f"{give_up:g}"]


def _clock(text: str) -> time:
    """Return a time of day.

    Raises
    ------
    SnapshotError
        If it is none.
    """
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise SnapshotError(f"--at is {text!r}; write a time of day such as 00:30.") from None


def _write(folder: Path, files: dict[str, str]) -> None:
    """Write the files."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise SnapshotError(f"{folder} cannot be written to ({error.strerror}). Name another folder.") from error
    say(f"Written to {folder}: {', '.join(files)}.")
