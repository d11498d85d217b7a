"""A Chromium that counts bytes and can be slowed down."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Network:
    """How fast a page's bytes arrive.

    Attributes
    ----------
    name
        For the table.
    bytes_per_second, latency
        -1: as fast as it comes; milliseconds added to each request.
    """

    name: str
    bytes_per_second: float = -1
    latency: float = 0


LOOPBACK = Network("loopback")
TEN_MBIT = Network("10 Mbit/s, 40 ms", 10_000_000 / 8, 40)


@dataclass
class Traffic:
    """What a page received.

    Attributes
    ----------
    received
        Address → bytes on the wire, headers included.
    """

    received: dict[str, int] = field(default_factory=dict)
    _urls: dict[str, str] = field(default_factory=dict)

    def listen(self, session: CDPSession) -> None:
        """Count from now on."""
        session.on("Network.requestWillBeSent", lambda e: self._urls.update({e["requestId"]: e["request"]["url"]}))
        session.on("Network.loadingFinished", lambda e: self._add(e["requestId"], e["encodedDataLength"]))
        session.send("Network.enable")

    def _add(self, request: str, length: float) -> None:
        """Count one answer."""
        url = self._urls.get(request, "")
        if url.startswith("http"):
            self.received[url] = self.received.get(url, 0) + int(length)

    def total(self, counts: Callable[[str], bool] = lambda url: True) -> int:
        """Return the bytes of the addresses that count."""
        return sum(length for url, length in self.received.items() if counts(url))


def chromium_path() -> str:
    """Return the machine's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise SystemExit("There is no Chromium to measure with: install Debian's package chromium.")
    return path


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the machine's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def fresh_page(browser: Browser, network: Network = LOOPBACK) -> Iterator[tuple[Page, Traffic]]:
    """Open a page that has never been anywhere."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="ru-RU", bypass_csp=True)
    page = context.new_page()
    session = context.new_cdp_session(page)
    traffic = Traffic()
    traffic.listen(session)
    if network.bytes_per_second > 0:
        speed = network.bytes_per_second
        session.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": network.latency, "downloadThroughput": speed, "uploadThroughput": speed},
        )
    yield page, traffic
    context.close()
