"""Loading, failing, recovering: old values stay, nothing jumps, errors stay in their place."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

REGION = "390000000"
DISTRICT = "391600000"
HOLIDAY = "2026-10-25"
SHIFTS = """() => {
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""
OPACITY = "Number(getComputedStyle(document.querySelector('.busy')).opacity)"
# When the page began to wait, when the bar was first seen, when it waited no more; in ms.
WATCH = """() => {
  const root = document.documentElement, bar = document.querySelector(".busy");
  window.bar = { begun: null, seen: null, done: null };
  new MutationObserver(() => {
    if ("busy" in root.dataset) window.bar.begun ??= performance.now();
    else if (window.bar.begun) window.bar.done ??= performance.now();
  }).observe(root, { attributes: true, attributeFilter: ["data-busy"] });
  const look = () => {
    if (getComputedStyle(bar).opacity !== "0") window.bar.seen ??= performance.now();
    requestAnimationFrame(look);
  };
  look();
}"""
BARRED = "() => { const bar = document.querySelector('.busy'); return bar && getComputedStyle(bar).opacity === '1'; }"
PATIENCE = 300  # ms
FRAME = 17  # ms; what moves by itself counts from the begin of the frame it begins in
CLS = 0.02
# What a first view asks for, in the order in which the test lets it through.
LATE = (r"/view\b", r"/(schools|growth)\?", r"\.svg$", r"/plotly")


def ready(page: Page, path: str = "/ru/") -> None:
    page.goto(path)
    expect(page.locator("#map path.r").first).to_be_attached()
    expect(page.locator("#page")).to_have_attribute("data-state", "data")


class Gate:
    """Holds back what the page asks for under some addresses, until it is opened."""

    def __init__(self, page: Page, addresses: str) -> None:
        self._held: list[Route] = []
        self._shut = True
        page.route(re.compile(addresses), self._meet)

    def _meet(self, route: Route) -> None:
        if self._shut:
            self._held.append(route)
        else:
            route.continue_()

    def open(self) -> None:
        self._shut = False
        for route in self._held:
            route.continue_()


def test_nothing_jumps(page: Page) -> None:
    """CLS < 0.02: on the first load, when an indicator is chosen, one level down, a week back, and on the way back."""
    page.add_init_script(f"({SHIFTS})()")
    ready(page)
    assert page.evaluate("window.shifts") < CLS
    page.locator("#rail [data-ind=planning]").click()
    page.wait_for_timeout(700)
    page.locator(f"#ranking tr[data-unit='{REGION}'] a").click()
    expect(page.locator("#title")).to_have_text("Костанайская область")
    page.wait_for_timeout(700)
    page.locator("#previous-week").click()
    page.wait_for_timeout(700)
    page.go_back()
    page.go_back()
    expect(page.locator("#title")).to_have_text("Республика Казахстан")
    page.wait_for_timeout(700)
    assert page.evaluate("window.shifts") < CLS


@pytest.mark.parametrize("query", ["", f"?unit={REGION}", f"?unit={DISTRICT}", f"?week={HOLIDAY}"])
@pytest.mark.parametrize("size", [(1366, 768), (1366, 3200), (390, 5600)])
def test_what_comes_late_moves_nothing(page: Page, query: str, size: tuple[int, int]) -> None:
    """CLS < 0.02 when the view comes after the frame was painted, and everything else one after the other after it.

    On a window as high as the page what lies below the first screen counts, too: somebody may have scrolled there.
    """
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.add_init_script(f"({SHIFTS})()")
    first, *rest = [Gate(page, part) for part in LATE]
    page.goto(f"/ru/{query}")
    page.wait_for_function(BARRED)
    expect(page.locator("#page > .ctx")).to_be_hidden()
    expect(page.locator(".foot")).to_be_hidden()
    first.open()
    expect(page.locator("#page > .ctx")).to_be_visible()
    expect(page.locator(".foot")).to_be_visible()
    for gate in rest:
        page.wait_for_timeout(PATIENCE)
        gate.open()
    page.wait_for_timeout(PATIENCE)
    expect(page.locator("#page .map path.r").first).to_be_visible()
    assert page.evaluate("window.shifts") < CLS


def test_old_values_stay_and_a_bar_comes_after_300_ms(page: Page) -> None:
    ready(page)
    gate = Gate(page, LATE[0])
    page.evaluate(WATCH)
    page.locator("#previous-week").click()
    page.wait_for_function("window.bar.seen")
    expect(page.locator("#ranking tbody tr[data-unit]")).to_have_count(20)
    assert page.evaluate("window.bar.seen - window.bar.begun") >= PATIENCE - FRAME
    page.wait_for_function(BARRED)
    label = page.locator("#week-label").inner_text()
    gate.open()
    expect(page.locator("#week-label")).not_to_have_text(label)
    assert page.evaluate(OPACITY) == 0


def test_a_quick_answer_shows_no_bar(page: Page) -> None:
    ready(page)
    page.evaluate(WATCH)
    page.locator("#previous-week").click()
    expect(page).to_have_url(re.compile("week="))
    page.wait_for_function("window.bar.done")
    bar = page.evaluate("window.bar")
    assert bar["seen"] is None or bar["done"] - bar["begun"] >= PATIENCE - FRAME
    assert page.evaluate(OPACITY) == 0


def test_the_server_gone_leaves_the_last_values_and_the_page_recovers_by_itself(
    page: Page, complaints: list[str]
) -> None:
    ready(page)
    page.route("**/view*", lambda route: route.abort())
    page.locator("#previous-week").click()
    expect(page.locator("#trouble [role=alert]")).to_be_visible()
    expect(page.locator("#ranking tbody tr[data-unit]")).to_have_count(20)
    page.unroute("**/view*")
    expect(page.locator("#trouble [role=alert]")).to_have_count(0, timeout=6_000)
    expect(page).to_have_url(re.compile("week="))
    complaints.clear()  # the browser itself reports the request that was cut off


def test_a_failed_map_fails_alone_and_can_be_asked_for_again(page: Page, complaints: list[str]) -> None:
    ready(page)
    page.route(f"**/{REGION}.svg", lambda route: route.abort())
    page.locator(f"#ranking tr[data-unit='{REGION}'] a").click()
    expect(page.locator("#map [role=alert]")).to_be_visible()
    expect(page.locator("#ranking tbody tr[data-unit]").first).to_be_visible()
    expect(page.locator("#trouble [role=alert]")).to_have_count(0)
    page.unroute(f"**/{REGION}.svg")
    page.locator("#map [role=alert] button").click()
    expect(page.locator("#map path.r").first).to_be_attached()
    complaints.clear()


def test_a_failed_explanation_fails_alone(page: Page, complaints: list[str]) -> None:
    ready(page)
    page.route("**/how?*", lambda route: route.abort())
    page.locator("#how-open").click()
    expect(page.locator("#how [role=alert]")).to_be_visible()
    page.unroute("**/how?*")
    page.locator("#how [role=alert] button").click()
    expect(page.locator("#how .frac")).to_be_visible()
    complaints.clear()


def test_a_failed_week_list_fails_alone(page: Page, complaints: list[str]) -> None:
    ready(page)
    page.route("**/weeks", lambda route: route.abort())
    page.locator("#week").click()
    expect(page.locator("#picker [role=alert]")).to_be_visible()
    page.unroute("**/weeks")
    page.locator("#picker [role=alert] button").click()
    expect(page.locator("#picker tr.sel")).to_be_focused()
    complaints.clear()


def test_an_answer_that_breaks_off_is_asked_for_again_at_once(page: Page, complaints: list[str]) -> None:
    """Issue 7: one of two servers dies under load, and no error reaches whoever was reading."""
    ready(page)
    left = [lambda route: route.abort("connectionreset"), lambda route: route.fulfill(body='{"selection": {"un')]

    def break_off(route: Route) -> None:
        if left:
            left.pop()(route)
        else:
            route.continue_()

    for button in ("#previous-week", "#previous-week"):
        week = page.locator("#week-label").inner_text()
        page.route("**/view*", break_off)
        page.locator(button).click()
        expect(page.locator("#week-label")).not_to_have_text(week)
        page.unroute("**/view*")
    assert left == []
    expect(page.locator("#trouble [role=alert]")).to_have_count(0)
    complaints.clear()  # the browser itself reports the request that was cut off


def test_without_its_database_the_server_hands_out_what_it_has_and_the_page_says_so(
    page: Page, complaints: list[str]
) -> None:
    """Issue 7: a banner over the last values; it goes by itself, and what failed meanwhile is asked for again."""

    def stale(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "x-belsendi-data": "stale"})

    def away(route: Route) -> None:
        route.fulfill(status=503, headers={"x-belsendi-data": "stale"}, body="{}")

    page.route("**/view*", stale)
    page.route("**/how?*", away)
    ready(page)
    banner = page.locator("#trouble .strip.warn")
    expect(banner).to_contain_text("База данных не отвечает")
    page.locator("#how-open").click()
    expect(page.locator("#how [role=alert]")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#rail [data-ind=planning]").click()
    page.locator("#previous-week").click()
    expect(page).to_have_url(re.compile("week="))
    expect(banner).to_have_count(1)
    expect(page.locator("#ranking tbody tr[data-unit]")).to_have_count(20)
    page.unroute_all(behavior="wait")
    page.locator("#trouble button").click()
    expect(page.locator("#trouble").locator("*")).to_have_count(0)
    expect(page.locator("#how [role=alert]")).to_have_count(0)
    complaints.clear()  # the browser itself reports the 503


def test_a_first_view_that_failed_promises_no_values_and_comes_by_itself(page: Page, complaints: list[str]) -> None:
    """No frame of a page without anything in it, no word of last values where there are none."""
    page.route("**/view?*", lambda route: route.abort())
    page.goto(f"/ru/?unit={REGION}")
    banner = page.locator("#trouble [role=alert]")
    expect(banner).to_contain_text("Страница попробует снова сама")
    expect(page.locator("#with-data")).to_be_hidden()
    page.unroute_all(behavior="wait")
    expect(page.locator("#title")).to_have_text("Костанайская область", timeout=10_000)
    expect(page.locator("#with-data")).to_be_visible()
    expect(banner).to_have_count(0)
    complaints.clear()  # the browser itself reports what was cut off


def test_without_a_connection_the_page_says_so_at_once_moves_nothing_and_recovers(
    page: Page, complaints: list[str]
) -> None:
    page.add_init_script(f"({SHIFTS})()")
    ready(page)
    page.context.set_offline(True)
    banner = page.locator("#trouble [role=alert]")
    expect(banner).to_contain_text("Нет связи")
    expect(banner).to_be_in_viewport()
    assert page.evaluate("window.shifts") < CLS
    page.context.set_offline(False)
    expect(banner).to_have_count(0)
    complaints.clear()  # the browser itself reports what was cut off
