"""Servers to measure: the monitor as it is shipped, and the plain page it is compared with."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

BIN = Path(sys.executable).parent
PROJECT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def monitor(workers: int = 2) -> Iterator[str]:
    """Serve the monitor over the data of the environment; give its address."""
    port = free_port()
    with _running([BIN / "belsendi", "serve", "--port", port, "--workers", workers]):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def baseline(rows: Path) -> Iterator[str]:
    """Serve the plain page over the rows of a JSON file; give its address."""
    port = free_port()
    with _running([sys.executable, "-m", "bench.baseline_page", rows, port]):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _running(command: list[Any]) -> Iterator[None]:
    """Run a command that prints a line when it is ready, and stop it afterwards."""
    with subprocess.Popen(
        [str(part) for part in command], cwd=PROJECT, stdout=subprocess.PIPE, text=True, env=os.environ
    ) as process:
        try:
            if not process.stdout or not process.stdout.readline():
                raise SystemExit(f"{command[0]} did not start; its message is above.")
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


def get_json(url: str) -> Any:
    """Return what an address answers."""
    with urlopen(Request(url)) as answer:
        return json.load(answer)
