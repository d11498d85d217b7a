"""Static files: addresses, compression, caching, paths."""

import gzip
import re
from dataclasses import replace
from pathlib import Path

import brotli
import pytest
from dash import Dash, dcc, html
from werkzeug.test import TestResponse

from callbacks import static_files
from dashboard.errors import SettingsError
from dashboard.settings import Settings

CSS = "@font-face { src: url(../fonts/inter.woff2) } .map { background: url('geo/0.svg'), url(data:,x) } " * 20


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    folder = tmp_path / "assets"
    for name, content in {
        "css/page.css": CSS,
        "css/geo/0.svg": "<svg xmlns='http://www.w3.org/2000/svg'>" + "<path/>" * 50 + "</svg>",
        "fonts/inter.woff2": "not to be compressed",
        "js/map.js": "const colour = 'green'; " * 30,
        "notes.txt": "not served",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return folder


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One store for all tests: Dash's scripts are compressed once."""
    return Settings(database_url="sqlite://", data_folder=tmp_path_factory.mktemp("var"))


def make_app(assets: Path, settings: Settings) -> tuple[Dash, static_files.StaticFiles]:
    app = Dash("page", url_base_pathname=settings.url_prefix, assets_folder=str(assets), include_assets_files=False)
    app.layout = html.Div(dcc.Store(id="store"))
    return app, static_files.install(app, settings)


class Browser:
    """Asks, and reads the whole answer."""

    def __init__(self, app: Dash) -> None:
        self.client = app.server.test_client()

    def get(self, url: str, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(url, headers=named, buffered=True)


@pytest.fixture
def site(assets: Path, settings: Settings) -> tuple[Browser, static_files.StaticFiles]:
    app, static = make_app(assets, settings)
    return Browser(app), static


def test_an_address_carries_the_hash_of_the_content_and_is_kept_for_ever(site):
    browser, static = site
    url = static.url("js/map.js")
    assert re.fullmatch(r"/assets/js/map\.[0-9a-f]{10}\.js", url)
    answer = browser.get(url)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.text.startswith("const colour")


def test_a_file_also_answers_to_its_own_name_and_is_then_checked_at_every_use(site):
    browser, _ = site
    answer = browser.get("/assets/js/map.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    again = browser.get("/assets/js/map.js", If_None_Match=answer.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [("gzip, deflate, br", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress), ("", None, bytes)],
)
def test_texts_are_handed_out_compressed_as_the_browser_can_take_them(site, accepted, encoding, unpack):
    browser, static = site
    answer = browser.get(static.url("js/map.js"), Accept_Encoding=accepted)
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert unpack(answer.data).startswith(b"const colour")


def test_fonts_are_handed_out_as_they_are(site):
    browser, static = site
    answer = browser.get(static.url("fonts/inter.woff2"), Accept_Encoding="br")
    assert "Content-Encoding" not in answer.headers
    assert answer.data == b"not to be compressed"


def test_head_sends_the_headers_alone(site):
    browser, static = site
    answer = browser.client.head(static.url("js/map.js"))
    assert (answer.status_code, answer.data) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 0


def test_style_sheets_name_hashed_files(site):
    browser, static = site
    css = browser.get(static.url("css/page.css")).text
    for path, written in {"fonts/inter.woff2": "../fonts", "css/geo/0.svg": "geo"}.items():
        name = static.url(path).rsplit("/", 1)[1]
        assert f'url("{written}/{name}")' in css
    assert "url(data:,x)" in css


def test_a_changed_font_also_gives_the_style_sheet_a_new_address(assets):
    before = static_files.hashed_names(static_files.read_assets(assets))
    (assets / "fonts/inter.woff2").write_text("another")
    after = static_files.hashed_names(static_files.read_assets(assets))
    changed = {path for path in before if before[path] != after[path]}
    assert changed == {"fonts/inter.woff2", "css/page.css"}


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../var/belsendi.db",
        "/assets/%2e%2e/notes.txt",
        "/assets/js/",
        "/assets/js/map.js.br",
    ],
)
def test_nothing_but_the_listed_files_is_served(site, path):
    browser, _ = site
    assert browser.get(path).status_code == 404


def test_links_out_of_the_folder_are_not_followed(assets, tmp_path):
    (tmp_path / "secret.json").write_text("{}")
    (assets / "secret.json").symlink_to(tmp_path / "secret.json")
    assert "secret.json" not in static_files.read_assets(assets)


def test_every_script_of_the_page_is_compressed_and_kept_for_ever(site):
    browser, _ = site
    scripts = re.findall(r'<script src="([^"]+)"', browser.get("/").text)
    assert len(scripts) > 5
    for url in scripts:
        answer = browser.get(url, Accept_Encoding="br")
        assert answer.headers["Cache-Control"] == static_files.FOR_EVER, url
        assert answer.headers["Content-Encoding"] == "br", url


def test_chunks_a_component_may_load_later_are_compressed_and_checked(site):
    browser, _ = site
    answer = browser.get("/_dash-component-suites/dash/dcc/async-graph.js", Accept_Encoding="br")
    assert (answer.headers["Cache-Control"], answer.headers["Content-Encoding"]) == ("no-cache", "br")


def test_addresses_stay_under_the_prefix_of_a_proxy(assets, settings):
    app, static = make_app(assets, replace(settings, url_prefix="/monitor/"))
    url = static.url("js/map.js")
    assert url.startswith("/monitor/assets/js/map.")
    browser = Browser(app)
    assert browser.get(url).headers["Cache-Control"] == static_files.FOR_EVER
    scripts = re.findall(r'<script src="([^"]+)"', browser.get("/monitor/").text)
    assert browser.get(scripts[0]).headers["Cache-Control"] == static_files.FOR_EVER


def test_without_compression_files_are_read_from_their_folder_at_each_request(assets, settings, tmp_path):
    app, static = make_app(assets, replace(settings, data_folder=tmp_path / "var", compress=False))
    browser = Browser(app)
    assert static.url("js/map.js") == "/assets/js/map.js"
    (assets / "js/map.js").write_text("changed")
    assert browser.get("/assets/js/map.js").text == "changed"
    assert not (tmp_path / "var").exists()


def test_a_folder_of_addresses_is_handed_out_by_path(site):
    _, static = site
    assert static.under("js") == {"map.js": static.url("js/map.js")}


def test_an_unknown_file_is_named(site):
    _, static = site
    with pytest.raises(SettingsError, match=r"assets/js/other\.js is not there"):
        static.url("js/other.js")
