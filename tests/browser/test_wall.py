"""The wall as it hangs for months: rotation, news, trouble, deployments, sizes, on a stopped clock (issue 7)."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from werkzeug.serving import make_server

from app import create_app
from dashboard.access import displays
from dashboard.access.changes import Author
from dashboard.database import transaction
from dashboard.indicators import INDICATOR_KEYS
from dashboard.settings import Settings
from tests.browser.conftest import TODAY

AXE = (Path(__file__).parent / "axe/axe.min.js").read_text(encoding="utf-8")
REPUBLIC, REGION, OTHER = "000000000", "390000000", "110000000"
SIZES = {"720": (1280, 720), "1080": (1920, 1080), "2160": (3840, 2160)}
DATA = "**/wall/data*"
# What reaches over the margin of the screen or is cut, apart from what is made to be cut at its end.
OVER = """() => [...document.querySelectorAll('.w-frame *')].filter((node) => {
  const margin = 2.5 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  const box = node.getBoundingClientRect();
  if (!box.width || node.closest('.off') || node.closest('.mute')) return false;
  const out = box.right > innerWidth - margin || box.bottom > innerHeight + 3 || box.left < -3 || box.top < -3;
  const cut = !node.children.length && node.tagName === 'SPAN' && !node.closest('.w-next') &&
    node.clientWidth && node.scrollWidth > node.clientWidth + 1;
  return out || cut;
}).map((node) => `${node.tagName} ${node.id} ${node.textContent.trim().slice(0, 30)}`)"""


class Trouble:
    """What becomes of the screen's questions."""

    down = stale = False
    changes: dict[str, str]

    def __init__(self) -> None:
        self.changes = {}
        self.asked = 0

    def __call__(self, route: Route) -> None:
        self.asked += 1
        if self.down:
            route.fulfill(status=503, body="{}")
            return
        if self.stale:
            answer = route.fetch()
            headers = {"x-belsendi-data": "stale", "x-belsendi-time": "21.11, 07:30"}
            route.fulfill(response=answer, headers={**answer.headers, **headers})
            return
        if not self.changes:
            route.continue_()
            return
        headers = {name: value for name, value in route.request.headers.items() if name != "if-none-match"}
        answer = route.fetch(headers=headers)
        route.fulfill(response=answer, body=json.dumps(answer.json() | self.changes))


@pytest.fixture
def trouble() -> Trouble:
    """What a test does to the network."""
    return Trouble()


