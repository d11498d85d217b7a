"""Going one level down: from the click until map and table are painted, and what moves over the wire."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Browser, Page

from bench.browser import Traffic, chromium, fresh_page
from bench.results import Result, percentile
from bench.servers import monitor

DRILL = 100  # ms
SWITCH = 50  # ms
LONG_TASK = 100  # ms
SLOWER = 4  # times
DRILL_BYTES = 80_000
SWITCH_BYTES = 5_000

# Painted: the first task after the frame in which all marks are newer than the click.
WATCH = """() => {
  window.clicked = window.painted = null;
  addEventListener("click", (event) => { window.clicked = event.timeStamp; }, { capture: true, once: true });
  const newest = (name) => Math.max(0, ...performance.getEntriesByName(name).map((mark) => mark.startTime));
  const look = () => {
    const marks = MARKS.map(newest);
    if (window.clicked && marks.every((mark) => mark > window.clicked)) {
      setTimeout(() => { window.painted = performance.now() - window.clicked; });
    } else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
LONG_TASKS = """() => {
  window.tasks = [];
  window.step = "";
  const note = (list) => list.getEntries().forEach((entry) => window.tasks.push([window.step, entry.duration]));
  new PerformanceObserver(note).observe({ type: "longtask" });
}"""
# The list of schools comes last; without it, its bytes would count for the next way down.
LISTED = "() => performance.getEntriesByName('belsendilik:schools').some((mark) => mark.startTime > window.clicked)"
BOTH = '["belsendilik:map", "belsendilik:ranking"]'
ROUNDS = 3
RESTING = 60  # ms the pointer is on an indicator before it is chosen
PAINTED = 300  # ms after which it is painted for certain
WALKS = 3
SETTLING = 1_500  # ms after which a step of the walk has drawn everything, charts too, on the slower machine

# What somebody does on a slow machine, step after step; each is a click, but those that scroll.
WALK: dict[str, str] = {
    "another indicator": '#rail [data-ind="planning"]',
    "a third one": '#rail [data-ind="journal"]',
    "down to a region": "#ranking tbody tr[data-unit] a",
    "through its page": "",
    "another indicator there": '#rail [data-ind="planning"]',
    "a week earlier": "#previous-week",
    "bars by decrease": '#growth-orders [data-order="down"]',
    "low schools": '#distribution-legend [data-cat="low"]',
    "all schools": "#distribution-legend .howb",
    "schools by name": '#schools th [data-order$="name"]',
    "compare": "#ranking [data-pin]",
    "down to a district": "#ranking tbody tr[data-unit] a",
    "through that page": "",
    "another indicator in the district": '#rail [data-ind="journal"]',
    "a school": "#schools .nmb",
    "close it": "#school-close",
    "calendar": "#week",
    "close the calendar": "#title",
    "dark": "#theme",
}


def measure() -> Iterator[Result]:
    """Yield times and bytes of drills (each into a view this server was never asked for) and of switches."""
    with monitor() as address, chromium() as browser, fresh_page(browser) as (page, traffic):
        page.goto(f"{address}/ru/")
        page.wait_for_selector("#ranking tbody tr[data-unit]")
        page.wait_for_load_state("networkidle")
        switches, switch_bytes = _switches(page, traffic)
        undisturbed = _undisturbed(page)
        _drills(page, traffic, 1)  # the charts' library is fetched with the first region, once
        drills, drill_bytes = _drills(page, traffic)
        again, _ = _drills(page, traffic)
        walks = [_walk(browser, address) for _ in range(WALKS)]
    yield Result(f"drill, p95 of {len(drills)}, computed for the first time", percentile(drills, 0.95), "ms", DRILL)
    yield Result("drill, median", percentile(drills, 0.5), "ms")
    yield Result("drill, p95, seen before", percentile(again, 0.95), "ms", DRILL)
    yield Result("drill, largest", max(drill_bytes) / 1e3, "KB", DRILL_BYTES / 1e3)
    yield Result(f"switch of the indicator, p95 of {len(switches)}", percentile(switches, 0.95), "ms", SWITCH)
    yield Result("the same, nothing asked of the page meanwhile", percentile(undisturbed, 0.95), "ms")
    yield from _long_tasks(walks)
    yield Result("switch of the indicator, largest", max(switch_bytes) / 1e3, "KB", SWITCH_BYTES / 1e3)


def _long_tasks(walks: list[dict[str, float]]) -> Iterator[Result]:
    """Yield the longest task of all steps and walks, and how many steps have one too long in any walk."""
    walk = {step: max(each[step] for each in walks) for step in walks[0]}
    longest = max(walk, key=lambda step: walk[step])
    what = f"longest task after the first view, processor {SLOWER} times slower, {WALKS} walks (“{longest}”)"
    yield Result(what, walk[longest], "ms", LONG_TASK)
    over = sum(task > LONG_TASK for task in walk.values())
    yield Result(f"steps with a longer one, of {len(walk)}", over, "", 0)


def _drills(page: Page, traffic: Traffic, most: int | None = None) -> tuple[list[float], list[int]]:
    """Go into every region, or the first few, and back; return milliseconds and bytes of each way down."""
    times, sizes = [], []
    units = page.eval_on_selector_all("#ranking tbody tr[data-unit]", "rows => rows.map((row) => row.dataset.unit)")
    for unit in units[:most]:
        before = traffic.total()
        times.append(_click(page, f'#ranking tbody tr[data-unit="{unit}"] a', BOTH))
        page.wait_for_function(LISTED)
        sizes.append(traffic.total() - before)
        page.go_back()
        page.wait_for_selector(f'#ranking tbody tr[data-unit="{unit}"]')
    return times, sizes


def _switches(page: Page, traffic: Traffic) -> tuple[list[float], list[int]]:
    """Choose every indicator some times over; return milliseconds and bytes of each."""
    times, sizes = [], []
    for place in page.locator("#rail [data-ind]").all()[1:] * ROUNDS:
        before = traffic.total()
        times.append(_click(page, f'#rail [data-ind="{place.get_attribute("data-ind")}"]', BOTH))
        page.wait_for_timeout(100)
        sizes.append(traffic.total() - before)
    return times, sizes


def _undisturbed(page: Page) -> list[float]:
    """Return the milliseconds of switches while nothing is asked of the page, as whoever drives the browser does.

    The pointer rests on the indicator first, as a hand does.
    """
    times = []
    for place in page.locator("#rail [data-ind]").all()[1:] * ROUNDS:
        page.evaluate(WATCH.replace("MARKS", BOTH))
        place.hover()
        page.wait_for_timeout(RESTING)
        page.mouse.down()
        page.mouse.up()
        page.wait_for_timeout(PAINTED)
        times.append(float(page.evaluate("() => window.painted")))
    return times


def _walk(browser: Browser, address: str) -> dict[str, float]:
    """Return the milliseconds of the longest task of each step of a walk on a slow machine, after the first view."""
    with fresh_page(browser) as (page, _traffic):
        page.goto(f"{address}/ru/")
        page.wait_for_function(f"() => {BOTH}.every((name) => performance.getEntriesByName(name).length)")
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.evaluate(LONG_TASKS)
        _step(page, "rest", "")
        for step, selector in WALK.items():
            _step(page, step, selector)
        found: list[tuple[str, float]] = page.evaluate("() => window.tasks")
    longest = dict.fromkeys(("rest", *WALK), 0.0)
    for step, duration in found:
        longest[step] = max(longest[step], duration)
    return longest


def _step(page: Page, name: str, selector: str) -> None:
    """Take a step, and wait until all is drawn; without anything to click: scroll through the page and back."""
    page.evaluate("(name) => { window.step = name; }", name)
    if selector:
        page.locator(selector).first.click()
    else:
        for distance in (600, 600, 600, -1_800):
            page.mouse.wheel(0, distance)
            page.wait_for_timeout(250)
    page.wait_for_timeout(SETTLING)


def _click(page: Page, selector: str, marks: str) -> float:
    """Click; return the milliseconds until the change is painted."""
    page.evaluate(WATCH.replace("MARKS", marks))
    page.locator(selector).first.click()
    return float(page.wait_for_function("() => window.painted").json_value())
