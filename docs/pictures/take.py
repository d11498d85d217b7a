"""Take the pictures of the user's guide from the demonstration, in Russian and Kazakh.

    make pictures        # or: BELSENDI_DATA=FOLDER_OF_A_DEMONSTRATION python docs/pictures/take.py [NAME…]

Needs a Chromium (``CHROMIUM``, or one on the path). The demonstration is copied first and stays as it is; accounts of
the pictures are made in the copy alone. To add a picture add a row to `PICTURES` and look at what was taken.
"""

from __future__ import annotations

import base64
import logging
import os
import secrets
import shutil
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parents[1]))

from app import create_app  # noqa: E402 the project is not installed as a package that has app.py
from dashboard import migrations  # noqa: E402
from dashboard.access.changes import Author, Changes  # noqa: E402
from dashboard.access.decision import Grant  # noqa: E402
from dashboard.database import connection, database_file, engine, transaction  # noqa: E402
from dashboard.demo.stories import DETAILED_DISTRICT  # noqa: E402
from dashboard.errors import SettingsError  # noqa: E402
from dashboard.settings import Settings  # noqa: E402
from dashboard.snapshot.revisions import read_revisions  # noqa: E402

LANGUAGES = ("ru", "kk")
QUALITY = 72  # of WebP: letters stay sharp, a page takes some 80 KB
REGION = DETAILED_DISTRICT[:2] + "0000000"
OTHER = "110000000"
_DISTRICT = f"/?unit={DETAILED_DISTRICT}&ind=planning&order=value"  # the schools that need most come first
LOGIN = "sarsenova"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--hide-scrollbars")
# Where an element is in its document, not in the window.
PLACE = """(node) => {
  const { x, y, width, height } = node.getBoundingClientRect();
  return { x: x + scrollX, y: y + scrollY, width, height };
}"""
DRAWN = "() => document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 400)))"


class Picture(NamedTuple):
    """One picture.

    Attributes
    ----------
    name
        Of its file.
    path
        Address behind the language.
    steps
        What is done before: ``click``, ``hover``, ``top`` (scroll there), ``wait`` and the element; ``type``, a text.
    part
        The element that is taken; the window without.
    size
        Of the window.
    person
        Whether somebody is logged in.
    """

    name: str
    path: str
    steps: tuple[tuple[str, str], ...] = ()
    part: str = ""
    size: tuple[int, int] = (1440, 900)
    person: bool = False


_MAP = ("wait", "#map path.r")
PICTURES = (
    Picture("republic", "/?ind=planning", (_MAP,)),
    Picture("map-tip", "/?ind=planning", (_MAP, ("hover", f"#map a[data-unit='{REGION}']")), size=(1280, 760)),
    Picture("week", "/?ind=planning", (_MAP, ("click", "#week"), ("wait", "#picker tr.sel")), size=(1280, 620)),
    Picture("how", "/?ind=planning", (_MAP, ("click", "#how-open"), ("wait", "#how .frac")), part="#how"),
    Picture(
        "search", "/", (_MAP, ("click", "#search-box"), ("type", "арк"), ("wait", "#search-list li")), size=(1280, 620)
    ),
    Picture("region", f"/?unit={REGION}&ind=planning", (_MAP,)),
    Picture("growth", f"/?unit={REGION}&ind=planning&growth=down", (_MAP, ("top", "#growth")), part="#growth"),
    Picture(
        "compare", f"/?unit={REGION}&ind=planning&pin={REGION}.{OTHER}", (_MAP, ("top", "#compare")), part="#compare"
    ),
    Picture("schools", _DISTRICT, (("wait", "#schools tbody tr"), ("top", "#schools")), size=(1440, 640)),
    Picture(
        "card", _DISTRICT, (("wait", "#schools tbody tr"), ("click", "#schools td.red button"), ("wait", "#school"))
    ),
    Picture("holidays", "/?week=2026-10-25", (("wait", "#without-data h2"),), size=(1280, 620)),
    Picture("phone", "/?ind=planning", (_MAP,), size=(390, 844)),
    Picture("login", "/login", (("wait", "#login"),), size=(1280, 480)),
    Picture("school", "/school/{school}", (("wait", "h1"),), person=True),
    Picture("reports", "/reports", (("wait", "h1"),), size=(1280, 640), person=True),
    Picture("wall", "/wall", (("wait", ".w-frame"),), size=(1280, 720)),
)


