"""Administration in a real browser: an officer is given an account, by keyboard alone; everybody can use the pages."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import insert
from werkzeug.serving import make_server

from app import create_app
from dashboard import migrations, schema
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant
from dashboard.access.directory import load
from dashboard.access.places import latest_snapshot
from dashboard.database import transaction
from dashboard.settings import Settings
from tests.browser.test_accessibility import WIDTH, violations
from tests.made_once import share_static_files
from tests.published_weeks import Country

PASSWORD, NEW = "бес қарға ұшып кетті", "алты қарға қайтып келді"
REGION, DISTRICT, ELSEWHERE = "100000000", "100100000", "110100000"
OWN_SCHOOL, OTHER_SCHOOL = "s00002", "s00202"
MOST_TABS = 60
NO_MAP = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 600"></svg>'  # the small country is on no map


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server with a small country and the administrator of one of its regions."""
    folder = tmp_path_factory.mktemp("admin")
    share_static_files(tmp_path_factory, folder)
    settings = Settings(f"sqlite:///{folder / 'belsendi.db'}", folder)
    migrations.upgrade(settings)
    with transaction(settings) as opened:
        for snapshot in Country().publish(opened).values():
            row = {"snapshot_id": snapshot, "school_id": OTHER_SCHOOL, "unit_id": ELSEWHERE, "name_kk": "№ 1 мектеп"}
            rest = {"name_ru": "Школа № 1", "week_mode": 5, "state": "data", "teaching_days": 5}
            opened.execute(insert(schema.school_week).values(**row, **rest))
        directory, changes = load(opened, latest_snapshot(opened)), Changes(opened, Author("root@server"))
        changes.add("region", "Ким А. В.", password=PASSWORD)
        changes.set_password("region", PASSWORD, first=False)
        grant = Grant("org_admin", REGION)
        changes.grant("region", grant, directory.held(grant).kind)
    server = make_server("127.0.0.1", 0, create_app(settings, lambda: date(2026, 11, 22)).server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def log_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Log in without touching the mouse: the first field has the focus."""
    page.goto("/ru/login?next=/ru/account")
    expect(page.locator("#login")).to_be_focused()
    page.keyboard.type(login)
    fill(page, "#password", password)
    submit(page)


def submit(page: Page) -> None:
    """Press Enter where that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tab_to(page: Page, selector: str) -> None:
    """Move the focus with the keyboard until it is where it should be."""
    for _ in range(MOST_TABS):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {selector}")


def follow(page: Page, selector: str) -> None:
    tab_to(page, selector)
    submit(page)


def fill(page: Page, selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.type(text)


def test_an_officer_gets_an_account_by_keyboard_and_sees_the_own_schools_alone(
    page: Page, browser: Browser, address: str
) -> None:
    """A-59: from the menu of the header to the first login, the forced change, own schools, 403 elsewhere, the log."""
    log_in(page, "region")
    page.route("**/maps/**", lambda route: route.fulfill(content_type="image/svg+xml", body=NO_MAP))
    page.goto("/ru/")
    expect(page.locator("#page")).to_have_attribute("data-state", "data")
    tab_to(page, ".acct summary")
    page.keyboard.press("Enter")
    follow(page, "a[href='/ru/admin/accounts']")
    follow(page, "a[href='/ru/admin/accounts/new']")
    fill(page, "#login", "rudny.oo")
    fill(page, "#name", "Ахметов Б.")
    tab_to(page, "#role")
    while page.locator("#role").input_value() != "org_staff":
        page.keyboard.press("ArrowDown")
    fill(page, "#place", DISTRICT)
    follow(page, "main button[type=submit]")
    first = page.locator("#made-password").inner_text()
    assert violations(page) == []

    context = browser.new_context(base_url=address, locale="ru-RU")
    officer = context.new_page()
    log_in(officer, "rudny.oo", first)
    assert officer.url.endswith("/ru/password")
    assert officer.request.get(f"/ru/school/{OWN_SCHOOL}").status == 403  # nothing is open before the change
    fill(officer, "#old", first)
    fill(officer, "#new", NEW)
    submit(officer)
    assert officer.url.endswith("/ru/login?changed=1")
    expect(officer.locator("main")).to_contain_text("Пароль изменён. Войдите с новым.")
    log_in(officer, "rudny.oo", NEW)
    statuses = {path: officer.request.get(f"/ru/{path}").status for path in OPENED}
    assert statuses == OPENED
    context.close()

    page.goto("/ru/admin/audit?who=rudny")
    told = page.locator("table.log").inner_text()
    for words in ("вход", "смена пароля", "отказ в доступе"):
        assert words in told
    page.goto("/ru/admin/audit?what=role_granted")
    expect(page.locator("table.log tbody tr").first).to_contain_text("rudny.oo")


# What the officer of a district may open, and what not.
OPENED = {
    f"school/{OWN_SCHOOL}": 200,
    f"school/{OTHER_SCHOOL}": 403,
    "school/unknown": 403,
    "admin/accounts": 403,
    "admin/audit": 403,
    "account": 200,
}
PAGES = ("admin/accounts", "admin/accounts/new", "admin/accounts/1", "admin/displays", "admin/audit", "account")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page: Page, theme: str, language: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    log_in(page, "region")
    found = {}
    for path in PAGES:
        for width, height in ((1366, 768), (390, 844), (320, 640)):
            page.set_viewport_size({"width": width, "height": height})
            page.goto(f"/{language}/{path}")
            assert page.evaluate(WIDTH) <= width, (path, width)
            if width > 320:
                found[path, width] = violations(page)
    assert {where: rules for where, rules in found.items() if rules} == {}


def test_places_are_offered_while_one_types(page: Page) -> None:
    log_in(page, "region")
    page.goto("/ru/admin/accounts/new")
    page.locator("#place").press_sequentially("ридд")
    expect(page.locator("#places option")).to_have_count(1)
    assert page.locator("#places option").get_attribute("value") == "г. Риддер (100200000)"


def test_a_mistake_is_told_beside_its_field(page: Page, complaints: list[str]) -> None:
    log_in(page, "region")
    page.goto("/ru/admin/accounts/new")
    page.locator("#login").fill("region")
    page.locator("#name").fill("Ким")
    page.locator("#role").select_option("org_staff")
    page.locator("#place").fill(DISTRICT)
    page.locator("main button[type=submit]").click()
    expect(page.locator("[role=alert]")).to_contain_text("Этот логин занят")
    expect(page.locator("#login")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#place")).to_have_value(DISTRICT)
    assert violations(page) == []
    assert all("422" in text for text in complaints)  # the browser itself reports the answer's status
    complaints.clear()


# The picture of an element, point by point, as bright as a camera sees it.
POINTS = """async (png) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const pen = new OffscreenCanvas(image.width, image.height).getContext("2d");
  pen.drawImage(image, 0, 0);
  const points = pen.getImageData(0, 0, image.width, image.height).data.filter((_, at) => at % 4 === 1);
  return { wide: image.width, points: [...points] };
}"""


def scanned(page: Page, selector: str) -> str:
    """Return what a camera reads of an element."""
    png = b64encode(page.locator(selector).screenshot()).decode()
    found = page.evaluate(POINTS, png)
    picture = np.array(found["points"], np.uint8).reshape(-1, found["wide"])
    (code,) = zxingcpp.read_barcodes(picture)
    return str(code.text)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_screen_is_paired_by_its_address_or_by_typing_its_code(
    page: Page, browser: Browser, address: str, scripts: bool
) -> None:
    """Issue 7: with scripts the address alone does it, and the code leaves the address; without them it is typed."""
    log_in(page, "region")
    page.goto("/ru/admin/displays")
    page.locator("#name").fill("Вестибюль")
    page.locator("#place").fill(DISTRICT)
    page.locator("main button[type=submit]").last.click()
    assert violations(page) == []
    code, wanted = page.locator("#made-code").inner_text(), page.locator("#made-address").inner_text()
    assert scanned(page, "#made-square svg") == wanted
    screen = browser.new_context(java_script_enabled=scripts).new_page()
    screen.goto(wanted)
    if not scripts:
        screen.locator("#code").fill(code)
        screen.locator("main button[type=submit]").click()
    screen.wait_for_url(f"{address}/ru/wall/{DISTRICT}")
    (cookie,) = [one for one in screen.context.cookies() if one["name"] == "display"]
    assert cookie["httpOnly"]
    page.goto("/ru/admin/displays")
    expect(page.locator(".adm-t")).to_contain_text("Вестибюль")
    screen.context.close()


def test_giving_up_the_own_administration_asks_first(page: Page) -> None:
    log_in(page, "region")
    page.goto("/ru/admin/accounts/1")
    follow(page, ".do button")
    expect(page.locator("h1")).to_have_text("Отказаться от собственного администрирования?")
    assert violations(page) == []
    follow(page, "main a.btn-primary")
    expect(page.locator(".adm-t")).to_contain_text("Администратор органа управления")
