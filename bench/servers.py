"""Servers to measure: the monitor as it is shipped, and the plain page it is compared with."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

BIN = Path(sys.executable).parent
PROJECT = Path(__file__).resolve().parent.parent
STARTUP = 120.0  # seconds; the first start compresses the static files


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class Running:
    """A server that answers: its address and its first process."""

    address: str
    process: subprocess.Popen[bytes]


@contextmanager
def monitor(workers: int = 2) -> Iterator[str]:
    """Serve the monitor over the data of the environment; give its address."""
    with running_monitor(workers) as found:
        yield found.address


@contextmanager
def running_monitor(
    workers: int = 2, environment: Mapping[str, str] | None = None, log: Path | None = None
) -> Iterator[Running]:
    """Serve the monitor, over the data of another environment where one is given; `log` is where it reports to."""
    port = free_port()
    command = [BIN / "belsendi", "serve", "--port", port, "--workers", workers]
    with _running(command, port, environment, log) as found:
        yield found


@contextmanager
def baseline(rows: Path) -> Iterator[str]:
    """Serve the plain page over the rows of a JSON file; give its address."""
    port = free_port()
    with _running([sys.executable, "-m", "bench.baseline_page", rows, port], port) as found:
        yield found.address


@contextmanager
def _running(
    command: list[Any], port: int, environment: Mapping[str, str] | None = None, log: Path | None = None
) -> Iterator[Running]:
    """Run a server until the work with it is done; give it once it answers."""
    address, words = f"http://127.0.0.1:{port}", [str(part) for part in command]
    with ExitStack() as stack:
        told = stack.enter_context(log.open("wb")) if log else None
        process = stack.enter_context(
            subprocess.Popen(words, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, stderr=told)
        )
        try:
            _wait(process, address)
            yield Running(address, process)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    """Wait until there is an answer."""
    end = time.monotonic() + STARTUP
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(address, timeout=10):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{address} does not answer; the server's message is above.")


def get_json(url: str) -> Any:
    """Return what an address answers."""
    with urlopen(url, timeout=30) as answer:
        return json.load(answer)
