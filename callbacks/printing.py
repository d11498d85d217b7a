"""A page as PDF: the monitor answers on a port of this machine only, a Chromium without a window prints it.

The browser prints what a reader sees: there is no second drawing of the page that could differ from the first.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from werkzeug.serving import WSGIRequestHandler, make_server

from dashboard.errors import ReportError
from dashboard.selection import REPUBLIC, Selection
from dashboard.settings import Settings

APPLICATION = "app"  # found by name, since nothing imports app.py
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
PATIENCE = 300  # seconds; a busy machine prints a thousand schools in one minute
# The page's own clock: how long it may take to put itself together, not how long one has to wait.
PAGE_TIME = 30_000  # milliseconds
QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
    "--force-color-profile=srgb",
    "--window-size=1366,900",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed: a page in a language, upright or on its side."""

    selection: Selection
    lang: str
    landscape: bool = False

    def address(self, settings: Settings, port: int) -> str:
        """Return the page's address; its fragment says which way the paper lies."""
        way = "landscape" if self.landscape else "portrait"
        query = urlencode(self.selection.to_query())
        return f"http://127.0.0.1:{port}{settings.url_prefix}{self.lang}/?{query}#{way}"


def find_chromium(named: str | None = None) -> str:
    """Return the program of a Chromium.

    Raises
    ------
    ReportError
        If there is none.
    """
    found = next(filter(None, map(shutil.which, [named] if named else PROGRAMS)), None)
    if found is None:
        looked = named or ", ".join(PROGRAMS)
        raise ReportError(
            f"No Chromium is on this machine (looked for: {looked}). Install one, for instance with "
            "apt install chromium, or name its program with --chromium; belsendi report xlsx needs none."
        )
    return found


def pdf(settings: Settings, sheet: Sheet, chromium: str) -> bytes:
    """Return a page as PDF.

    Parameters
    ----------
    settings
        The installation. Whoever may run commands on its machine needs no login: the monitor is printed as if public.
    sheet
        What is printed.
    chromium
        The browser's program.

    Raises
    ------
    ReportError
        If the browser fails, takes longer than `PATIENCE`, or never got the page's data.
    """
    with TemporaryDirectory(prefix="belsendi-print-") as folder, _serving(settings) as (port, answered):
        target = Path(folder, "page.pdf")
        _print(chromium, sheet.address(settings, port), target, Path(folder))
        wanted = {"/view"} if sheet.selection.unit == REPUBLIC else {"/view", "/schools", "/schools/lines"}
        if not wanted <= answered:
            missing = ", ".join(sorted(wanted - answered))
            raise ReportError(f"The page was printed before its data were there ({missing}). Try again.")
        return target.read_bytes()


def _print(chromium: str, address: str, target: Path, folder: Path) -> None:
    """Let the browser print an address into a file."""
    own = [f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={target}", f"--virtual-time-budget={PAGE_TIME}"]
    command = [chromium, *QUIET, *_without_sandbox(), *own, address]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise ReportError(f"{chromium} did not print the page within {PATIENCE} seconds. Try again later.") from error
    except OSError as error:
        raise ReportError(f"{chromium} cannot be started: {error.strerror}. Name another with --chromium.") from error
    if not target.exists() or not target.read_bytes().startswith(b"%PDF"):
        lines = done.stderr.strip().splitlines()[-3:] or ["it said nothing"]
        raise ReportError(f"{chromium} did not print the page (exit code {done.returncode}): {' | '.join(lines)}")


def _without_sandbox() -> Sequence[str]:
    """Return what Chromium wants where it is started by root, as in a container."""
    return ("--no-sandbox",) if os.geteuid() == 0 else ()


class _Silent(WSGIRequestHandler):
    """Says nothing about requests: stdout is the command's."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing."""


@contextmanager
def _serving(settings: Settings) -> Iterator[tuple[int, set[str]]]:
    """Answer on a free port of this machine; yield it, and the data that have been handed out."""
    own = replace(settings, compress=False, public_monitor=True, public_school_list=True, production=False)
    app = import_module(APPLICATION).create_app(own)
    answered: set[str] = set()
    app.server.after_request(lambda response: _note(response, answered))
    server = make_server("127.0.0.1", 0, app.server, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port, answered
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _note(response: Response, answered: set[str]) -> Response:
    """Remember what was answered well."""
    if response.status_code < 400:
        answered.add(request.path)
    return response
