"""A small but complete demonstration database, a server on a free port, a real Chromium."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from app import create_app
from dashboard import demo
from dashboard.database import engine
from dashboard.settings import Settings
from tests.made_once import copied, share_static_files

NAMES = (os.environ.get("CHROMIUM", "chromium-headless-shell"), "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TODAY = date(2026, 11, 22)
LEFT_OPEN = "Exception ignored in. <_io.FileIO"
LOUD = {"error", "warning"}  # kinds of console messages nobody should ever see


# While one process makes the country, the other begins with those who have data of their own; then comes the longest.
FIRST = ("test_access", "test_admin", "test_reports", "test_school_page", "test_accessibility")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder; skip it where there is no browser; put it in order."""
    here = Path(__file__).parent
    order = {here / f"{name}.py": place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: order.get(Path(item.path), len(FIRST)))
    for item in items:
        if here in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)
            # Werkzeug's server leaves a file open whose reader went away with the page.
            item.add_marker(pytest.mark.filterwarnings(f"ignore:{LEFT_OPEN}:pytest.PytestUnraisableExceptionWarning"))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return an installation with eight weeks of a small country, one of them in the holidays."""
    folder = copied(tmp_path_factory, "country", _make_country)
    share_static_files(tmp_path_factory, folder)
    return _settings(folder)


def _settings(folder: Path) -> Settings:
    """Return the settings of the country in a folder."""
    return Settings(database_url=f"sqlite:///{folder / 'demo.db'}", data_folder=folder, demonstration=True)


def _make_country(folder: Path) -> None:
    """Make the country in a folder."""
    demo.build(_settings(folder), today=TODAY, share=0.05, weeks=8)
    engine(_settings(folder)).dispose()


@pytest.fixture(scope="session")
def address(country: Settings) -> Iterator[str]:
    """Return the address of a server over the country."""
    server = make_server("127.0.0.1", 0, create_app(country, lambda: TODAY).server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the machine's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def complaints() -> list[str]:
    """Return what the browser complains about during a test."""
    return []


@pytest.fixture
def page(browser: Browser, address: str, complaints: list[str]) -> Iterator[Page]:
    """Return a page; afterwards nothing may have been complained about or asked of another host.

    The policy of content is left aside, since waiting for a function is what it forbids; test_access.py is about it.
    """
    size = {"width": 1440, "height": 900}
    context = browser.new_context(base_url=address, viewport=size, locale="ru-RU", bypass_csp=True)
    page = context.new_page()
    host = urlsplit(address).netloc
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: _note_stranger(request.url, host, complaints))
    yield page
    context.close()
    assert complaints == []


def _note_stranger(url: str, host: str, complaints: list[str]) -> None:
    """Note a request that leaves the machine."""
    parts = urlsplit(url)
    if parts.scheme.startswith("http") and parts.netloc != host:
        complaints.append(f"request to another host: {url}")
