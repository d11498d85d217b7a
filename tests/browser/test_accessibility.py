"""Everybody can use the page: axe-core, keyboard, reduced motion, zoom, narrow screens (WCAG 2.2 AA)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

AXE = (Path(__file__).parent / "axe/axe.min.js").read_text(encoding="utf-8")
REGION, DISTRICT = "390000000", "391600000"
# Every kind of page and state; what is done there first.
STATES = {
    "republic": ("?ind=planning", ""),
    "region": (f"?unit={REGION}", ""),
    "district": (f"?unit={DISTRICT}&ind=journal", ""),
    "holiday": ("?week=2026-10-25", ""),
    "notices": ("?unit=nowhere&week=yesterday&ind=other", ""),
    "explanation": (f"?unit={REGION}&ind=act_parents", "#how-open"),
    "week picker": ("", "#week"),
}
RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.map((rule) => ({ id: rule.id, help: rule.help, nodes: rule.nodes.map((node) => node.html) }));
}"""
WIDTH = "document.documentElement.scrollWidth"


def settled(page: Page, path: str, opener: str = "") -> None:
    """Open a page, and what floats over it."""
    page.goto(path)
    expect(page.locator("path.r").first).to_be_attached()
    expect(page.locator("#page")).to_have_attribute("data-state", re.compile("data|none"))
    if opener:
        page.locator(opener).click()
        expect(page.locator("[role=dialog]:visible")).to_have_count(1)


def violations(page: Page) -> Any:
    """Return what axe-core finds."""
    page.evaluate(AXE)
    return page.evaluate(RUN)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, theme: str, language: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    found = {}
    for name, (query, opener) in STATES.items():
        settled(page, f"/{language}/{query}", opener)
        found[name] = violations(page)
    assert {name: rules for name, rules in found.items() if rules} == {}


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
        shown = [place for place in ("#map", "#ranking") if page.locator(place).is_visible()]
        boxes = [box for place in shown if (box := page.locator(place).bounding_box())]
        if len(boxes) == 2:
            upper, lower = sorted(boxes, key=lambda box: box["y"])
            assert lower["y"] >= upper["y"] + upper["height"]


def test_reduced_motion_removes_it_all(page: Page) -> None:
    duration = "getComputedStyle(document.querySelector('.map .r')).transitionDuration"
    settled(page, "/ru/")
    assert page.evaluate(duration) == "0.2s"
    page.emulate_media(reduced_motion="reduce")
    assert float(page.evaluate(duration).rstrip("s")) <= 0.00001


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
