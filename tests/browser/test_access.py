"""Closed lists, the login and the policy of content, in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from app import create_app
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant
from dashboard.database import transaction
from dashboard.settings import Settings
from tests.browser.conftest import TODAY

PASSWORD = "бес қарға ұшып кетті"  # noqa: S105 - made up
# What a page does that the policy does not allow is told to the page itself.
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(
  `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


@pytest.fixture(scope="module")
def closed(country: Settings) -> Iterator[str]:
    """Return the address of the same country where schools are named to staff alone."""
    settings = replace(country, public_school_list=False)
    with transaction(settings) as opened:
        changes = Changes(opened, Author("root@server"))
        changes.add("kostanay", "Костанай", password=PASSWORD)
        changes.set_password("kostanay", PASSWORD, first=False)
        changes.grant("kostanay", Grant("org_head", "390000000"), "region")
    server = make_server("127.0.0.1", 0, create_app(settings, lambda: TODAY).server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@contextmanager
def watched(browser: Browser, address: str) -> Iterator[Page]:
    """Open a page of which every break of the policy is noted; afterwards there may be none."""
    context = browser.new_context(base_url=address, viewport={"width": 1366, "height": 768}, locale="ru-RU")
    context.add_init_script(WATCH)
    page = context.new_page()
    yield page
    assert page.evaluate("window.violations") == []
    context.close()


@pytest.fixture
def reader(browser: Browser, closed: str) -> Iterator[Page]:
    """Return a page of the closed installation."""
    with watched(browser, closed) as page:
        yield page


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_no_page_breaks_the_policy_of_content(browser: Browser, address: str, language: str) -> None:
    """The policy is strict: a page that needs more than it allows would miss something. Charts and map included."""
    with watched(browser, address) as page:
        page.goto(f"/{language}/")
        page.wait_for_selector("#map svg")
        page.locator("#theme").click()
        page.goto(f"/{language}/?unit=390000000")
        page.wait_for_selector("#growth-chart .main-svg")
        page.wait_for_selector("#distribution-chart .main-svg")
        page.wait_for_selector("#schools table")
        page.locator("#schools tbody button").first.click()
        page.wait_for_selector("#school[open]")
        page.keyboard.press("Escape")
        page.locator("#how-open").click()
        page.wait_for_selector("#how:not([hidden])")
        page.emulate_media(media="print")
        for path in ("login", "nothing", "school/x", "password"):
            page.goto(f"/{language}/{path}")
            assert page.evaluate("window.violations") == []


def test_the_policy_stops_what_it_should(browser: Browser, address: str) -> None:
    """Markup that got into a page runs no script: the policy is there, not only in a header nobody reads."""
    with watched(browser, address) as page:
        page.goto("/ru/login")
        page.evaluate("""() => {
          const image = document.createElement("img");
          image.setAttribute("onerror", "window.pwned = 1");
          image.src = "/nothing.png";
          const script = document.createElement("script");
          script.textContent = "window.pwned = 1";
          const frame = document.createElement("iframe");
          frame.src = "/ru/";
          document.body.append(image, script, frame);
        }""")
        page.wait_for_timeout(300)
        assert page.evaluate("window.pwned") is None
        assert len(page.evaluate("window.violations")) >= 3
        page.evaluate("window.violations = []")  # which is what was wanted


def loaded(page: Page) -> None:
    """Wait until the page is drawn."""
    page.wait_for_selector("#page[data-state=data]")
    page.wait_for_timeout(300)


def test_g39_a_closed_list_says_why_and_offers_the_login(reader: Page) -> None:
    reader.goto("/ru/?unit=390000000")
    loaded(reader)
    box = reader.locator("#schools")
    expect(box).to_contain_text("Названия школ видят только")
    expect(reader.locator("#excel")).to_be_hidden()
    box.get_by_role("link", name="Войти").click()
    reader.wait_for_url("**/ru/login?**")
    assert parse_qs(urlsplit(reader.url).query)["next"][0].startswith("/ru/?unit=390000000")


def test_g39_after_the_login_the_own_schools_are_named_and_no_others(reader: Page) -> None:
    reader.goto("/ru/?unit=390000000")
    loaded(reader)
    reader.locator(".top .login").click()
    reader.fill("#login", "kostanay")
    reader.fill("#password", PASSWORD)
    reader.get_by_role("button", name="Войти").click()
    reader.wait_for_selector("#schools table")
    expect(reader.locator(".top-r")).to_contain_text("kostanay")
    expect(reader.locator("#excel")).to_be_visible()
    reader.goto("/ru/?unit=100000000")
    loaded(reader)
    expect(reader.locator("#schools")).to_contain_text("нет роли")
    reader.locator(".acct summary").click()
    reader.locator(".acct").get_by_role("button", name="Выйти").click()
    expect(reader.locator(".top .login, form.card-f").first).to_be_visible()
    expect(reader.locator(".acct")).to_have_count(0)


def test_g39_a_closed_district_has_no_chart_of_schools(reader: Page) -> None:
    refused: list[str] = []
    reader.on("response", lambda answer: refused.append(answer.url) if answer.status == 403 else None)
    reader.goto("/ru/?unit=391000000")
    loaded(reader)
    expect(reader.locator("#growth")).to_be_hidden()
    expect(reader.locator("#fix")).to_contain_text("Названия школ видят только")
    assert refused == []
