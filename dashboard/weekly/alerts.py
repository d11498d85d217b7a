"""Alarms: a command that is called, an address that is posted to."""

from __future__ import annotations

import json
import os
import shlex
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dashboard.errors import SettingsError

LATE, PUBLISHED_LATE = "late", "published_late"
COMMAND_SECONDS = 60
ANSWER_SECONDS = 10
TRIES = 3
PAUSE = 2.0  # seconds between tries


@dataclass(frozen=True, slots=True)
class Alert:
    """What is told.

    Attributes
    ----------
    kind
        ``late``: the week should be out and is not; ``published_late``: now it is.
    week, publish_by
        Which week, and when it should have been out.
    reason
        What stands in the way, in words.
    """

    kind: str
    week: date
    publish_by: datetime
    reason: str

    def as_dict(self) -> dict[str, str]:
        """Return the body that is posted, and what a command reads."""
        return {
            "alert": self.kind,
            "week": self.week.isoformat(),
            "publish_by": self.publish_by.isoformat(),
            "reason": self.reason,
            "host": socket.gethostname(),
        }


@dataclass(frozen=True, slots=True)
class Hooks:
    """Whom to tell.

    Attributes
    ----------
    command
        A command line, called without a shell: the alert as JSON on its standard input, ``BELSENDI_ALERT``,
        ``BELSENDI_ALERT_WEEK`` and ``BELSENDI_ALERT_REASON`` in its environment.
    url
        An http or https address, to which the alert is posted as JSON.
    """

    command: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        if self.url and not self.url.startswith(("http://", "https://")):
            raise SettingsError(f"--alert-url is {self.url!r}; it must begin with http:// or https://.")

    def send(self, alert: Alert, sleep: Callable[[float], None] = time.sleep) -> list[str]:
        """Tell everybody; return what went wrong, one sentence each."""
        told = [(self.command, _call), (self.url, lambda url, body: _post(url, body, sleep))]
        found = (tell(place, alert.as_dict()) for place, tell in told if place)
        return [problem for problem in found if problem]


def _call(command: str, body: dict[str, str]) -> str | None:
    """Call a command; return what went wrong."""
    own = {f"BELSENDI_ALERT_{name}": body[name.lower()] for name in ("WEEK", "REASON")}
    try:
        done = subprocess.run(  # noqa: S603 the command line is the administrator's own
            shlex.split(command),
            input=json.dumps(body, ensure_ascii=False),
            env={**os.environ, **own, "BELSENDI_ALERT": body["alert"]},
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        return f"The alert command {command!r} failed: {error}."
    if done.returncode:
        return f"The alert command {command!r} ended with {done.returncode}: {done.stderr.strip()[-300:]}."
    return None


def _post(url: str, body: dict[str, str], sleep: Callable[[float], None]) -> str | None:
    """Post JSON; return what went wrong after several tries."""
    data = json.dumps(body, ensure_ascii=False).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method="POST")  # noqa: S310
    problem: Any = None
    for attempt in range(TRIES):
        if attempt:
            sleep(PAUSE)
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS):  # noqa: S310 http and https only: Hooks
                return None
        except urllib.error.HTTPError as error:
            problem = error
            error.close()
        except OSError as error:  # URLError is one
            problem = error
    return f"The alert could not be posted to {url}: {problem}."
