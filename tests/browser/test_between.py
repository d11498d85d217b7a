"""Between two views: keys and clicks while something is on its way, weeks without data, blocks that failed.

The fixture `page` fails a test whose page raised an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

REGION, DISTRICT = "390000000", "391600000"
AFTER_HOLIDAY = "2026-11-01"
READY = "() => Boolean(document.querySelector('#growth-chart .main-svg'))"


def held_back(held: list[Route]) -> Callable[[Route], None]:
    """Return what keeps requests until they are let go."""

    def hold(route: Route) -> None:
        held.append(route)

    return hold


def opened(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.locator("#map path.r").first).to_be_attached()
    expect(page.locator("#page")).to_have_attribute("data-state", "data")


def test_a9_one_can_walk_through_a_week_without_data(page: Page) -> None:
    """The ranking that a holiday hides still stands there, with its buttons of the comparison."""
    opened(page, f"/ru/?unit={REGION}&week={AFTER_HOLIDAY}")
    page.wait_for_function(READY)
    page.locator("#previous-week").click()
    expect(page.locator("#page")).to_have_attribute("data-state", "none")
    expect(page.locator("#without-data")).to_be_visible()
    page.locator("#rail [data-ind=journal]").click()
    expect(page).to_have_url(re.compile("ind=journal"))
    page.wait_for_timeout(300)
    expect(page.locator("#trouble").locator("*")).to_have_count(0)
    page.locator("#previous-week").click()
    expect(page.locator("#page")).to_have_attribute("data-state", "data")
    expect(page.locator("#indicator-title")).to_have_text("Ведение журнала")
    expect(page.locator("#trouble").locator("*")).to_have_count(0)


def test_bars_that_are_on_their_way_bear_keys_and_pointers(page: Page) -> None:
    """Old bars stay, under the weeks they are of; a key or a click that cannot be answered does nothing."""
    opened(page, f"/ru/?unit={REGION}&ind=planning")
    page.wait_for_function(READY)
    chart, note = page.locator("#growth-chart"), page.locator("#growth-note")
    chart.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#growth-said")).not_to_be_empty()
    caption = note.inner_text()
    held: list[Route] = []
    page.route("**/growth?*", held_back(held))
    page.locator("#previous-week").click()
    expect(page).to_have_url(re.compile("week=2026-11-08"))
    expect(page.locator("#week-label")).to_have_text("неделя 8–14 ноября 2026")
    expect(page.locator("html:not([data-drawing])")).to_have_count(1)  # the bars know of it now
    chart.focus()
    for key in ("ArrowDown", "Enter", "End"):
        page.keyboard.press(key)
    page.locator("#growth-chart .nsewdrag").first.click(position={"x": 40, "y": 30})
    page.locator("#growth details.alt summary").click()
    expect(page.locator("#growth-table tbody tr").first).to_be_visible()
    assert note.inner_text() == caption
    held[0].continue_()
    expect(note).not_to_have_text(caption)


def test_bars_of_another_unit_are_never_seen(page: Page) -> None:
    """The old ones are drawn once more, for another width, while those of the district are on their way."""
    opened(page, f"/ru/?unit={REGION}&ind=planning")
    page.wait_for_function(READY)
    held: list[Route] = []
    page.route("**/growth?*", held_back(held))
    page.locator("#ranking tbody tr[data-unit] a").first.click()
    chart = page.locator("#growth-chart")
    expect(chart).to_have_class(re.compile(r"\bwait\b"))
    page.evaluate(
        "window.plots = 0; document.getElementById('growth-chart').on('plotly_afterplot', () => { plots += 1; })"
    )
    page.set_viewport_size({"width": 1180, "height": 800})
    page.wait_for_function("() => window.plots")
    page.wait_for_timeout(100)
    expect(chart).to_be_hidden()
    held[0].continue_()
    expect(chart).to_be_visible()


def test_bars_that_failed_leave_no_table_of_another_week(page: Page, complaints: list[str]) -> None:
    """Nothing may hand out another week's numbers as this one's."""
    opened(page, f"/ru/?unit={REGION}&ind=planning")
    page.wait_for_function(READY)
    page.locator("#growth details.alt summary").click()
    expect(page.locator("#growth-table tbody tr").first).to_be_visible()
    page.route("**/growth?*", lambda route: route.abort())
    page.locator("#previous-week").click()
    expect(page.locator("#growth [role=alert]")).to_have_text(re.compile("Не удалось загрузить"))
    expect(page.locator("#growth-note")).to_contain_text("8–14 ноября и")
    expect(page.locator("#growth details").first).to_be_hidden()
    expect(page.locator("#growth-table")).to_be_hidden()
    page.unroute("**/growth?*")
    page.locator("#growth [role=alert] button").click()
    expect(page.locator("#growth-table tbody tr").first).to_be_visible()
    expect(page.locator("#growth .files summary")).to_be_visible()
    complaints.clear()  # the browser itself reports the request that was cut off


@pytest.mark.parametrize("key", ["Escape", "/"])
def test_a_key_before_the_page_is_laid_out_does_nothing(page: Page, key: str) -> None:
    held: list[Route] = []
    page.route("**/_dash-layout", held_back(held))
    with page.expect_request("**/_dash-layout"):
        page.goto("/ru/", wait_until="commit")
    page.wait_for_function("() => Boolean(window.belsendilik && window.belsendilik.tip)")
    page.keyboard.press(key)
    page.mouse.click(300, 300)
    page.wait_for_timeout(100)
    for route in held:
        route.continue_()
    expect(page.locator("#map path.r").first).to_be_attached()


def test_the_republic_is_a_line_of_every_comparison(page: Page) -> None:
    """The republic's average on every chart, thin and grey, beside the pinned ones."""
    opened(page, f"/ru/?unit={REGION}&ind=planning&pin={DISTRICT}")
    expect(page.locator("#compare-pins")).to_contain_text("Республика")
    expect(page.locator("#compare-pins")).to_contain_text("Костанайская")
    page.wait_for_function("() => (document.getElementById('compare-chart')?.data || []).length === 3")
    page.locator("#compare details.alt summary").click()
    expect(page.locator("#compare-table thead th")).to_have_count(4)


def test_a_region_names_the_schools_to_call(page: Page) -> None:
    """The schools nearest to the target with the acts that are missing, on a region's page as on a district's."""
    opened(page, f"/ru/?unit={REGION}&ind=planning")
    rows = page.locator("#fix .calls tbody tr")
    expect(rows.first).to_contain_text(re.compile(r"запланировать \d+ урок"))
    assert 1 <= rows.count() <= 5
    page.locator("#rail [data-ind=profile]").click()
    expect(rows.first).to_contain_text(re.compile(r"заполнить \d+ пол"))
    name = rows.first.locator("button").inner_text()
    rows.first.locator("button").click()
    expect(page.locator("#school-title")).to_have_text(name)
