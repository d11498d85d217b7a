"""Everybody can use the page: axe-core, keyboard, reduced motion, zoom, narrow screens (WCAG 2.2 AA)."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from app import create_app
from dashboard import migrations
from dashboard.access.changes import Author, Changes
from dashboard.database import transaction
from dashboard.settings import Settings

AXE = (Path(__file__).parent / "axe/axe.min.js").read_text(encoding="utf-8")
REGION, NEIGHBOUR, DISTRICT = "390000000", "110000000", "391600000"
LOGIN, PASSWORD = "officer", "бес қарға ұшып кетті"
Act = Callable[[Page], None]


def opened(opener: str, floating: str = "[role=dialog]:visible") -> Act:
    """Return what opens something that floats: a click."""

    def act(page: Page) -> None:
        page.locator(opener).first.click()
        expect(page.locator(floating)).to_have_count(1)

    return act


def found(page: Page) -> None:
    """Look for something: the list of what was found lies over the page."""
    page.keyboard.press("/")
    page.keyboard.type("ко")
    expect(page.locator("#search-list [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")


def pointed(page: Page) -> None:
    """Point at a unit: a text stands at the pointer."""
    page.locator("#ranking tbody tr[data-unit] a").first.focus()
    page.locator("#map path.r").first.hover(force=True)
    expect(page.locator("#tip")).to_be_visible()


def drawn(page: Page) -> None:
    """Wait for every chart of the page; unfold what can be."""
    for chart in page.locator(".chart:visible").all():
        expect(chart).to_have_class(re.compile("js-plotly-plot"), timeout=20_000)
    for summary in page.locator("details.alt > summary:visible, details.notes > summary:visible").all():
        summary.click()


def nothing(page: Page) -> None:
    """Leave the page as it is."""


# Every kind of page and state; what is done there first.
STATES: dict[str, tuple[str, Act]] = {
    "republic": ("?ind=planning", nothing),
    "region": (f"?unit={REGION}", drawn),
    "district": (f"?unit={DISTRICT}&ind=journal", drawn),
    "filtered to nothing": (f"?unit={DISTRICT}&q=жоқжоқ", nothing),
    "compare": (f"?unit={REGION}&pin={REGION}.{NEIGHBOUR}", drawn),
    "school": (f"?unit={DISTRICT}&ind=planning", opened("#schools .nmb", "dialog[open]")),
    "search": ("", found),
    "tip": ("?ind=planning", pointed),
    "downloads": (f"?unit={REGION}", opened("#growth .files summary", "#growth .files[open]")),
    "holiday": ("?week=2026-10-25", nothing),
    "notices": ("?unit=nowhere&week=yesterday&ind=other", nothing),
    "explanation": (f"?unit={REGION}&ind=act_parents", opened("#how-open")),
    "week picker": ("", opened("#week")),
}
RUN = """async (choice) => {
  const found = await axe.run(document, { resultTypes: ["violations"], ...choice });
  return found.violations.map((rule) => ({ id: rule.id, help: rule.help, nodes: rule.nodes.map((node) => node.html) }));
}"""
OF_THEME = ["color-contrast", "link-in-text-block", "button-name"]  # a theme changes colours, and what its button says
# How many transitions begin with another state of an element.
BEGUN = """([place, state, other]) => {
  document.querySelector(place).dataset[state] = other;
  return document.getAnimations().length;
}"""
WIDTH = "document.documentElement.scrollWidth"
# The edges of the map and the ranking, the upper one first; both of one moment.
EDGES = """() => ["map", "ranking"].map((id) => document.getElementById(id).getBoundingClientRect())
  .filter(({ height }) => height).sort((one, other) => one.top - other.top).map(({ top, bottom }) => [top, bottom])"""


def settled(page: Page, path: str, act: Act = nothing) -> None:
    """Open a page, and do something there."""
    page.goto(path)
    expect(page.locator("path.r").first).to_be_attached()
    expect(page.locator("#page")).to_have_attribute("data-state", re.compile("data|none"))
    act(page)


def violations(page: Page, **choice: Any) -> Any:
    """Return what axe-core finds with all its rules, or with those chosen."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(RUN, choice)


