"""Where things stand and whether they have room: positions of A.1, names, heads, marks, forced colours (WCAG 2.2)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

REGION = "390000000"
LEFT, RIGHT = "node => node.getBoundingClientRect().left", "node => node.getBoundingClientRect().right"
TOP, BOTTOM = "node => node.getBoundingClientRect().top", "node => node.getBoundingClientRect().bottom"
BACKGROUND = "node => getComputedStyle(node).backgroundColor"
# Cells whose text is wider than they are, or broken in the middle of a word.
CUT = """(selector) => [...document.querySelectorAll(selector)].filter((node) => node.getClientRects().length)
  .filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.textContent)"""


def opened(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.locator("#map path.r").first).to_be_attached()
    expect(page.locator("#page")).to_have_attribute("data-state", "data")


def test_a4_a10_a11_the_head_of_the_page(page: Page) -> None:
    """The period above all numbers (A-4), Excel at the top right (A-10), the languages at the top left (A-11)."""
    opened(page, f"/ru/?unit={REGION}")
    half = 1440 / 2
    assert page.locator("#week").evaluate(BOTTOM) < page.locator("#rail").evaluate(TOP)
    assert page.locator(".lang").evaluate(RIGHT) < half < page.locator("#excel").evaluate(LEFT)
    assert page.locator("#excel").evaluate(BOTTOM) < page.locator("#rail").evaluate(TOP)
    assert page.locator(".lang").evaluate(BOTTOM) < page.locator("#title").evaluate(TOP)


def test_a8_the_current_day_is_yellow_and_heads_stay_above_the_days(page: Page) -> None:
    opened(page, "/ru/")
    page.locator("#week").click()
    expect(page.locator("#picker tr.sel")).to_be_focused()
    assert page.locator("#picker .today span").first.evaluate(BACKGROUND) == "rgb(255, 221, 87)"
    covered = page.evaluate(
        """() => [...document.querySelectorAll("#picker thead th")].map((head) => {
          const box = head.getBoundingClientRect();
          return document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2) === head;
        })"""
    )
    assert covered == [True] * len(covered)


@pytest.mark.parametrize("width", [1366, 1440])
def test_names_of_regions_are_whole_and_the_question_mark_has_room(page: Page, width: int) -> None:
    """DESIGN.md 3: names never truncate on desk screens."""
    page.set_viewport_size({"width": width, "height": 800})
    for language in ("ru", "kk", "en"):
        opened(page, f"/{language}/?ind=planning")
        assert page.evaluate(CUT, "#ranking td, #ranking th, #fix td, #fix th") == []
    gap = page.locator("#rail .sel").evaluate(
        """(row) => {
          const range = document.createRange();
          const box = (node) => { range.selectNodeContents(node); return range.getBoundingClientRect(); };
          return box(row.querySelector(".qm")).left - box(row.querySelector(".val")).right;
        }"""
    )
    assert gap >= 4


def test_what_to_fix_first_can_be_read_on_a_phone(page: Page) -> None:
    """No head or number is broken into single letters."""
    page.set_viewport_size({"width": 390, "height": 844})
    for query in ("?ind=planning", f"?unit={REGION}&ind=planning"):
        opened(page, f"/ru/{query}")
        heights = page.locator("#fix th").evaluate_all("nodes => nodes.map((node) => node.clientHeight)")
        assert heights
        assert max(heights) < 100
        rows = page.locator("#fix table:not(.lack) td.n").evaluate_all(
            "nodes => nodes.map((node) => node.clientHeight)"
        )
        assert all(height < 60 for height in rows)
        assert page.evaluate(CUT, "#ranking td.nmx, #fix td.nmx") == []


def test_forced_colours_leave_bars_icons_and_what_is_chosen(page: Page) -> None:
    """A system that forces its colours takes away all grounds: what is drawn by them keeps its own."""
    page.emulate_media(forced_colors="active")
    opened(page, f"/ru/?unit={REGION}&ind=planning")

    def ground(selector: str) -> Any:
        return page.locator(selector).first.evaluate(BACKGROUND)

    canvas = ground("body")
    assert ground("#rail .bul.bad i") not in {canvas, ground("#rail .bul.good i")}
    assert ground("#week i.ic") not in {canvas, ground("#week"), "rgba(0, 0, 0, 0)"}
    assert ground("#map-key .good .kb") != canvas
    assert page.locator("#rail .sel").evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
    assert page.locator("#rail .ind:not(.sel)").first.evaluate("node => getComputedStyle(node).outlineStyle") == "none"
    pressed = "#growth-orders [aria-pressed=true]"
    expect(page.locator(pressed)).to_be_visible()
    assert ground(pressed) != ground("#growth-orders [aria-pressed=false]")
