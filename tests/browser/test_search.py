"""The search box of the header: by keyboard, by mouse, for those who only hear it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

KOSTANAY = "390000000"


def search_box(page: Page, path: str = "/ru/") -> Locator:
    page.goto(path)
    expect(page.locator("#ranking tbody tr").first).to_be_visible()
    return page.locator("#search-box input")


def test_slash_focuses_it_and_enter_goes_to_the_first(page: Page) -> None:
    box = search_box(page)
    page.keyboard.press("/")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    page.keyboard.type("костанайская")
    expect(page.locator("#search-list [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#title")).to_have_text("Костанайская область")
    expect(page).to_have_url(re.compile(f"unit={KOSTANAY}"))


def test_slash_stays_a_letter_where_one_types(page: Page) -> None:
    page.goto(f"/ru/?unit={KOSTANAY}")
    field = page.locator("#schools input[type=search]")
    field.focus()
    page.keyboard.type("/")
    expect(field).to_have_value("/")


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("kk", "костанай", "Қостанай облысы"),
        ("ru", "қостанай облысы", "Костанайская область"),
        ("en", "область костанайская", "Kostanay Region"),
        ("ru", "кастанайская", "Костанайская область"),
    ],
)
def test_any_language_any_order_one_slip(page: Page, language: str, text: str, name: str) -> None:
    box = search_box(page, f"/{language}/")
    box.fill(text)
    expect(page.locator("#search-list [role=option] b").first).to_have_text(name)


def test_it_is_a_combobox(page: Page) -> None:
    box = search_box(page)
    expect(box).to_have_attribute("aria-expanded", "false")
    box.fill("школа")
    options = page.locator("#search-list [role=option]")
    expect(options).to_have_count(10)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#search-said")).to_have_text("10 результатов")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(options.nth(9)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#search-list")).to_be_hidden()
    expect(box).to_have_value("школа")
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("Escape")
    expect(box).to_have_value("")


def test_a_school_opens_in_its_district(page: Page) -> None:
    box = search_box(page)
    box.fill("школа")
    option = page.locator("#search-list [role=option]").first
    name, place = option.locator("b").inner_text(), option.locator("span").inner_text()
    option.click()
    expect(page.locator("#school h2")).to_have_text(name)
    expect(page.locator("#crumbs li")).to_have_count(3)
    assert place.endswith(page.locator("#crumbs li").nth(1).inner_text())


def test_nothing_found_is_said(page: Page) -> None:
    box = search_box(page)
    box.fill("zzzzzz")
    expect(page.locator("#search-list")).to_contain_text("Ничего не найдено")
    expect(page.locator("#search-said")).to_have_text("Ничего не найдено")
    page.locator("#title").click()
    expect(page.locator("#search-list")).to_be_hidden()


def test_a_search_that_fails_can_be_asked_again(page: Page, complaints: list[str]) -> None:
    box = search_box(page)
    page.route("**/search?*", lambda route: route.abort())
    box.fill("костанай")
    expect(page.locator("#search-list [role=alert]")).to_be_visible()
    page.unroute("**/search?*")
    page.locator("#search-list [role=alert] button").click()
    expect(page.locator("#search-list [role=option]").first).to_be_visible()
    complaints.clear()


def test_the_last_question_wins(page: Page) -> None:
    """Answers may come in another order than they were asked for."""
    box = search_box(page)
    page.route(
        re.compile(r"/search\?q=(%D0%BA)&|/search\?q=%D0%BA$"),
        lambda route: (page.wait_for_timeout(400), route.continue_()),
    )
    box.press_sequentially("костанайская", delay=120)
    expect(page.locator("#search-list [role=option] b").first).to_have_text("Костанайская область")
    page.wait_for_timeout(500)
    expect(page.locator("#search-list [role=option] b").first).to_have_text("Костанайская область")


def test_on_a_phone_what_is_found_lies_within_the_screen(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    search_box(page).fill("рудн")
    found = page.locator("#search-list")
    expect(found.locator("[role=option]").first).to_be_visible()
    box = found.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