def darkened(page: Page) -> None:
    """Change to the dark theme as a reader's system does at night; charts are drawn anew in its colours."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.wait_for_function("() => document.documentElement.dataset.bsTheme === 'dark'")
    page.wait_for_timeout(300)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("part", [0, 1])
def test_axe_finds_nothing(page: Page, part: int, language: str) -> None:
    """Every state in every language and both themes."""
    wrong = {}
    for name, (query, act) in [*STATES.items()][part::2]:
        page.emulate_media(color_scheme="light", reduced_motion="reduce")  # colours change at once
        settled(page, f"/{language}/{query}", act)
        wrong[name, "light"] = violations(page)
        darkened(page)
        wrong[name, "dark"] = violations(page, runOnly=OF_THEME)
    assert {name: rules for name, rules in wrong.items() if rules} == {}


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a monitor that asks for a login; there is an account without a role."""
    folder = tmp_path_factory.mktemp("gate")
    settings = Settings(f"sqlite:///{folder / 'gate.db'}", folder, compress=False, public_monitor=False)
    migrations.upgrade(settings)
    with transaction(settings) as connection:
        changes = Changes(connection, Author("root@server"))
        changes.add(LOGIN, LOGIN, password=PASSWORD)
        changes.set_password(LOGIN, PASSWORD, first=False)
    server = make_server("127.0.0.1", 0, create_app(settings).server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def entered(page: Page, password: str) -> None:
    """Fill in the form of the login and send it."""
    page.locator("[name=login]").fill(LOGIN)
    page.locator("[name=password]").fill(password)
    page.locator("form.card-f button[type=submit]").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_before_the_door(browser: Browser, gate: str, theme: str) -> None:
    """The login, the page for what is out of reach, the form of a new password, and a refused login."""
    context = browser.new_context(base_url=gate, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    wrong = {}
    for language in ("kk", "ru", "en"):
        page.goto(f"/{language}/login")
        wrong[language, "login"] = violations(page)
    entered(page, PASSWORD)
    page.wait_for_url(lambda url: "/login" not in url)
    for language in ("kk", "ru", "en"):
        for place in ("admin/accounts", "password"):
            page.goto(f"/{language}/{place}")
            expect(page.locator("h1")).to_have_count(1)
            wrong[language, place] = violations(page)
    context.clear_cookies()
    page.goto("/ru/login")
    entered(page, "not this one")
    expect(page.locator("[role=alert]")).to_be_visible()
    wrong["ru", "refused"] = violations(page)
    context.close()
    assert {name: rules for name, rules in wrong.items() if rules} == {}


@pytest.mark.parametrize("query", ["?ind=planning", f"?unit={DISTRICT}"])
def test_axe_finds_nothing_at_other_widths(page: Page, query: str) -> None:
    settled(page, f"/ru/{query}")
    for width in (390, 720, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == []


def test_axe_finds_nothing_while_the_server_is_gone(page: Page, complaints: list[str]) -> None:
    settled(page, "/ru/")
    page.route("**/view*", lambda route: route.abort())
    page.locator("#previous-week").click()
    expect(page.locator("#trouble [role=alert]")).to_be_visible()
    assert violations(page) == []
    complaints.clear()  # the browser itself reports the request that was cut off


def test_axe_would_find_something(page: Page) -> None:
    settled(page, "/ru/")
    page.evaluate(
        "document.querySelector('#theme').removeAttribute('aria-label'), (document.querySelector('#theme').title = '')"
    )
    assert [rule["id"] for rule in violations(page)] == ["button-name"]


@pytest.mark.parametrize("query", ["", f"?unit={REGION}", f"?unit={DISTRICT}", "?week=2026-10-25"])
def test_zoom_and_phones_keep_one_column(page: Page, query: str) -> None:
    """200 % of 1440 and 1366 pixels, a phone, and 400 % of 1280 (1.4.10): nothing scrolls sideways."""
    settled(page, f"/ru/{query}")
    for width, height in ((720, 450), (683, 384), (390, 844), (320, 640)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(WIDTH) <= width
        edges = page.evaluate(EDGES)
        assert all(below >= bottom for (_, bottom), (below, _) in pairwise(edges)), edges


def test_reduced_motion_removes_it_all(page: Page) -> None:
    duration = "getComputedStyle(document.querySelector('.map .r')).transitionDuration"
    settled(page, "/ru/")
    assert page.evaluate(duration) == "0.2s"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(duration) == "0s"


def test_without_motion_a_page_is_seen_at_once(page: Page) -> None:
    """Whatever lies in whatever: a transition, however short, hands what is inherited down by one level in a frame."""
    page.emulate_media(reduced_motion="reduce")
    settled(page, f"/ru/?unit={REGION}")
    assert page.evaluate(BEGUN, ["#page", "state", "waiting"]) == 0
    assert page.evaluate(BEGUN, [":root", "bsTheme", "dark"]) == 0


def test_focus_is_always_seen(page: Page) -> None:
    settled(page, "/ru/")
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outline")
        assert re.search(r"\b3px\b", outline), page.evaluate("document.activeElement.outerHTML")


def test_targets_are_large_enough(page: Page) -> None:
    """2.5.8: 24 pixels, except links in running text and figures whose explanation another control gives, too."""
    settled(page, f"/ru/?unit={REGION}&ind=planning")
    small = page.evaluate(
        """[...document.querySelectorAll("button:not(.fig):not(.howb), a.mc, a.ml, [role=radio], select, input")]
          .filter((node) => node.offsetParent)
          .map((node) => [node.outerHTML.slice(0, 80), node.offsetWidth, node.offsetHeight])
          .filter(([, width, height]) => width < 24 || height < 20)"""
    )
    assert small == []


def test_g45_areas_carry_a_pattern_and_an_edge_beside_their_colour(page: Page) -> None:
    settled(page, "/ru/?ind=planning")
    style = "node => { const found = getComputedStyle(node); return [found.fill, found.stroke]; }"
    pale = page.locator("#map path.r.warn").first
    fill, stroke = pale.evaluate(style)
    assert "p-warn" in fill
    assert stroke == page.evaluate(
        """() => { const probe = document.createElement("i"); probe.style.color = "var(--ds-warn-edge)";
          document.body.append(probe); return getComputedStyle(probe).color; }"""
    )


def test_going_back_returns_the_focus(page: Page) -> None:
    settled(page, "/ru/")
    link = page.locator(f"#ranking tr[data-unit='{REGION}'] a")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#title")).to_be_focused()
    page.go_back()
    expect(page.locator(f"#ranking tr[data-unit='{REGION}'] a")).to_be_focused()
