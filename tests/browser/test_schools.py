"""The list of schools and the dialog of one, as a reader uses them."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.test_accessibility import violations

KOSTANAY, TURKISTAN = "390000000", "610000000"
REGION = f"/ru/?unit={KOSTANAY}&week=2026-11-15"


def open_list(page: Page, path: str = REGION) -> Locator:
    """Open a page and wait for its list."""
    page.goto(path)
    rows = page.locator("#schools tbody tr")
    expect(rows.first).to_be_visible()
    written(page)
    return rows


def written(page: Page) -> None:
    """Wait until the rows of the list are all written over: they are written some at a time."""
    expect(page.locator("#schools .scroll:not([aria-busy])")).to_have_count(1)


def by_five(route: Route) -> None:
    """Answer with a list whose pages have five schools."""
    answer = route.fetch()
    route.fulfill(response=answer, body=json.dumps(answer.json() | {"page": 5}))


def names(page: Page) -> list[str]:
    written(page)
    return page.locator("#schools tbody td.name button").all_inner_texts()


def numbers(page: Page) -> list[float]:
    """Return the column of the value, top down; schools without one are left out."""
    written(page)
    texts = page.locator("#schools tbody td.sc").all_inner_texts()
    return [float(text.replace(",", ".")) for text in texts if text.strip() != "—"]


def see_list(page: Page) -> None:
    """Bring the list into sight, and wait for its lines: then nothing is left to be asked for."""
    page.locator("#schools tbody tr[data-school]").first.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('#schools td.sp path.l')?.getAttribute('d')")


def test_the_list_comes_after_the_map(page: Page) -> None:
    """It must not weigh on the first paint."""
    open_list(page)
    marks = page.evaluate("Object.fromEntries(performance.getEntriesByType('mark').map((m) => [m.name, m.startTime]))")
    assert marks["belsendilik:map"] < marks["belsendilik:schools"]


def test_lines_are_fetched_for_a_list_that_comes_into_sight(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/schools/lines" in request.url else None)
    page.set_viewport_size({"width": 1440, "height": 600})
    open_list(page)
    assert asked == []
    assert not any(page.locator("#schools td.sp path.l").evaluate_all("all => all.map((one) => one.getAttribute('d'))"))
    see_list(page)
    assert len(asked) == 1
    page.locator("#rail [data-ind=journal]").click()
    page.wait_for_function("() => document.querySelector('#schools td.sp path.l').getAttribute('d')")
    assert len(asked) == 1


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a46_a_region_lists_its_schools_with_n_of_n(page: Page, language: str) -> None:
    rows = open_list(page, f"/{language}/?unit={KOSTANAY}")
    assert rows.count() > 10
    expect(page.locator("#schools thead th")).to_have_count(7)
    assert re.search(r"\d+ .*\d+", page.locator("#schools .rep").inner_text())


def test_a56_a57_red_schools_say_what_is_not_met_on_hover_and_focus(page: Page) -> None:
    open_list(page, f"{REGION}&order=met")
    red = page.locator("#schools td.name.red button").first
    red.hover()
    expect(page.locator("#tip")).to_be_visible()
    assert re.search(r"\d,\d% < \d+%", page.locator("#tip .ln").first.inner_text())
    page.mouse.move(5, 5)
    expect(page.locator("#tip")).to_be_hidden()
    red.focus()
    expect(page.locator("#tip .ln").first).to_be_visible()
    assert page.locator("#schools td.name.red svg").count() == page.locator("#schools td.name.red").count()
    black = page.locator("#schools tr:has(td.name:not(.red)) td.unmet").all_inner_texts()
    assert all(text == "—" or "<" not in text for text in black)


@pytest.mark.parametrize("column", ["name", "district", "value", "change", "trend", "met", "unmet"])
def test_every_column_sorts_both_ways_and_says_so(page: Page, column: str) -> None:
    open_list(page)
    seen = []
    button = f"button:is([data-order='{column}'], [data-order='-{column}'])"
    for _ in range(2):
        page.locator(f"#schools th {button}").click()
        expect(page.locator(f"#schools th:has({button})")).to_have_attribute("aria-sort", re.compile("(a|de)scending"))
        expect(page.locator(f"#schools th {button}")).to_be_focused()
        seen.append((page.locator("#schools th[aria-sort]").get_attribute("aria-sort"), names(page)))
    assert {way for way, _ in seen} == {"ascending", "descending"}
    assert page.locator("#schools th[aria-sort]").count() == 1
    if column in {"name", "value"}:
        assert seen[0][1] != seen[1][1]


def test_values_are_in_order_and_back_undoes_it(page: Page) -> None:
    open_list(page, f"{REGION}&ind=planning")
    assert numbers(page) == sorted(numbers(page), reverse=True)
    page.locator("#schools th button[data-order=value]").click()
    expect(page).to_have_url(re.compile("order=value"))
    assert numbers(page) == sorted(numbers(page))
    page.go_back()
    expect(page).not_to_have_url(re.compile("order="))
    assert numbers(page) == sorted(numbers(page), reverse=True)


def test_a56_the_red_schools_alone(page: Page) -> None:
    """Whom to call: schools that miss at least one of the seven, whatever the shown indicator."""
    open_list(page, f"{REGION}&ind=planning&unmet=any")
    written(page)
    red = page.locator("#schools tbody tr td.name.red").count()
    assert red
    assert red == page.locator("#schools tbody tr").count()
    field = page.locator("#schools select[data-field=unmet]")
    expect(field).to_have_value("any")
    field.select_option("")
    written(page)
    assert page.locator("#schools tbody tr td.name:not(.red)").count()


def test_a_school_is_found_by_its_name_in_another_language(page: Page) -> None:
    """«… атындағы» is «… имени …»; an address with a word of another language lists the same."""
    open_list(page, f"/ru/?unit={KOSTANAY}&week=2026-11-15")
    box = page.locator("#schools input[type=search]")
    box.fill("атындағы")
    expect(page).to_have_url(re.compile("q="))
    expect(page.locator("#schools tbody tr").first).to_contain_text("имени")
    first, line = names(page), page.locator("#schools .lst-f span").inner_text()
    assert first
    assert all("имени" in name for name in first)
    page.reload()
    expect(page.locator("#schools .lst-f span")).to_have_text(line)
    assert names(page) == first
    box.fill("нигде атындағы")
    expect(page.locator("#schools tbody tr")).to_have_count(0)


def test_search_ignores_case_and_kazakh_letters(page: Page) -> None:
    open_list(page, f"/kk/?unit={KOSTANAY}&week=2026-11-15")
    every = page.locator("#schools tbody tr").count()
    box = page.locator("#schools input[type=search]")
    district = page.locator("#schools tbody td.di a").first.inner_text()
    plain = district.upper().translate(str.maketrans("ӘҒҚҢӨҰҮІҺ", "АГКНОУУИХ"))
    box.fill(plain)
    expect(page).to_have_url(re.compile("q="))
    written(page)
    assert set(page.locator("#schools tbody td.di a").all_inner_texts()) == {district}
    found = page.locator("#schools tbody tr").count()
    assert 0 < found < every
    assert str(found) in page.locator("#schools .lst-f").inner_text()
    expect(box).to_be_focused()
    page.reload()
    expect(page.locator("#schools tbody tr")).to_have_count(found)
    page.locator("#schools .lst-f button").click()
    expect(page.locator("#schools tbody tr")).to_have_count(every)
    expect(page).not_to_have_url(re.compile("q="))


def test_a49_filters_work_together_and_live_in_the_address(page: Page) -> None:
    open_list(page, f"{REGION}&ind=planning")
    page.locator("#schools button[data-cat=high]").click()
    expect(page).to_have_url(re.compile("cat=high"))
    expect(page.locator("#schools button[data-cat=high]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#schools button[data-cat=high]")).to_be_focused()
    written(page)
    assert page.locator("#schools td.sc use").count() == page.locator("#schools td.sc use[href='#st-good']").count()
    said = int(page.locator("#schools button[data-cat=high] b").inner_text())
    expect(page.locator("#schools tbody tr")).to_have_count(min(said, 25))
    page.locator("#schools select[data-field=unmet]").select_option("profile")
    expect(page).to_have_url(re.compile("cat=high.*unmet=profile"))
    written(page)
    assert all("7 из 7" not in text for text in page.locator("#schools td.mets").all_inner_texts())
    district = page.locator("#schools tbody td.di a").first.inner_text()
    page.locator("#schools select[data-field=district]").select_option(label=district)
    written(page)
    assert set(page.locator("#schools tbody td.di a").all_inner_texts()) == {district}
    kept = names(page)
    page.reload()
    expect(page.locator("#schools tbody tr")).to_have_count(len(kept))
    assert names(page) == kept


def test_a_filter_nothing_fits_says_so_and_offers_to_clear_it(page: Page) -> None:
    page.goto(f"{REGION}&q=nothing-of-the-kind")
    line = page.locator("#schools .lst-f")
    expect(line).to_contain_text("не подходит")
    line.locator("button").click()
    expect(page.locator("#schools tbody tr").first).to_be_visible()


def test_pages(page: Page) -> None:
    page.route("**/schools?*", by_five)
    rows = open_list(page)
    expect(rows).to_have_count(5)
    first = names(page)
    page.locator("#schools [data-to=later]").click()
    expect(page).to_have_url(re.compile("page=2"))
    assert not set(names(page)) & set(first)
    expect(page.locator("#schools .lst-p .meta").first).to_contain_text("6–10 из")
    page.locator("#schools th button[data-order=name]").click()
    expect(page).not_to_have_url(re.compile("page="))
    page.goto(f"{REGION}&page=999")
    expect(page.locator("#schools [data-to=later]")).to_be_disabled()


def test_another_indicator_changes_the_list_without_a_request(page: Page) -> None:
    open_list(page)
    see_list(page)
    before = numbers(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/schools" in request.url else None)
    page.locator("#rail [data-ind=journal]").click()
    expect(page.locator("#schools th[aria-sort]")).to_contain_text("Ведение журнала")
    assert numbers(page) != before
    assert asked == []


def test_another_week_brings_its_own_list_and_keeps_the_filter(page: Page) -> None:
    open_list(page, f"{REGION}&q=1")
    with page.expect_response("**/schools?*week=2026-11-08*"):
        page.locator("#previous-week").click()
    expect(page).to_have_url(re.compile("q=1"))
    expect(page.locator("#schools input[type=search]")).to_have_value("1")


def test_another_unit_begins_without_filters(page: Page) -> None:
    open_list(page, f"{REGION}&q=1&order=name&cat=high")
    page.locator("#schools td.di a").first.click()
    expect(page.locator("#crumbs li")).to_have_count(3)
    expect(page).not_to_have_url(re.compile("q=|order=|cat="))
    expect(page.locator("#schools thead th")).to_have_count(6)


def test_a58_a_school_opens_with_its_numbers_and_closes(page: Page) -> None:
    open_list(page)
    name = page.locator("#schools td.name button").first
    text = name.inner_text()
    name.click()
    dialog = page.locator("#school")
    expect(dialog).to_be_visible()
    assert text.endswith(dialog.locator("h2").inner_text())
    expect(dialog.locator("tbody tr")).to_have_count(9)
    expect(page.locator("#school-close")).to_be_focused()
    expect(page).to_have_url(re.compile("school="))
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page).not_to_have_url(re.compile("school="))
    expect(name).to_be_focused()


def test_a_link_opens_the_school_and_back_closes_it(page: Page) -> None:
    open_list(page)
    page.locator("#schools td.name button").nth(1).click()
    expect(page.locator("#school")).to_be_visible()
    link, title = page.url, page.locator("#school h2").inner_text()
    page.go_back()
    expect(page.locator("#school")).to_be_hidden()
    page.goto(link)
    expect(page.locator("#school h2")).to_have_text(title)


def test_a_school_nobody_knows_says_so(page: Page, complaints: list[str]) -> None:
    page.goto(f"{REGION}&school=nobody")
    expect(page.locator("#school-body")).to_contain_text("в мониторе не участвует")
    complaints.clear()  # the browser itself reports the 404


def test_unknown_choices_fall_back_with_a_notice(page: Page) -> None:
    open_list(page, f"{REGION}&order=random&page=x&unmet=nothing&district=mars")
    expect(page.locator("#notices .strip").first).to_contain_text("district, unmet, order, page")
    assert page.locator("#schools th[aria-sort]").get_attribute("aria-sort") == "descending"


def test_a_list_that_cannot_be_had_fails_alone_and_can_be_asked_again(page: Page, complaints: list[str]) -> None:
    page.route("**/schools?*", lambda route: route.abort())
    page.goto(REGION)
    expect(page.locator("#schools [role=alert]")).to_be_visible()
    expect(page.locator("#ranking tbody tr").first).to_be_visible()
    page.unroute("**/schools?*")
    page.locator("#schools [role=alert] button").click()
    expect(page.locator("#schools tbody tr").first).to_be_visible()
    complaints.clear()


def test_the_republic_lists_no_schools(page: Page) -> None:
    page.goto("/ru/")
    expect(page.locator("#ranking tbody tr").first).to_be_visible()
    expect(page.locator("#schools")).to_be_hidden()
    expect(page.locator("#excel")).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1366, 1920])
def test_nothing_is_cut_off_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_list(page, f"/kk/?unit={KOSTANAY}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("#schools td.name button").first.click()
    expect(page.locator("#school")).to_be_visible()
    box = page.locator("#school").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_list_dialog_and_search(page: Page, theme: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    open_list(page, f"{REGION}&cat=high&q=школа")
    assert violations(page) == []
    page.locator("#schools td.name button").first.click()
    expect(page.locator("#school tbody tr")).to_have_count(9)
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator("#search-box input").fill("школа")
    expect(page.locator("#search-list [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert violations(page) == []
