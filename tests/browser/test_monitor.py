"""The monitor as a reader uses it: look, choose, go down, come back."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

KOSTANAY = "390000000"


def open_page(page: Page, path: str = "/ru/") -> None:
    page.goto(path)
    expect(page.locator(".map path.r").first).to_be_attached()


def test_a17_a24_republic_shows_nine_indicators_a_map_and_a_ranking(page: Page) -> None:
    open_page(page)
    expect(page.locator("#rail [data-ind]")).to_have_count(9)
    expect(page.locator("#map path.r")).to_have_count(20)
    expect(page.locator("#ranking tbody tr[data-unit]")).to_have_count(20)
    expect(page.locator("#statistics .stat")).to_have_count(3)
    expect(page.locator("html")).to_have_attribute("lang", "ru")


def test_a12_choosing_an_indicator_recolours_and_reranks_without_a_request(page: Page) -> None:
    open_page(page)
    page.wait_for_function("() => window.Plotly")  # asked for when all is drawn
    before = page.locator("#ranking tbody").inner_text()
    asked: list[str] = []
    # Chromium looks up the tab's icon in its cache whenever the address changes.
    page.on("request", lambda request: None if "/brand." in request.url else asked.append(request.url))
    page.locator("#rail [data-ind=planning]").click()
    expect(page.locator("#rail [data-ind=planning]")).to_have_attribute("aria-checked", "true")
    expect(page).to_have_url(re.compile("ind=planning"))
    page.wait_for_function("(before) => document.querySelector('#ranking tbody').innerText !== before", arg=before)
    assert asked == []


def test_a13_a41_drill_by_mouse_and_back(page: Page) -> None:
    open_page(page)
    page.locator(f"#map path[data-unit='{KOSTANAY}']").dispatch_event("click")
    expect(page.locator("#title")).to_have_text("Костанайская область")
    expect(page.locator("#crumbs li")).to_have_count(2)
    page.locator("#ranking tbody tr[data-unit] a").first.click()
    expect(page.locator("#schools tbody tr").first).to_be_visible()
    expect(page.locator("#crumbs li")).to_have_count(3)
    page.go_back()
    expect(page.locator("#title")).to_have_text("Костанайская область")
    page.go_back()
    expect(page.locator("#title")).to_have_text("Республика Казахстан")
    page.go_forward()
    expect(page.locator("#title")).to_have_text("Костанайская область")


def test_drill_by_keyboard_moves_the_focus_to_the_new_heading(page: Page) -> None:
    open_page(page)
    page.locator(f"#ranking tr[data-unit='{KOSTANAY}'] a").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#title")).to_have_text("Костанайская область")
    expect(page.locator("#title")).to_be_focused()
    page.locator("#ranking tbody tr[data-unit] a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#schools tbody tr").first).to_be_visible()


def test_rail_is_one_tab_stop_and_arrows_choose(page: Page) -> None:
    open_page(page)
    page.locator("#rail [aria-checked=true]").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#rail [data-ind=act_teachers]")).to_be_focused()
    expect(page.locator("#rail [data-ind=act_teachers]")).to_have_attribute("aria-checked", "true")
    assert page.locator("#rail [tabindex='0']").count() == 1


@pytest.mark.parametrize(
    ("language", "name"),
    [("kk", "Қазақстан Республикасы"), ("ru", "Республика Казахстан"), ("en", "Republic of Kazakhstan")],
)
def test_a11_three_languages(page: Page, language: str, name: str) -> None:
    open_page(page, f"/{language}/")
    expect(page.locator("#title")).to_have_text(name)
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_language_switch_keeps_the_view(page: Page) -> None:
    open_page(page, f"/ru/?unit={KOSTANAY}&ind=journal")
    page.locator(".lang a[lang=kk]").click()
    expect(page.locator("#title")).to_have_text("Қостанай облысы")
    expect(page.locator("#rail [data-ind=journal]")).to_have_attribute("aria-checked", "true")


def test_bare_address_opens_in_kazakh(page: Page) -> None:
    page.goto("/")
    expect(page).to_have_url(re.compile("/kk/"))


def test_a5_week_steps(page: Page) -> None:
    open_page(page)
    expect(page.locator("#latest-week")).to_be_disabled()
    label = page.locator("#week-label").inner_text()
    page.locator("#previous-week").click()
    expect(page.locator("#week-label")).not_to_have_text(label)
    page.locator("#latest-week").click()
    expect(page.locator("#week-label")).to_have_text(label)


def test_a9_holiday_week_says_why_and_offers_two_ways_out(page: Page) -> None:
    page.goto("/ru/?week=2026-10-25")
    expect(page.locator("#without-data h2")).to_be_visible()
    expect(page.locator("#without-data .acts a")).to_have_count(2)
    expect(page.locator("#empty-map path.r.none")).to_have_count(20)
    page.locator("#without-data .acts a").first.click()
    expect(page.locator("#with-data")).to_be_visible()


def test_a7_a8_week_picker_by_keyboard(page: Page) -> None:
    open_page(page)
    page.locator("#week").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#picker tr.sel")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#picker")).to_be_hidden()
    expect(page).to_have_url(re.compile("week=2026-11-08"))
    page.locator("#week").click()
    expect(page.locator("#picker tr.sel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#picker")).to_be_hidden()
    expect(page.locator("#week")).to_be_focused()


def test_pasted_link_and_reload_show_the_same_view(page: Page) -> None:
    open_page(page, f"/en/?unit={KOSTANAY}&week=2026-11-08&ind=planning")
    for _ in range(2):
        expect(page.locator("#title")).to_have_text("Kostanay Region")
        expect(page.locator("#week-label")).to_contain_text("8")
        expect(page.locator("#rail [data-ind=planning]")).to_have_attribute("aria-checked", "true")
        page.reload()


def test_a_copied_link_names_the_week_that_a_bare_address_leaves_open(page: Page) -> None:
    open_page(page, "/ru/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#link").click()
    expect(page.locator("#link-copied")).to_have_text("Скопировано")
    assert "week=" not in page.url
    assert page.evaluate("navigator.clipboard.readText()").endswith("/ru/?unit=000000000&week=2026-11-15&ind=qzj")


NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined })"


def test_without_encryption_a_link_is_copied_the_older_way(page: Page) -> None:
    """Browsers keep the clipboard from pages that are not encrypted; what was copied is shown by pasting it."""
    page.add_init_script(NO_CLIPBOARD)
    open_page(page, f"/ru/?unit={KOSTANAY}&week=2026-11-08&ind=planning")
    page.locator("#link").click()
    expect(page.locator("#link-copied")).to_have_text("Скопировано")
    expect(page.locator("#link")).to_be_focused()
    page.locator("#search-box input").press("Control+v")
    expect(page.locator("#search-box input")).to_have_value(page.url)


def test_a_link_that_may_not_be_copied_is_shown(page: Page) -> None:
    page.add_init_script(f"{NO_CLIPBOARD}; document.execCommand = () => false")
    open_page(page, f"/ru/?unit={KOSTANAY}&week=2026-11-08&ind=planning")
    shown: list[tuple[str, str]] = []
    page.on("dialog", lambda dialog: (shown.append((dialog.message, dialog.default_value)), dialog.dismiss()))
    page.locator("#link").click()
    expect(page.locator("#link")).to_be_focused()
    assert shown == [("Скопируйте ссылку отсюда:", page.url)]
    expect(page.locator("#link-copied")).to_be_empty()


def test_unknown_values_fall_back_with_a_notice(page: Page) -> None:
    open_page(page, "/en/?unit=nowhere&week=yesterday&ind=%3Cscript%3E&other=1")
    expect(page.locator("#title")).to_have_text("Republic of Kazakhstan")
    expect(page.locator("#notices .strip").first).to_be_visible()


def test_tooltip_on_hover_and_focus(page: Page) -> None:
    open_page(page)
    page.locator("#map a[data-unit='710000000']").hover()
    expect(page.locator("#tip")).to_be_visible()
    expect(page.locator("#tip b")).to_have_text("г. Астана")
    page.mouse.move(5, 5)
    page.locator("#map a[data-unit='750000000']").focus()
    expect(page.locator("#tip b")).to_have_text("г. Алматы")


def test_how_it_is_computed_opens_and_closes(page: Page) -> None:
    open_page(page, "/ru/?ind=timetable")
    page.locator("#how-open").click()
    expect(page.locator("#how .frac")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#how")).to_be_hidden()
    expect(page.locator("#how-open")).to_be_focused()


@pytest.mark.parametrize("row", [0, 7, 12])
def test_an_explanation_leaves_the_page_where_it_is(page: Page, row: int) -> None:
    """What one asked about stays in sight, beside its explanation."""
    page.set_viewport_size({"width": 1366, "height": 768})
    open_page(page)
    value = page.locator("#ranking tbody tr[data-unit] td.sc [data-how]").nth(row)
    value.click()
    expect(page.locator("#how .frac").first).to_be_visible()
    assert page.evaluate("scrollY") == 0
    box, asked = page.locator("#how").bounding_box(), value.bounding_box()
    assert box is not None
    assert asked is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 768
    beside = box["x"] + box["width"] <= asked["x"] or box["x"] >= asked["x"] + asked["width"]
    assert beside or box["y"] >= asked["y"] + asked["height"] or box["y"] + box["height"] <= asked["y"]
    page.keyboard.press("Escape")
    assert page.evaluate("scrollY") == 0


def test_theme_is_kept(page: Page) -> None:
    open_page(page)
    page.locator("#theme").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_g45_every_status_has_a_shape_beside_its_colour(page: Page) -> None:
    open_page(page, "/ru/?ind=planning")
    assert page.locator("#ranking tbody tr[data-unit] td.sc svg.st").count() == 20
    assert page.locator("#rail .ind svg.st").count() == 9


@pytest.mark.parametrize("path", ["/ru/", f"/kk/?unit={KOSTANAY}", "/en/?unit=391600000", "/ru/?week=2026-10-25"])
def test_nothing_is_cut_off_sideways(page: Page, path: str) -> None:
    for width, height in ((1366, 768), (1440, 900), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        open_page(page, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_silent_server_leaves_the_last_values_and_recovers(page: Page, complaints: list[str]) -> None:
    open_page(page)
    page.route("**/view*", lambda route: route.abort())
    page.locator("#previous-week").click()
    expect(page.locator("#trouble [role=alert]")).to_be_visible()
    expect(page.locator("#ranking tbody tr[data-unit]")).to_have_count(20)
    page.unroute("**/view*")
    page.locator("#trouble button").click()
    expect(page.locator("#trouble [role=alert]")).to_have_count(0)
    expect(page).to_have_url(re.compile("week="))
    complaints.clear()  # the browser itself reports the request that was cut off


def test_a_page_that_changes_under_a_resting_pointer_asks_for_nothing_more(page: Page) -> None:
    """Whoever rests on a unit is about to open it, but only if the hand went there."""
    asked: list[str] = []
    page.goto("/ru/")
    row = page.locator("#ranking tbody tr[data-unit]").nth(4)
    unit = row.get_attribute("data-unit")
    page.on("request", lambda request: asked.append(request.url) if "/view?" in request.url else None)
    row.locator("a").click()
    expect(page.locator("#crumbs li")).to_have_count(2)
    expect(page.locator("#schools tbody tr").first).to_be_visible()
    page.wait_for_timeout(200)
    assert [url for url in asked if f"unit={unit}" not in url] == []
    page.mouse.move(5, 5)
    page.locator("#ranking tbody tr[data-unit] a").nth(6).hover()
    other = page.locator("#ranking tbody tr[data-unit]").nth(6).get_attribute("data-unit")
    page.wait_for_timeout(200)
    assert [url for url in asked if f"unit={other}" in url] != []


def test_a_map_shows_the_others_where_a_unit_is_not_known(page: Page) -> None:
    """A drawing may have a place that a snapshot's register has not."""

    def without_one(route: Route) -> None:
        answer = route.fetch()
        view = answer.json()
        gone = view["panels"][view["selection"]["ind"]]["rows"][0]["unit"]
        view["units"].pop(gone)
        for panel in view["panels"].values():
            panel["rows"] = [row for row in panel["rows"] if row["unit"] != gone]
        route.fulfill(response=answer, body=json.dumps(view))

    page.route("**/view*", without_one)
    page.goto("/ru/")
    expect(page.locator("#map a.ml:visible").first).to_be_visible()
    page.set_viewport_size({"width": 1100, "height": 800})
    page.wait_for_timeout(200)
    expect(page.locator("#map .alert-b")).to_have_count(0)
    expect(page.locator("#map a[data-unit]:not([hidden])")).to_have_count(19)
