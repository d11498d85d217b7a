"""``belsendi serve``: the monitor behind a production server."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from importlib import import_module
from threading import Event, Thread
from typing import Any

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer
from rich.console import Console

from callbacks import logs, metrics
from dashboard.errors import SettingsError
from dashboard.settings import PROJECT_FOLDER, Settings

APPLICATION = "app:server"  # found by name, since nothing imports app.py

# More threads of a worker than this only wait for each other.
THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)

COLLECT_EVERY = 20_000  # new objects

# Seconds: how long a stopping worker may finish what it is doing; how long a new one gets before the old one stops.
PATIENCE, RESPAWN = 15, 5.0

STARTUP_TIMEOUT = 300.0  # seconds; the first start compresses the static files

# An address to listen on → one to ask.
_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 (asked for by the operator)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 is every one.")
@click.option("--port", default=8050, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes that answer.")
@click.option("--no-build", is_flag=True, help="Serve style sheets and scripts from their folder, for work on them.")
def serve(host: str, port: int, workers: int, no_build: bool) -> None:
    """Serve the monitor until Ctrl-C, SIGTERM or the end of the terminal; requests under way are finished.

    SIGUSR1 replaces the worker processes one after the other; no request is refused meanwhile.
    """
    settings = Settings.from_environment()
    check_port(host, port)
    if no_build:
        os.environ["BELSENDI_COMPRESS"] = "false"  # for the workers
    server = make_server(host, port, workers, settings.log)
    if settings.metrics_token:
        _share_counts(server)
    stopped = Event()
    server.on_startup(Thread(target=_announce, args=(server, settings, stopped), daemon=True).start)
    server.on_startup(lambda: signal.signal(signal.SIGHUP, server.signal_handler_interrupt))
    server.on_startup(lambda: signal.signal(signal.SIGUSR1, server.signal_handler_reload))
    server.on_shutdown(stopped.set)
    server.serve(target_loader=load)


def check_port(host: str, port: int) -> None:
    """Make sure that the address is free before anything is started.

    Raises
    ------
    SettingsError
        If it is taken, or is not an address of this machine.
    """
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        reason = error.strerror or error
        raise SettingsError(
            f"Cannot listen on {host}, port {port}: {reason}. Stop the program that uses it, or choose another --port."
        ) from error


def make_server(host: str, port: int, workers: int, log: str = "text") -> MPServer:
    """Return the server, not yet started; `log` is the form of its log."""
    return MPServer(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        workers_kill_timeout=PATIENCE,
        respawn_interval=RESPAWN,
        log_level=LogLevels.warning,
        log_dictconfig=logs.configuration(log),
    )


def load(target: str) -> Callable[..., Any]:
    """Return the application; the server calls this in each worker.

    A worker leaves the terminal's group, so that Ctrl-C reaches only the parent, which then stops each worker once: two
    signals at the same moment can leave a worker hanging. Until it serves, a worker just ends when it is told to.
    """
    os.setpgid(0, 0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    sys.path.insert(0, str(PROJECT_FOLDER))
    module, _, name = target.partition(":")
    application: Callable[..., Any] = getattr(import_module(module), name)
    _spare_the_collector()
    return application


def _spare_the_collector() -> None:
    """Take what was loaded out of the search for unreachable objects, and let it search less often.

    A view is tens of thousands of small objects without cycles. With the default of a search every 700 of them, and all
    modules searched along, a third of the time of making one went there.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY, 20, 20)


def _share_counts(server: MPServer) -> None:
    """Give the workers a folder in which they count together; whichever of them is asked tells of all."""
    folder = tempfile.mkdtemp(prefix="belsendi-metrics-")
    os.environ[metrics.FOLDER] = folder
    server.on_shutdown(lambda: shutil.rmtree(folder, ignore_errors=True))


def _announce(server: MPServer, settings: Settings, stopped: Event) -> None:
    """Say where the monitor is, once it answers."""
    # The workers are forked right after this thread starts; nothing may be held then.
    if stopped.wait(0.5):
        return
    console = Console(stderr=True)
    host, port, path = server.bind_addr, server.bind_port, settings.url_prefix
    with console.status("Starting the monitor …"):
        ready = _wait_until_it_answers(host, port, path, stopped)
    if ready:
        # A worker that fails before this ends the command with its message; one that fails later is replaced.
        server.respawn_failed_workers = True
        text = f"The monitor is on {site(host, port, path)} (Ctrl-C stops it)"
        if settings.log == "json":
            logging.getLogger(logs.SERVER).info(text)
        else:
            click.echo(text)


def site(host: str, port: int, path: str) -> str:
    """Return the address a reader types."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{path.rstrip('/')}"


def _wait_until_it_answers(host: str, port: int, path: str, stopped: Event) -> bool:
    """Ask for the first page until there is an answer; false if the server stops or takes too long."""
    end = time.monotonic() + STARTUP_TIMEOUT
    while time.monotonic() < end and not stopped.is_set():
        connection = HTTPConnection(_LOOPBACK.get(host, host), port, timeout=5)
        try:
            connection.request("HEAD", path)
            connection.getresponse()
        except (OSError, HTTPException):
            stopped.wait(0.2)
        else:
            return True
        finally:
            connection.close()
    return False
