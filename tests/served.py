"""The monitor and what stands around it as real processes: instances of ``belsendi serve``, readers that never rest."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

PATIENCE = 30.0  # seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(holds: Callable[[], object], what: str) -> None:
    """Wait until something is so; `what` is said if it never is."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.05)


def answers(port: int) -> bool:
    """Tell whether somebody listens."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Instance:
    """``belsendi serve`` on a port of its own; its log goes to a file."""

    def __init__(self, folder: Path, environment: Mapping[str, str], workers: int, *, build: bool = False) -> None:
        self.port = free_port()
        self.log = folder / f"{self.port}.log"
        command = [str(Path(sys.executable).with_name("belsendi")), "serve", "--port", str(self.port)]
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("BELSENDI", "DATABASE"))}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*command, "--workers", str(workers), *([] if build else ["--no-build"])],
                env={**inherited, **environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Wait until it answers."""
        wait_until(lambda: answers(self.port) or self.process.poll() is not None, f"port {self.port}")
        assert self.process.poll() is None, self.log.read_text()

    def workers(self) -> set[int]:
        """Return the processes that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return {int(number) for number in children.split()}

    def kill(self) -> None:
        """End it at once, as the loss of its machine would."""
        for number in (*self.workers(), self.process.pid):
            os.kill(number, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it, if it still runs."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=PATIENCE)


@contextmanager
def instances(
    folder: Path, environment: Mapping[str, str], workers: list[int], *, build: bool = False
) -> Iterator[list[Instance]]:
    """Run instances, all started at once; give them when all answer. `build` is whether static files are compressed."""
    started = [Instance(folder, environment, count, build=build) for count in workers]
    try:
        for one in started:
            one.wait()
        yield started
    finally:
        for one in started:
            one.stop()


class Readers:
    """Readers who ask for the next page as soon as they have one; what goes wrong is kept.

    They ask as the page does (``ask`` in assets/js/20-address.js): an answer that breaks off is asked for once more.
    """

    def __init__(self, ask: Callable[[], int], count: int) -> None:
        self._ask = ask
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._read) for _ in range(count)]
        self.answered = self.broken_off = 0
        self.wrong: list[object] = []

    def _read(self) -> None:
        while not self._over.is_set():
            try:
                status = self._asked()
            except (OSError, HTTPException) as error:
                self.wrong.append(error)
            else:
                self.answered += 1
                if status != 200:
                    self.wrong.append(status)
            time.sleep(0.02)

    def _asked(self) -> int:
        try:
            return self._ask()
        except (OSError, HTTPException):
            # Half sent when its sender was killed.
            self.broken_off += 1
            return self._ask()

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
