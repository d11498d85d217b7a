"""A report in a real browser: lists that follow one another, boxes, sorting, keyboard, axe, a narrow screen."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from app import create_app
from dashboard import migrations
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant
from dashboard.database import transaction
from dashboard.settings import Settings
from tests.made_once import share_static_files
from tests.published_weeks import LATEST, REPUBLIC, Country
from tests.report_facts import Facts, school

AXE = (Path(__file__).parent / "axe/axe.min.js").read_text(encoding="utf-8")
VIOLATIONS = "async () => (await axe.run()).violations.map((one) => [one.id, one.nodes.map((node) => node.html)])"
LOGIN, PASSWORD = "officer", "бес қарға ұшып кетті"  # made up
REGION, DISTRICT = "100000000", "100100000"
REPORTS = ("department_activity", "attestation", "registry")


def facts() -> Facts:
    """Seventy schools: more than a page; the first sixty with a teacher each."""
    place = {"unit_id": DISTRICT, "org_type": "Орта мектеп", "postal_address": "."}
    schools = [school(f"s{number:05d}", name_ru=f"Средняя школа № {number}", **place) for number in range(70)]
    found = Facts().add("schools", schools)
    for one in schools[:60]:
        row = {"school_id": one["school_id"], "unit_id": DISTRICT, "person_id": f"t-{one['school_id']}"}
        found.add("positions", [{**row, "position": "teacher", "category": "first"}])
        found.add("people", [{**row, "role": "teacher", "accounts": 1, "activated": True}])
    return found


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a monitor with the rows of its latest week, and an account of the ministry."""
    folder = tmp_path_factory.mktemp("reports")
    share_static_files(tmp_path_factory, folder)
    settings = Settings(f"sqlite:///{folder / 'belsendi.db'}", folder)
    migrations.upgrade(settings)
    with transaction(settings) as opened:
        Country(schools=70).publish(opened)
        changes = Changes(opened, Author("root@server"))
        changes.add(LOGIN, "O", password=PASSWORD)
        changes.set_password(LOGIN, PASSWORD, first=False)
        changes.grant(LOGIN, Grant("org_staff", REPUBLIC), "republic")
    facts().write(settings, {LATEST: f"{LATEST:%Y%m%d}" * 8})
    server = make_server("127.0.0.1", 0, create_app(settings, lambda: LATEST).server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def officer(browser: Browser, reports: str) -> Iterator[Page]:
    """A page of somebody who is logged in; afterwards nothing may have been complained about."""
    complaints: list[str] = []
    context = browser.new_context(base_url=reports, viewport={"width": 1440, "height": 900}, locale="ru-RU")
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda sent: None if urlsplit(sent.url).netloc in reports else complaints.append(sent.url))
    page.goto("/ru/login")
    page.fill("#login", LOGIN)
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")
    yield page
    context.close()
    assert complaints == []


def test_from_the_list_to_a_table(officer: Page) -> None:
    officer.goto("/ru/reports")
    officer.get_by_role("link", name="Реестр образовательных организаций").click()
    expect(officer.locator("h1")).to_have_text("Реестр образовательных организаций")
    expect(officer.locator("#table")).to_have_count(0)
    officer.get_by_role("button", name="Показать").click()
    expect(officer.locator("#total-line")).to_have_text("Всего 70 ОУ")
    expect(officer.locator("#table tbody tr")).to_have_count(50)
    officer.get_by_role("link", name="Вперёд").click()
    expect(officer.locator("#table tbody tr")).to_have_count(20)
    expect(officer.locator("#table tbody td").first).to_have_text("51")


def test_a_region_brings_its_districts_and_a_district_its_schools(officer: Page) -> None:
    officer.goto("/ru/reports/registry")
    assert officer.locator("#f-district option").count() == 1
    officer.focus("#f-region")
    officer.select_option("#f-region", REGION)
    expect(officer.locator("#f-district option")).to_have_count(4)
    assert officer.evaluate("document.activeElement.id") == "f-region"
    officer.select_option("#f-district", DISTRICT)
    expect(officer.locator("#f-school option")).to_have_count(71)
    officer.select_option("#f-region", "110000000")
    expect(officer.locator("#f-school option")).to_have_count(1)
    expect(officer.locator("#f-district")).to_have_value("")


def test_boxes_are_ticked_at_once_and_the_chart_follows_them(officer: Page) -> None:
    officer.goto("/ru/reports/attestation?show=1&tab=schools")
    officer.get_by_role("button", name="Ни одной").last.click()
    officer.get_by_label("первая").check()
    officer.get_by_role("button", name="Показать").click()
    expect(officer.locator("#chart")).to_have_class(re.compile("js-plotly-plot"), timeout=20_000)
    expect(officer.locator("#table tfoot td").last).to_have_text("60")
    assert officer.evaluate("document.getElementById('chart').data.map((one) => one.name)") == ["первая"]


def test_a_head_sorts_by_keyboard_and_the_address_says_so(officer: Page) -> None:
    officer.goto("/ru/reports/registry?show=1")
    officer.locator("#table thead a").first.focus()
    officer.keyboard.press("Enter")
    expect(officer.locator("#table th[aria-sort=ascending]")).to_have_count(1)
    assert "sort=name" in officer.url
    officer.locator("#table thead a").first.click()
    expect(officer.locator("#table th[aria-sort=descending]")).to_have_count(1)
    expect(officer.locator("#table tbody th").first).to_have_text("Средняя школа № 69")


def test_paper_has_all_rows(officer: Page) -> None:
    officer.goto("/ru/reports/registry?show=1")
    officer.evaluate("window.print = () => {}")
    officer.add_init_script("window.print = () => { window.printed = true; }")
    officer.click("#print")
    officer.wait_for_function("window.printed")
    assert officer.locator("#table tbody tr").count() == 70


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("report", ["", *REPORTS])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_and_nothing_sticks_out(officer: Page, report: str, language: str, width: int) -> None:
    officer.set_viewport_size({"width": width, "height": 900})
    officer.goto(f"/{language}/reports" + (f"/{report}?show=1&unit={DISTRICT}" if report else ""))
    if report == "attestation" and width > 640:  # no room for the chart; the table has its numbers
        expect(officer.locator("#chart")).to_have_class(re.compile("js-plotly-plot"), timeout=20_000)
    if report:
        officer.locator("#about summary").click()
    officer.evaluate(AXE)
    found = officer.evaluate(
        "async () => (await axe.run()).violations.map((one) => [one.id, one.nodes.map((n) => n.html)])"
    )
    assert found == []
    assert officer.evaluate("document.documentElement.scrollWidth") <= width
