"""What a system needs to know to start the weekly run by itself: systemd units, lines for cron.

All times are written in UTC for systemd and in the machine's own time for cron, worked out from the fixed UTC+5 of
Kazakhstan: the zone data of a machine may be too old to know it (dashboard.weeks).
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from dashboard.configuration import load_configuration
from dashboard.weeks import ALMATY, cut_off

START = time(0, 30)  # of the run, on Sunday
NAME = "belsendi-weekly"
ENVIRONMENT_FILE = "/etc/belsendi.env"
_WEEK = date(2026, 11, 15)  # any week: only day and time of its end matter
# Refusals and lateness end the run for good; what ends it otherwise (a crash, lack of memory) is tried again.
_UNTIL_IT_WORKS = f"OnFailure={NAME}-check.service\nStartLimitIntervalSec=6h\nStartLimitBurst=10\n"
_RETRIES = "SuccessExitStatus=3\nRestart=on-failure\nRestartSec=5min\nRestartPreventExitStatus=2 4 5 6\n"
_WITH_SETTINGS = f"set -a && . {ENVIRONMENT_FILE}"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is started, by whom and from where.

    Attributes
    ----------
    run, check
        The command lines of the run and of the look at the time of publication.
    user, folder
        Who runs it; where.
    start
        Time of day in Almaty of the run, on Sunday.
    """

    run: Sequence[str]
    check: Sequence[str]
    user: str
    folder: str
    start: time = START

    @property
    def starts_at(self) -> datetime:
        """When the run starts, of one week."""
        return datetime.combine(cut_off(_WEEK).date(), self.start, ALMATY)

    @property
    def checked_at(self) -> datetime:
        """When a week should be out, of one week."""
        return load_configuration().for_week(_WEEK).publish_until(_WEEK)

    def units(self) -> dict[str, str]:
        """Return the systemd units by file name, for /etc/systemd/system."""
        look = "look whether the week is out"
        return {
            f"{NAME}.service": self._service("weekly run", self.run, _UNTIL_IT_WORKS, _RETRIES),
            f"{NAME}.timer": _timer("weekly run", self.starts_at),
            f"{NAME}-check.service": self._service(look, self.check),
            f"{NAME}-check.timer": _timer(look, self.checked_at),
        }

    def cron(self, offset: timedelta) -> str:
        """Return a file for /etc/cron.d.

        Parameters
        ----------
        offset
            Of the machine's own time from UTC, by which cron goes.
        """
        zone = timezone(offset)
        lines = [
            f"# Belsendilik: {self.starts_at:%A %H:%M} and {self.checked_at:%A %H:%M} in Kazakhstan, as times of this "
            f"machine ({zone}).",
            f"# Settings: cron reads none of {ENVIRONMENT_FILE} by itself, so each line does.",
            "SHELL=/bin/sh",
            self._cron_line(self.starts_at.astimezone(zone), self.run),
            self._cron_line(self.checked_at.astimezone(zone), self.check),
        ]
        return "\n".join(lines) + "\n"

    def _cron_line(self, moment: datetime, words: Sequence[str]) -> str:
        """Return a line for cron; a moment in the machine's own time."""
        when = f"{moment.minute} {moment.hour} * * {moment.isoweekday() % 7}"
        return f"{when} {self.user} cd {shlex.quote(self.folder)} && {_WITH_SETTINGS} && {_for_cron(words)}"

    def _service(self, what: str, words: Sequence[str], unit: str = "", service: str = "") -> str:
        """Return a service that runs once; more lines for its two sections."""
        return (
            f"[Unit]\nDescription=Belsendilik: {what}\nAfter=network-online.target\nWants=network-online.target\n"
            f"{unit}\n[Service]\nType=oneshot\nUser={self.user}\nWorkingDirectory={_escaped(self.folder)}\n"
            f"EnvironmentFile={ENVIRONMENT_FILE}\nExecStart={' '.join(map(_quoted, words))}\n"
            f"Nice=5\nNoNewPrivileges=true\nPrivateTmp=true\n{service}"
        )


def _timer(what: str, moment: datetime) -> str:
    """Return a weekly timer; a run that was missed while the machine was off is made up for."""
    utc = moment.astimezone(UTC)
    return (
        f"[Unit]\nDescription=Belsendilik: {what}, {moment:%A %H:%M} in Kazakhstan\n"
        f"\n[Timer]\nOnCalendar={_DAYS[utc.weekday()]} *-*-* {utc:%H:%M:%S} UTC\nPersistent=true\nAccuracySec=1min\n"
        "\n[Install]\nWantedBy=timers.target\n"
    )


def _escaped(text: str) -> str:
    """Return a text in which systemd finds no specifier."""
    return text.replace("%", "%%")


def _quoted(word: str) -> str:
    """Return a word of a command line for systemd."""
    text = _escaped(word).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{text}"' if any(sign in text for sign in " \t'\";") or not text else text


def _for_cron(words: Sequence[str]) -> str:
    """Return a command line for cron, to which a percent sign is the end of a line."""
    return shlex.join(words).replace("%", "\\%")