@contextmanager
def copied(settings: Settings) -> Iterator[Settings]:
    """Give an installation with a copy of the demonstration's database and its rows behind weeks."""
    source = database_file(settings)
    if source is None or not source.exists() or not settings.demonstration:
        raise SettingsError("Pictures are taken of the demonstration alone: make demo, then make pictures.")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "belsendi.db"
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
        made = replace(
            settings, database_url=f"sqlite:///{target}", data_folder=Path(folder), facts=settings.facts_folder
        )
        migrations.upgrade(made)
        yield made
        engine(made).dispose()


@contextmanager
def served(settings: Settings, password: str) -> Iterator[str]:
    """Serve an installation on the day after its latest week, with an officer of the republic; give its address."""
    with transaction(settings) as opened:
        changes = Changes(opened, Author("pictures"))
        changes.add(LOGIN, "Сәрсенова А. Б.", password=password)
        changes.set_password(LOGIN, password, first=False)
        changes.grant(LOGIN, Grant("org_head", "000000000"), "republic")
    with connection(settings) as reading:
        latest = max(item.week for item in read_revisions(reading) if item.status == "published")
    server = make_server("127.0.0.1", 0, create_app(settings, lambda: latest + timedelta(days=7)).server, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def a_school(settings: Settings) -> str:
    """Return the school whose page is taken: the first one of the district whose lessons are known."""
    with connection(settings) as reading:
        query = "SELECT min(school_id) FROM school_week WHERE unit_id = ?"
        return str(reading.exec_driver_sql(query, (DETAILED_DISTRICT,)).scalar())


def do(page: Page, verb: str, what: str) -> None:
    """Do one step."""
    if verb == "type":
        page.keyboard.type(what)
    elif verb == "wait":
        page.locator(what).first.wait_for()
    elif verb == "top":
        page.locator(what).wait_for()
        page.evaluate("(at) => document.querySelector(at).scrollIntoView()", what)
    else:
        getattr(page.locator(what).first, verb)()


def take(page: Page, picture: Picture, path: str, file: Path) -> None:
    """Take one picture."""
    page.goto(path)
    for verb, what in picture.steps:
        do(page, verb, what)
    page.wait_for_load_state("networkidle")
    page.evaluate(DRAWN)
    asked: dict[str, object] = {"format": "webp", "quality": QUALITY}
    if picture.part:
        asked |= {"clip": {**page.locator(picture.part).evaluate(PLACE), "scale": 1}, "captureBeyondViewport": True}
    answer = page.context.new_cdp_session(page).send("Page.captureScreenshot", asked)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(base64.b64decode(answer["data"]))


def log_in(page: Page, language: str, password: str) -> None:
    """Log the officer in."""
    page.goto(f"/{language}/login")
    page.fill("#login", LOGIN)
    page.fill("#password", password)
    page.click("form.card-f button")
    page.wait_for_load_state()


def take_all(browser: Browser, address: str, school: str, password: str, names: set[str]) -> None:
    """Take the pictures of every language; only those of some names, if there are any."""
    for language in LANGUAGES:
        for picture in (one for one in PICTURES if not names or one.name in names):
            width, height = picture.size
            context = browser.new_context(
                base_url=address,
                viewport={"width": width, "height": height},
                locale=language,
                reduced_motion="reduce",
                bypass_csp=True,
            )
            page = context.new_page()
            if picture.person:
                log_in(page, language, password)
            file = FOLDER / language / f"{picture.name}.webp"
            take(page, picture, f"/{language}{picture.path.format(school=school)}", file)
            sys.stderr.write(f"{file.relative_to(FOLDER.parent)}: {file.stat().st_size // 1000} KB\n")
            context.close()


def main() -> None:
    """Take the pictures that are named, or all."""
    chromium = next(filter(None, map(shutil.which, (os.environ.get("CHROMIUM", ""), *BROWSERS))), None)
    if chromium is None:
        raise SettingsError("There is no Chromium; name one: CHROMIUM=/path/to/it")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    password = secrets.token_urlsafe(16)
    with copied(Settings.from_environment()) as settings, served(settings, password) as address:
        school = a_school(settings)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
            take_all(browser, address, school, password, set(sys.argv[1:]))
            browser.close()


if __name__ == "__main__":
    main()
