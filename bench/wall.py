"""Months of a wall display in minutes: memory and nodes after thousands of rotations, on the environment's data."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from playwright.sync_api import CDPSession, Page

from bench.browser import chromium
from bench.results import Result, show
from bench.servers import monitor

ROTATIONS = 10_000  # 83 hours of 30 seconds
WARM_UP = 300  # until every map, language and unit has been shown
GROWTH = 5  # percent of the heap
_BATCH = 100
PATH = "/ru/wall?seconds=600&lang=ru,kk&units=000000000,610000000"

# As the arrow key does it by hand; a frame in between, so that everything is laid out and painted as on a screen. The
# screen also asks for news again and again, as it does every thirty seconds and when the network is back.
_ROTATE = """async (times) => {
  for (let n = 0; n < times; n += 1) {
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
    if (n % 5 === 0) dispatchEvent(new Event("online"));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  }
}"""


def measure(rotations: int = ROTATIONS) -> Iterator[Result]:
    """Yield how heap and nodes have grown."""
    with monitor() as address, chromium() as browser:
        context = browser.new_context(viewport={"width": 1920, "height": 1080}, bypass_csp=True)
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Performance.enable")
        page.goto(address + PATH)
        page.wait_for_selector("body[data-shown]")
        _rotate(page, WARM_UP)
        before = _state(session)
        first = int(page.evaluate("Number(document.body.dataset.number)"))
        _rotate(page, rotations)
        after = _state(session)
        turned = int(page.evaluate("Number(document.body.dataset.number)")) - first
        connected = int(page.evaluate(_CONNECTED))
        context.close()
    yield Result("rotations", turned, "", rotations, at_least=True)
    yield Result("heap before", before["JSHeapUsedSize"] / 1e6, "MB")
    yield Result("heap after", after["JSHeapUsedSize"] / 1e6, "MB")
    growth = 100 * (after["JSHeapUsedSize"] / before["JSHeapUsedSize"] - 1)
    yield Result("growth of the heap", growth, "%", GROWTH)
    yield Result("nodes in the page", connected, "")
    yield Result("nodes more than before, detached ones included", after["Nodes"] - before["Nodes"], "", 0)
    yield Result("listeners more than before", after["JSEventListeners"] - before["JSEventListeners"], "", 0)


_CONNECTED = """() => {
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL);
  let count = 1;
  while (walker.nextNode()) count += 1;
  return count;
}"""


def _rotate(page: Page, times: int) -> None:
    """Rotate so many times."""
    for begun in range(0, times, _BATCH):
        page.evaluate(_ROTATE, min(_BATCH, times - begun))


def _state(session: CDPSession) -> dict[str, float]:
    """Return what is left when everything nobody needs is gone."""
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    return {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}


def main(arguments: Sequence[str]) -> int:
    """Measure and print; the exit code tells whether every limit was kept."""
    parser = argparse.ArgumentParser(prog="python -m bench wall", description=__doc__)
    parser.add_argument("--rotations", type=int, default=ROTATIONS)
    asked = parser.parse_args(list(arguments))
    return 0 if show(f"A wall after {asked.rotations:,} rotations", measure(asked.rotations)) else 1
