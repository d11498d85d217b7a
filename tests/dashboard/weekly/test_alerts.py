"""Alarms reach a real program and a real server, and say so where they do not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from dashboard.errors import SettingsError
from dashboard.weekly.alerts import LATE, TRIES, Alert, Hooks
from dashboard.weeks import ALMATY

ALERT = Alert(LATE, date(2025, 11, 9), datetime(2025, 11, 16, 6, tzinfo=ALMATY), "no drop yet: /srv/«тамшы»")


class Receiver(HTTPServer):
    """A server that keeps what is posted, and answers as it is told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.bodies: list[dict[str, str]] = []
        self.statuses: list[int] = []


class _Answer(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.headers["Content-Type"] == "application/json"
        self.server.bodies.append(json.loads(body))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_an_alert_is_posted_as_json(receiver: Receiver) -> None:
    assert Hooks(url=f"http://127.0.0.1:{receiver.server_port}/hook").send(ALERT) == []
    (body,) = receiver.bodies
    assert body == ALERT.as_dict()
    assert (body["alert"], body["week"], body["publish_by"]) == ("late", "2025-11-09", "2025-11-16T06:00:00+05:00")


def test_a_server_that_fails_is_tried_again(receiver: Receiver) -> None:
    receiver.statuses = [500, 503]
    waited: list[float] = []
    assert Hooks(url=f"http://127.0.0.1:{receiver.server_port}").send(ALERT, waited.append) == []
    assert (len(receiver.bodies), len(waited)) == (3, 2)


def test_a_server_that_is_away_is_a_sentence() -> None:
    waited: list[float] = []
    (problem,) = Hooks(url="http://127.0.0.1:9/").send(ALERT, waited.append)
    assert "could not be posted to http://127.0.0.1:9/" in problem
    assert len(waited) == TRIES - 1


def test_a_command_reads_the_alert(tmp_path: Path) -> None:
    program = tmp_path / "tell me"
    program.write_text(f'#!/bin/sh\ncat > "{tmp_path}/body"\necho "$1 $BELSENDI_ALERT" > "{tmp_path}/words"\n')
    program.chmod(0o755)
    assert Hooks(command=f"'{program}' 'two words'").send(ALERT) == []
    assert json.loads((tmp_path / "body").read_text()) == ALERT.as_dict()
    assert (tmp_path / "words").read_text() == "two words late\n"


@pytest.mark.parametrize("command", ["/nowhere/at/all", "false", "sh -c 'echo broken >&2; exit 7'", "'unclosed"])
def test_a_command_that_fails_is_a_sentence(command: str) -> None:
    (problem,) = Hooks(command=command).send(ALERT)
    assert problem.startswith(f"The alert command {command!r}")


def test_only_the_web_is_posted_to() -> None:
    with pytest.raises(SettingsError, match="must begin with http"):
        Hooks(url="file:///etc/passwd")
