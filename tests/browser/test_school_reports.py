"""Every report of the catalogue, opened once in each language over the demonstration."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from app import create_app
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant
from dashboard.database import transaction
from dashboard.settings import Settings
from queries.reports import catalogue
from tests.browser.conftest import LOUD, TODAY

PASSWORD = "бес қарға ұшып кетті"  # noqa: S105 - made up
DISTRICT, SCHOOL = "395400000", "3954000001"
# Where a cell of a body is blank, or any cell shows what a program says of nothing. The last row is blank under texts.
FAULTS = """() => {
  const cells = [...document.querySelectorAll("#table tbody td, #table tbody th, #table thead th")];
  const blank = cells.filter((cell) => !cell.innerText.trim()).length;
  const said = [...cells, ...document.querySelectorAll("#table tfoot td, .rpt-notes li, #about p, #about dd")];
  const odd = said.map((each) => each.textContent).filter((text) => /\\b(nan|NaN|null|None|undefined)\\b/.test(text));
  const numbers = [...document.querySelectorAll("#table tfoot td.n")].filter((cell) => !cell.innerText.trim()).length;
  return {blank: blank + numbers, odd, rows: document.querySelectorAll("#table tbody tr").length};
}"""


@pytest.fixture(scope="module")
def inside(country: Settings) -> Iterator[str]:
    """Return the address of the country where an officer of the district has an account."""
    with transaction(country) as opened:
        changes = Changes(opened, Author("root@server"))
        changes.add("officer", "Офицер", password=PASSWORD)
        changes.set_password("officer", PASSWORD, first=False)
        changes.grant("officer", Grant("org_admin", DISTRICT), "district")
    server = make_server("127.0.0.1", 0, create_app(country, lambda: TODAY).server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def officer(browser: Browser, inside: str) -> Iterator[tuple[Page, list[str]]]:
    """Return a page of the logged-in officer, and what the browser complains about."""
    context = browser.new_context(base_url=inside, viewport={"width": 1366, "height": 768}, locale="ru-RU")
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text) if message.type in LOUD else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/ru/login")
    page.fill("#login", "officer")
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Войти").click()
    page.wait_for_url(re.compile(r"/ru/(?!login)"))
    complaints.clear()
    yield page, complaints
    context.close()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_b13_every_report_opens_in_every_language(officer: tuple[Page, list[str]], language: str) -> None:
    """No blank cell, no word of a program, no complaint of the browser, and rows in every connected report."""
    page, complaints = officer
    faults = {}
    for key, report in catalogue().items():
        if not report.connected:
            continue
        place = f"&district={DISTRICT}" + (f"&school={SCHOOL}" if report.group == "school_reports" else "")
        answer = page.goto(f"/{language}/reports/{key}?show=1{place}", wait_until="load")
        assert answer is not None
        found = page.evaluate(FAULTS) | {"status": answer.status, "console": list(complaints)}
        complaints.clear()
        if found["blank"] or found["odd"] or found["console"] or not found["rows"] or found["status"] != 200:
            faults[key] = found
    assert faults == {}, faults


def test_b13_reports_of_a_district_have_a_row_for_each_school(officer: tuple[Page, list[str]]) -> None:
    page, complaints = officer
    for key, report in catalogue().items():
        if not report.connected or report.school_only or report.group != "school_reports":
            continue
        page.goto(f"/ru/reports/{key}?show=1&district={DISTRICT}", wait_until="load")
        found = page.evaluate(FAULTS)
        assert (found["blank"], found["odd"], complaints) == (0, [], []), key
        assert found["rows"] >= 3, key


def test_b13_reports_that_wait_for_a_table_say_for_which(officer: tuple[Page, list[str]]) -> None:
    page, _ = officer
    page.goto("/ru/reports")
    text = page.locator("main").inner_text()
    for report in catalogue().values():
        if not report.connected:
            assert report.lacks in text
