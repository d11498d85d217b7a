"""Units for systemd and lines for cron: they say what they mean, and systemd understands them."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.commands import main
from dashboard.weekly.units import Schedule

ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")
SCHEDULE = Schedule(
    ["/bin/true", "--records", "/srv/d r/{week}"], ["/bin/true", "--check", "50% $HOME"], "root", "/srv"
)


def test_the_run_starts_when_the_week_has_ended_and_is_looked_at_when_it_should_be_out() -> None:
    units = SCHEDULE.units()
    assert "OnCalendar=Sat *-*-* 19:30:00 UTC\n" in units["belsendi-weekly.timer"]  # Sunday 00:30 in Almaty
    assert "OnCalendar=Sun *-*-* 01:00:00 UTC\n" in units["belsendi-weekly-check.timer"]  # Sunday 06:00
    assert 'ExecStart=/bin/true --records "/srv/d r/{week}"\n' in units["belsendi-weekly.service"]
    assert 'ExecStart=/bin/true --check "50%% $$HOME"\n' in units["belsendi-weekly-check.service"]
    assert "OnFailure=belsendi-weekly-check.service\n" in units["belsendi-weekly.service"]


@pytest.mark.parametrize(
    ("offset", "times"),
    [(0, ("30 19 * * 6", "0 1 * * 0")), (5, ("30 0 * * 0", "0 6 * * 0")), (-8, ("30 11 * * 6", "0 17 * * 6"))],
)
def test_cron_goes_by_the_time_of_the_machine(offset: int, times: tuple[str, str]) -> None:
    lines = [line for line in SCHEDULE.cron(timedelta(hours=offset)).splitlines() if "&&" in line]
    assert [line.rpartition(" root ")[0] for line in lines] == list(times)
    assert lines[0].endswith("/bin/true --records '/srv/d r/{week}'")
    assert lines[1].endswith(r"'50\% $HOME'")


def test_what_cron_runs_is_what_was_meant(tmp_path: Path) -> None:
    """The line through a shell, as cron does it: the settings are there, the words arrive whole."""
    settings = tmp_path / "belsendi.env"
    settings.write_text("BELSENDI_LOG=json\n")
    program = tmp_path / "show"
    program.write_text('#!/bin/sh\necho "$BELSENDI_LOG" "$2"\n')
    program.chmod(0o755)
    made = Schedule([str(program), "--records", "a 'b' 5%"], ["x"], "root", str(tmp_path))
    line = next(line for line in made.cron(timedelta()).splitlines() if "show" in line)
    command = line.split(" root ", 1)[1].replace("/etc/belsendi.env", str(settings)).replace("\\%", "%")
    ran = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=True)
    assert ran.stdout == "json a 'b' 5%\n"


@needs_systemd
def test_systemd_understands_the_units(tmp_path: Path, runner: CliRunner) -> None:
    words = ["schedule", "--records", "/srv/drops/{week}", "--alert-command", "notify 'a b' 100%", "--user", "root"]
    result = runner.invoke(main, [*words, "--out", str(tmp_path)])
    assert result.exit_code == 0, result.stderr
    units = sorted(path for path in tmp_path.iterdir() if path.suffix in {".service", ".timer"})
    assert len(units) == 4
    command = [str(ANALYZE), "verify", "--recursive-errors=no", *map(str, units)]
    verified = subprocess.run(command, capture_output=True, text=True, check=False)
    own = [line for line in verified.stderr.splitlines() if "belsendi" in line]
    assert [line for line in own if "not executable" not in line] == []
    assert verified.returncode == 0 or own, verified.stderr


@needs_systemd
@pytest.mark.parametrize(("unit", "when"), [("belsendi-weekly", "19:30:00"), ("belsendi-weekly-check", "01:00:00")])
def test_systemd_reads_the_times_as_meant(unit: str, when: str) -> None:
    calendar = SCHEDULE.units()[f"{unit}.timer"].split("OnCalendar=")[1].split("\n")[0]
    told = subprocess.run([str(ANALYZE), "calendar", calendar], capture_output=True, text=True, check=True).stdout
    assert f"{when} UTC" in told


def test_schedule_prints_everything(runner: CliRunner) -> None:
    printed = runner.invoke(main, ["schedule", "--records", "/srv/{week}"])
    files = json.loads(runner.invoke(main, ["schedule", "--records", "/srv/{week}", "--json"]).stdout)
    assert printed.exit_code == 0
    assert all(name in printed.stdout and text in printed.stdout for name, text in files.items())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--records", "/srv/drops"], "write {week} where the week stands"),
        (["--records", "/{week}", "--at", "noon"], "--at is 'noon'"),
        (["--records", "/{week}", "--alert-url", "ftp://x"], "must begin with http"),
    ],
)
def test_what_cannot_work_is_refused(runner: CliRunner, words: list[str], said: str) -> None:
    result = runner.invoke(main, ["schedule", *words])
    assert (result.exit_code, said in result.stderr) == (4, True), result.stderr
