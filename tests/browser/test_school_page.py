"""The page of one school as its department uses it: from the list to a lesson (A-58), for everybody (WCAG 2.2 AA)."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from app import create_app
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant
from dashboard.database import transaction
from dashboard.demo.stories import DETAILED_DISTRICT
from dashboard.schema import account
from tests.kept_facts import make_week

AXE = (Path(__file__).parent / "axe/axe.min.js").read_text(encoding="utf-8")
LOGIN, PASSWORD = "officer", "бес қарға ұшып кетті"
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def school_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Return the address of a server with a detailed week, and the address of a school's page."""
    week = make_week(tmp_path_factory)
    school = week.detailed_school
    with transaction(week.settings) as opened:
        changes = Changes(opened, Author("root@server"))
        changes.add(LOGIN, "Officer", password=PASSWORD)
        changes.grant(LOGIN, Grant("org_staff", DETAILED_DISTRICT), "district")
        opened.execute(account.update().values(must_change=False))
    server = make_server("127.0.0.1", 0, create_app(week.settings, lambda: TODAY).server, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", f"/ru/school/{school}"
    server.shutdown()


@pytest.fixture
def inside(browser: Browser, school_page: tuple[str, str], complaints: list[str]) -> Iterator[Page]:
    """Return the browser of an officer who is logged in; afterwards nothing may have been complained about."""
    context = browser.new_context(base_url=school_page[0], viewport={"width": 1440, "height": 900}, locale="ru-RU")
    page = context.new_page()
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/ru/login")
    page.fill("#login", LOGIN)
    page.fill("#password", PASSWORD)
    page.click("form.card-f button")
    page.wait_for_load_state()
    yield page
    context.close()
    assert complaints == []


def test_a58_a_name_in_the_list_leads_to_the_page_and_back(inside: Page, school_page: tuple[str, str]) -> None:
    inside.goto(f"/ru/?unit={DETAILED_DISTRICT}")
    inside.locator("#schools td.name button").first.click()
    inside.wait_for_url(re.compile("/ru/school/"))
    expect(inside.locator("h1")).not_to_be_empty()
    inside.go_back()
    inside.wait_for_url(re.compile(r"/ru/\?unit="))
    expect(inside.locator("#schools tbody tr").first).to_be_visible()


def test_from_a_percentage_to_its_lessons(inside: Page, school_page: tuple[str, str]) -> None:
    inside.goto(school_page[1])
    link = inside.locator("table.jst tfoot td.n a", has_text="%").nth(3)
    said = link.inner_text()
    link.click()
    expect(inside.locator(".pan-h h2")).to_contain_text(said.replace("%", ""))
    expect(inside.locator("table.jst tbody tr").first).to_be_visible()
    inside.locator(".breadcrumb a").last.click()
    inside.wait_for_url(re.compile("#statistics$"))


def test_a7_from_assessments_to_their_lessons_and_from_results_to_pupils(
    inside: Page, school_page: tuple[str, str]
) -> None:
    inside.goto(f"{school_page[1]}?period=q2&variant=classes")
    inside.locator("table.jst tfoot a[href*='of=sor']").click()
    expect(inside.locator("h1")).to_have_text("Выставлено СОР")
    expect(inside.locator("table.jst tbody tr").first).to_be_visible()
    inside.goto(f"{school_page[1]}?term=2026-2027/q1")
    inside.locator("table.jst tbody a[href*='of=results']").first.click()
    expect(inside.locator(".pan-h h2")).to_contain_text("%")
    inside.locator(".seg a").last.click()
    expect(inside.locator("table.jst tbody tr").first).to_contain_text("нет результата")


def test_the_page_is_printed_by_its_button(inside: Page, school_page: tuple[str, str]) -> None:
    inside.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; };")
    for query, rows in (("", ""), ("?of=journal", ""), ("?variant=classes", "rows=all")):
        inside.goto(school_page[1] + query)
        inside.locator("[data-print]").click()
        inside.wait_for_function("() => window.printed === 1")
        assert (rows in inside.url, "#" in inside.url) == (True, False)  # paper has all rows


def test_the_filters_stand_in_the_address(inside: Page, school_page: tuple[str, str]) -> None:
    inside.goto(f"{school_page[1]}?variant=classes")
    every = inside.locator("table.jst tbody tr").count()
    with inside.expect_navigation():
        inside.locator("select[name=class]").select_option(index=1)
    assert "class=" in inside.url
    assert "variant=classes" in inside.url
    assert "from=" not in inside.url
    assert 0 < inside.locator("table.jst tbody tr").count() < every
    inside.locator("table.jst thead a").last.click()
    expect(inside.locator("table.jst th[aria-sort]")).to_have_count(1)
    inside.reload()
    expect(inside.locator("select[name=class] option:checked")).not_to_have_attribute("value", "")


def test_days_are_chosen_with_the_keyboard_alone(inside: Page, school_page: tuple[str, str]) -> None:
    inside.goto(school_page[1])
    inside.locator("input[name=from]").fill("2026-11-16")
    inside.locator("input[name=to]").fill("2026-11-17")
    inside.locator("input[name=to]").press("Enter")
    inside.wait_for_url(re.compile("period=dates"))
    expect(inside.locator("#statistics .pan-h .meta")).to_contain_text("16–17 ноября")


def test_how_the_report_is_built(inside: Page, school_page: tuple[str, str]) -> None:
    inside.goto(school_page[1])
    inside.locator("#built").click()
    expect(inside.locator("#how-built")).to_be_visible()
    inside.keyboard.press("Escape")
    expect(inside.locator("#how-built")).to_be_hidden()
    expect(inside.locator("#built")).to_be_focused()


@pytest.mark.parametrize("query", ["", "?variant=teachers", "?of=planning&missing=1"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(inside: Page, school_page: tuple[str, str], query: str, theme: str) -> None:
    inside.evaluate("theme => localStorage.setItem('theme', theme)", theme)
    inside.goto(school_page[1] + query)
    inside.evaluate(AXE)
    found = inside.evaluate(
        "axe.run().then(found => found.violations.map(one => [one.id, one.nodes.map(n => n.html)]))"
    )
    assert found == []


@pytest.mark.parametrize("query", ["", "?variant=classes", "?of=journal"])
def test_a_phone_shows_all_of_it(inside: Page, school_page: tuple[str, str], query: str) -> None:
    inside.set_viewport_size({"width": 390, "height": 844})
    inside.goto(school_page[1] + query)
    assert inside.evaluate("document.documentElement.scrollWidth") <= 390
