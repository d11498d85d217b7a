"""The first view of the republic page: bytes and time until map and ranking are drawn, beside the plain page.

Each run has a browser profile that has never seen the page. Ours says itself when map and ranking are drawn
(performance marks); of the plain page each frame asks whether all regions and the table are there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser
from shapely import orient_polygons
from shapely.geometry import mapping, shape

from bench.browser import LOOPBACK, TEN_MBIT, Network, chromium, fresh_page
from bench.results import Result
from bench.servers import PROJECT, baseline, get_json, monitor

RUNS = 9
TURNS = 25
REST = 500  # ms
BYTES = 450_000  # before the map is drawn
REGION_SHARE = 150  # percent of the republic page's time
REGION = "ru/?unit=390000000"
SHARE_OF_BASELINE = 40  # percent

DRAWN = """() => {
  const marks = ["belsendilik:map", "belsendilik:ranking"].map((name) => performance.getEntriesByName(name)[0]);
  return marks.every(Boolean) && Math.max(...marks.map((mark) => mark.startTime));
}"""
# Map and ranking, and on a region's page the list of schools and both charts.
COMPLETE = """() => {
  const seen = (selector) => [...document.querySelectorAll(selector)].some((node) => node.offsetParent);
  const more = ["schools", "distribution-chart", "growth-chart"].filter((name) => seen(`#${name}`));
  const names = ["map", "ranking", ...more];
  const marks = names.map((name) => performance.getEntriesByName(`belsendilik:${name}`)[0]);
  return marks.every(Boolean) && Math.max(...marks.map((mark) => mark.startTime));
}"""
# Complete, and nothing left to do before a click is answered: all of a page is there before Dash has finished with it.
INTERACTIVE = """(() => {
  const complete = COMPLETE;
  const note = () => { window.interactive = performance.now(); };
  const look = () => (complete() ? requestIdleCallback(note) : requestAnimationFrame(look));
  requestAnimationFrame(look);
})()"""
BASELINE_DRAWN = """() => {
  const all = document.querySelectorAll(".choroplethlayer path").length >= REGIONS
    && document.querySelectorAll("#ranking tbody tr").length >= REGIONS;
  return all && performance.now();
}"""


def measure() -> Iterator[Result]:
    """Yield bytes, times and their ratio, on loopback and on a slow line."""
    with monitor() as address, TemporaryDirectory() as folder, chromium() as browser:
        view = get_json(f"{address}/ru/view")
        rows = Path(folder) / "rows.json"
        rows.write_text(json.dumps(plain_data(view)))
        with baseline(rows) as plain:
            regions = str(len(view["units"]))
            get_json(f"{plain}/_dash-layout")
            yield from _bytes(browser, address)
            for network in (LOOPBACK, TEN_MBIT):
                ours = _times(browser, f"{address}/ru/", DRAWN, network)
                theirs = _times(browser, plain, BASELINE_DRAWN.replace("REGIONS", regions), network)
                yield Result(f"map and ranking drawn, {network.name}", median(ours), "ms")
                yield Result(f"the same, plain page, {network.name}", median(theirs), "ms")
                share = 100 * median(ours) / median(theirs)
                yield Result(f"ours of plain, {network.name}", share, "%", SHARE_OF_BASELINE)
            yield from _region(browser, address)


def _region(browser: Browser, address: str) -> Iterator[Result]:
    """Yield how long a region's page takes beside the republic's, in turns: until all is drawn, until it answers."""
    runs = _turns(browser, address)
    for at, what in enumerate(("complete", "interactive")):
        republic, region = (median(run[page][at] for run in runs) for page in (0, 1))
        yield Result(f"republic page {what}", republic, "ms")
        yield Result(f"region page {what}, with list and charts", region, "ms")
        yield Result("of the republic page", 100 * region / republic, "%", REGION_SHARE)
    rested = _turns(browser, address, REST)
    republic, region = (median(run[page][0] for run in rested) for page in (0, 1))
    yield Result("region complete of republic, browser at rest before", 100 * region / republic, "%")


def _turns(browser: Browser, address: str, rest: float = 0) -> list[list[tuple[float, float]]]:
    """Return for each turn what the republic's page took, and a region's."""
    return [[_interactive(browser, f"{address}/{path}", rest) for path in ("ru/", REGION)] for _ in range(TURNS)]


def _interactive(browser: Browser, url: str, rest: float) -> tuple[float, float]:
    """Return the milliseconds until everything of a page is drawn, and until it answers.

    The browser may rest for `rest` ms before: opening a window, and closing the last, is work on the same processors.
    """
    with fresh_page(browser) as (page, _traffic):
        page.add_init_script(INTERACTIVE.replace("COMPLETE", COMPLETE))
        page.wait_for_timeout(rest)
        page.goto(url, wait_until="commit")
        interactive = float(page.wait_for_function("() => window.interactive", timeout=60_000).json_value())
        return float(page.evaluate(COMPLETE)), interactive


def plain_data(view: dict[str, Any]) -> dict[str, Any]:
    """Return what the plain page shows: the numbers of our republic view, and the boundaries of the regions."""
    boundaries = json.loads((PROJECT / "geo" / "data" / "regions.geojson").read_text())
    for feature in boundaries["features"]:
        feature["id"] = feature["properties"]["kato"]
        # plotly fills everything outside of a ring that runs the other way
        feature["geometry"] = mapping(orient_polygons(shape(feature["geometry"]), exterior_cw=True))
    names = {row["key"]: row["name"] for row in view["indicators"]}
    rows = {key: [_plain_row(view, row) for row in view["panels"][key]["rows"]] for key in names}
    return {"indicators": names, "rows": rows, "boundaries": boundaries}


def _plain_row(view: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """Return one line of the plain page's table."""
    unit = view["units"][row["unit"]]
    score = row["score"].replace(",", ".")
    number = float(score) if score[:1].isdigit() else None
    counts = {key: row[key] for key in ("rank", "high", "medium", "low")}
    return {"unit": row["unit"], "name": unit["full"], "schools": unit["schools"], "score": number, **counts}


def _bytes(browser: Browser, address: str) -> Iterator[Result]:
    """Yield what the first view weighs, fonts included."""
    with fresh_page(browser) as (page, traffic):
        page.goto(f"{address}/ru/")
        page.wait_for_function(DRAWN)
        drawn, before = traffic.total(), set(traffic.received)
        page.wait_for_load_state("networkidle")
        plotly_before = sum("plotly" in url and "/js/" not in url for url in before)
        everything = traffic.total()
        fonts = traffic.total(lambda url: urlsplit(url).path.endswith(".woff2"))
    yield Result("first view, until map and ranking are drawn", drawn / 1e6, "MB", BYTES / 1e6)
    yield Result("everything the page asks for", everything / 1e6, "MB")
    yield Result("of it fonts", fonts / 1e6, "MB")
    yield Result("requests of plotly.js before the map", plotly_before, "", 0)


def _times(browser: Browser, url: str, drawn: str, network: Network) -> list[float]:
    """Return the milliseconds from the start of the navigation until all is drawn, run by run."""
    times = []
    for _ in range(RUNS):
        with fresh_page(browser, network) as (page, _traffic):
            page.goto(url, wait_until="commit")
            times.append(float(page.wait_for_function(drawn, polling="raf", timeout=60_000).json_value()))
    return times
