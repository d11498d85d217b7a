"""``belsendi serve``: the address, the port, starting and stopping."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from callbacks.commands import check_port, site
from dashboard.errors import SettingsError


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_taken_port_is_named_with_what_to_do(taken_port):
    with pytest.raises(SettingsError, match=rf"127\.0\.0\.1, port {taken_port}.*choose another --port"):
        check_port("127.0.0.1", taken_port)


def test_a_free_port_is_left_free():
    port = free_port()
    check_port("127.0.0.1", port)
    check_port("127.0.0.1", port)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (("127.0.0.1", 8050, "/"), "http://127.0.0.1:8050"),
        (("0.0.0.0", 80, "/monitor/"), "http://0.0.0.0:80/monitor"),
        (("::1", 8050, "/"), "http://[::1]:8050"),
    ],
)
def test_the_address_is_one_to_type(place, expected):
    assert site(*place) == expected


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_server_says_where_it_is_answers_and_stops_when_told(tmp_path, number):
    port = free_port()
    environment = {**os.environ, "BELSENDI_DATA": str(tmp_path)}
    environment.pop("DATABASE_URL", None)
    command = [Path(sys.executable).with_name("belsendi"), "serve", "--port", str(port), "--no-build"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            line = process.stdout.readline()
            assert f"http://127.0.0.1:{port} " in line, process.stderr.read()
            with urlopen(f"http://127.0.0.1:{port}/") as answer:
                assert answer.status == 200
            # Ctrl-C reaches the whole group of the terminal, SIGTERM usually the parent alone.
            (os.killpg if number == signal.SIGINT else os.kill)(process.pid, number)
            assert process.wait(timeout=10) == 0
            assert process.stderr.read() == ""
        finally:
            process.kill()