@pytest.fixture
def screen(browser: Browser, address: str, trouble: Trouble) -> Iterator[Page]:
    """Return a screen whose clock only tests move."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 720}, bypass_csp=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route(DATA, trouble)
    page.clock.install()
    yield page
    context.close()
    assert errors == []


def opened(page: Page, address: str) -> Page:
    """Open a wall and wait for its first slide."""
    page.goto(address)
    expect(page.locator("body")).to_have_attribute("data-number", "0")
    return page


def passing(page: Page, seconds: int) -> None:
    """Let seconds pass, in steps, so that answers arrive in between."""
    for _ in range(seconds // 8):
        page.clock.run_for(8_000)
        page.wait_for_timeout(30)


def slides(page: Page, count: int, seconds: int = 30) -> list[str]:
    """Return what the next slides show: language, unit, indicator."""
    found = []
    for number in range(count):
        expect(page.locator("body")).to_have_attribute("data-number", str(number))
        found.append(page.evaluate("document.body.dataset.shown"))
        page.clock.run_for(seconds * 1000)
    return found


def test_the_nine_come_in_their_order_and_begin_anew(screen: Page) -> None:
    opened(screen, "/ru/wall")
    shown = slides(screen, 10)
    assert shown == [f"ru {REPUBLIC} {key}" for key in (*INDICATOR_KEYS, INDICATOR_KEYS[0])]


def test_next_and_seconds_are_told(screen: Page) -> None:
    opened(screen, "/ru/wall?ind=planning,journal")
    expect(screen.locator(".w-next")).to_contain_text("Ведение журнала")
    screen.clock.run_for(18_000)
    expect(screen.locator("#seconds")).to_have_text("через 12 с")
    expect(screen.locator(".w-tile.on")).to_contain_text("Планирование")
    shift = screen.evaluate("document.getElementById('frame').style.transform")
    screen.clock.run_for(12_500)
    expect(screen.locator(".w-tile.on")).to_contain_text("Ведение")
    assert screen.evaluate("document.getElementById('frame').style.transform") != shift


def test_a_playlist_goes_through_units_and_languages(screen: Page) -> None:
    opened(screen, f"/ru/wall?units={REGION},{OTHER}&ind=journal&seconds=5&lang=kk,ru")
    shown = []
    for number in range(4):
        expect(screen.locator("body")).to_have_attribute("data-number", str(number))
        shown.append(screen.evaluate("document.body.dataset.shown"))
        screen.wait_for_timeout(200)  # what comes next is being fetched
        screen.clock.run_for(5_000)
    assert shown == [f"kk {REGION} journal", f"ru {OTHER} journal", f"ru {REGION} journal", f"kk {OTHER} journal"]
    assert screen.locator(".map:not(.off)").count() == 1


def test_a_new_snapshot_appears_within_a_minute_without_a_reload(screen: Page, trouble: Trouble) -> None:
    opened(screen, "/ru/wall?seconds=600")
    screen.evaluate("window.kept = true")
    trouble.changes = {"snapshot": "abcdef012345"}
    screen.clock.run_for(31_000)
    expect(screen.locator("#snapshot")).to_have_text("abcdef012345")
    assert screen.evaluate("window.kept")


def test_without_a_server_the_last_values_stay_with_their_time_and_come_back(screen: Page, trouble: Trouble) -> None:
    opened(screen, "/ru/wall")
    value = screen.locator("#value").text_content()
    trouble.down = True
    passing(screen, 120)
    badge = screen.locator("#stale")
    expect(badge).to_be_visible()
    assert "Нет связи с" in (badge.text_content() or "")
    assert value
    assert screen.locator("#value").text_content() != "—"
    assert int(screen.evaluate("document.body.dataset.number")) >= 3, "it goes on through the last values"
    waiting = trouble.asked
    passing(screen, 32)
    assert trouble.asked <= waiting + 1, "it asks more rarely"
    trouble.down = False
    passing(screen, 64)
    expect(badge).to_be_hidden()


def test_a_server_without_its_database_is_told_by_the_badge(screen: Page, trouble: Trouble) -> None:
    opened(screen, "/ru/wall?seconds=600")
    trouble.stale = True
    screen.clock.run_for(31_000)
    badge = screen.locator("#stale")
    expect(badge).to_contain_text("21.11, 07:30")
    trouble.stale = False
    screen.clock.run_for(31_000)
    expect(badge).to_be_hidden()


@pytest.fixture
def closed(country: Settings) -> Iterator[str]:
    """The address of the same country where everything asks for a login or a display."""
    server = make_server("127.0.0.1", 0, create_app(replace(country, public_monitor=False), lambda: TODAY).server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def test_a_display_that_is_taken_back_goes_dark_by_itself(browser: Browser, closed: str, country: Settings) -> None:
    """Within its poll it stops showing data and says where the next code comes from."""
    author = Author("root@server")
    with transaction(country) as opened_:
        one, code = displays.add(opened_, author, "Hall", REGION)
    context = browser.new_context(base_url=closed, viewport={"width": 1280, "height": 720}, bypass_csp=True)
    screen = context.new_page()
    screen.clock.install()
    screen.goto(f"/ru/wall/pair#{code}")
    expect(screen.locator("body")).to_have_attribute("data-number", "0")
    expect(screen.locator("#value")).to_contain_text("%")
    with transaction(country) as opened_:
        displays.revoke(opened_, author, one.number)
    screen.clock.run_for(31_000)
    expect(screen.locator("h1")).to_have_text("Этот экран больше не табло")
    assert screen.locator("#value, #maps, .w-tile").count() == 0
    context.close()


def test_a_screen_that_starts_without_data_says_so_and_begins_by_itself(screen: Page, trouble: Trouble) -> None:
    trouble.down = True
    screen.goto("/kk/wall")
    expect(screen.locator("body")).to_have_attribute("data-failures", "1")
    screen.clock.run_for(5_100)
    expect(screen.locator("#stale")).to_be_visible()
    trouble.down = False
    screen.clock.run_for(11_000)
    expect(screen.locator("body")).to_have_attribute("data-number", "0")
    expect(screen.locator("#stale")).to_be_hidden()


def test_after_a_deployment_it_loads_itself_anew_once(screen: Page, trouble: Trouble) -> None:
    opened(screen, "/ru/wall?seconds=600")
    loads: list[str] = []
    screen.on("load", lambda _: loads.append("load"))
    trouble.changes = {"version": "another"}
    with screen.expect_event("load"):
        screen.clock.run_for(31_000)
    expect(screen.locator("body")).to_have_attribute("data-number", "0")
    passing(screen, 120)
    assert len(loads) == 1


def test_a_screen_that_stood_still_loads_itself_anew(screen: Page) -> None:
    """A heart that stopped is noticed by the watchdog, first woken, then replaced."""
    opened(screen, "/ru/wall?seconds=10")
    screen.evaluate("document.getElementById('frame').remove()")
    with screen.expect_event("load"):
        for _ in range(8):
            screen.clock.run_for(10_000)


def test_a_tab_that_slept_goes_on_when_it_wakes(screen: Page) -> None:
    opened(screen, "/ru/wall")
    screen.clock.fast_forward(3_600_000)
    screen.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(screen.locator("body")).to_have_attribute("data-number", "1")


# Values on the map that a leader of a callout goes through.
CROSSED = """() => {
  const root = document.querySelector('.map:not(.off)'), matrix = root.querySelector('svg').getScreenCTM();
  const dots = [...root.querySelectorAll('.lead')].flatMap((lead) => Array.from({length: 101}, (_, n) =>
    lead.getPointAtLength(lead.getTotalLength() * n / 100).matrixTransform(matrix)));
  return [...root.querySelectorAll('.ml:not(.mute) b')].filter((node) => {
    const box = node.getBoundingClientRect();
    return dots.some((dot) => dot.x > box.left && dot.x < box.right && dot.y > box.top + 4 && dot.y < box.bottom - 4);
  }).map((node) => node.textContent);
}"""


def test_no_leader_goes_through_a_value(screen: Page) -> None:
    opened(screen, "/ru/wall")
    screen.locator(".map:not(.off)").wait_for()
    crossed = {}
    for _ in INDICATOR_KEYS:
        crossed[screen.evaluate("document.body.dataset.shown")] = screen.evaluate(CROSSED)
        screen.keyboard.press("ArrowRight")
    assert {shown: found for shown, found in crossed.items() if found} == {}


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_everything_fits_in_both_languages(screen: Page, size: tuple[int, int]) -> None:
    screen.set_viewport_size({"width": size[0], "height": size[1]})
    over = {}
    for address in ("/ru/wall", f"/kk/wall/{REGION}"):
        opened(screen, address)
        screen.locator(".map:not(.off)").wait_for()
        for _ in INDICATOR_KEYS:
            over[screen.evaluate("document.body.dataset.shown")] = screen.evaluate(OVER)
            screen.keyboard.press("ArrowRight")
    assert {shown: found for shown, found in over.items() if found} == {}
    assert len(over) == 18
    smallest = screen.evaluate(
        "() => Math.min(...[...document.querySelectorAll('.w-strip span, .w-rows span, .ml, .mc, .w-key span')]"
        ".filter((node) => node.textContent).map((node) => parseFloat(getComputedStyle(node).fontSize)))"
    )
    assert smallest >= size[0] / 1920 * 28 - 0.1


FADING = """() => document.getAnimations().filter((one) => one.effect.getComputedTiming().duration === 400)
  .map((one) => one.effect.target.className).sort().join()"""


def test_a_slide_comes_up_softly_and_the_strip_below_it_stays(screen: Page) -> None:
    """DESIGN.md section 9: 400 ms."""
    opened(screen, "/ru/wall")
    assert screen.evaluate(FADING) == ""
    turned = screen.evaluate(
        f"() => {{ document.dispatchEvent(new KeyboardEvent('keydown', {{key: 'ArrowRight'}})); return ({FADING})(); }}"
    )
    assert turned == "w-main,w-top"
    screen.wait_for_function(f"() => ({FADING})() === ''")


def test_a_drawing_that_does_not_come_is_asked_for_again(screen: Page) -> None:
    """A network that went away in the middle leaves no map behind that never comes."""
    asked: list[Route] = []

    def drawn(route: Route) -> None:
        asked.append(route)
        if len(asked) > 1:
            route.continue_()

    screen.route("**/maps/**", drawn)
    opened(screen, "/ru/wall?seconds=30")
    screen.clock.run_for(21_000)
    screen.wait_for_timeout(50)
    assert screen.locator(".map").count() == 0
    screen.clock.run_for(10_000)
    screen.locator(".map:not(.off)").wait_for()
    assert len(asked) == 2


def test_with_reduced_motion_nothing_glides(screen: Page) -> None:
    screen.emulate_media(reduced_motion="reduce")
    opened(screen, "/ru/wall")
    screen.keyboard.press("ArrowRight")
    assert screen.evaluate(FADING) == ""
    duration = screen.evaluate("getComputedStyle(document.querySelector('.w-tile.on i')).transitionDuration")
    assert float(duration.removesuffix("s")) < 0.001


@pytest.mark.parametrize("path", ["/kk/wall", f"/ru/wall/{REGION}?units=zzz"])
def test_axe_finds_nothing(screen: Page, path: str) -> None:
    opened(screen, path)
    screen.locator(".map:not(.off)").wait_for()
    screen.clock.resume()
    screen.evaluate(AXE)
    found = screen.evaluate("() => axe.run()")
    assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found["violations"]] == []


def test_no_element_is_added_while_it_runs(screen: Page) -> None:
    opened(screen, "/ru/wall")
    screen.locator(".map:not(.off)").wait_for()
    counted = []
    for _ in range(3):
        screen.evaluate(
            "for (let n = 0; n < 36; n += 1) document.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight'}))"
        )
        counted.append(screen.evaluate("document.querySelectorAll('*').length"))
    assert len(set(counted)) == 1
