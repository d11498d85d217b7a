"""Style sheets, scripts, fonts and maps: compressed once, named by their content, served before Flask is asked.

A file under ``assets/`` is served twice: under a name that carries its hash (for ever: the page asks for these, see
`StaticFiles.url`) and under its own name (checked at every use). Dash's scripts keep the names Dash gives them. The
compressed copies lie in ``<data folder>/static`` under the hash of their content, so they are made once, whoever
makes them first, and nothing there is ever changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files as package_files
from pathlib import Path, PurePosixPath
from posixpath import normpath
from wsgiref.headers import Headers

from dash import Dash
from dash.fingerprint import check_fingerprint
from whitenoise import WhiteNoise

from callbacks.static_store import StaticStore
from dashboard.errors import SettingsError
from dashboard.settings import Settings

FOR_EVER = "public, max-age=31536000, immutable"
CHECKED = "no-cache"

SERVED = frozenset({".css", ".js", ".svg", ".ico", ".png", ".woff2", ".json"})

# Maps have addresses of their own (callbacks/maps.py): imported boundaries may replace them at any time.
ELSEWHERE = "geo/"

# Chunks of Dash that are larger are for components this monitor has none of (formulas, the full plotly.js).
LARGEST_CHUNK = 1_000_000

_SUITES = "_dash-component-suites/"
_SCRIPT = re.compile(r'<script src="([^"]+)"')
_CSS_URL = re.compile(r"""url\(\s*(['"]?)([^'")]+)\1\s*\)""")


@dataclass(frozen=True, slots=True)
class ServedFile:
    """One file at one address.

    Attributes
    ----------
    url
        Path below the monitor's own root, without a leading slash.
    content
        What is sent, before compression.
    for_ever
        Whether the address changes with the content.
    """

    url: str
    content: bytes
    for_ever: bool


class StaticFiles:
    """The addresses of the files under ``assets/``."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._addresses = addresses

    def url(self, path: str) -> str:
        """Return the address of a file, for instance of ``css/10-shell.css``.

        Raises
        ------
        SettingsError
            If there is no such file.
        """
        try:
            return self._addresses[path]
        except KeyError:
            raise SettingsError(f"assets/{path} is not there; correct its name or add the file.") from None

    def under(self, folder: str) -> dict[str, str]:
        """Return the addresses of a folder's files by their path below it: the script of the map asks for these."""
        start = f"{folder.strip('/')}/"
        return {path.removeprefix(start): url for path, url in self._addresses.items() if path.startswith(start)}


def install(app: Dash, settings: Settings) -> StaticFiles:
    """Serve the app's static files; call it once, when all component libraries are imported.

    Without `Settings.compress` the files stay where they are and Dash serves them, so that a change is seen at once.
    """
    root = app.config.requests_pathname_prefix
    assets = read_assets(Path(app.config.assets_folder))
    if not settings.compress:
        return StaticFiles({path: f"{root}assets/{path}" for path in assets})
    names = hashed_names(assets)
    files = [*asset_files(assets, names), *dash_files(app)]
    _serve(app, StaticStore(settings.data_folder / "static"), files)
    return StaticFiles({path: f"{root}assets/{name}" for path, name in names.items()})


def read_assets(folder: Path) -> dict[str, bytes]:
    """Return what is served of a folder: path below it → content. Links out of the folder are left alone."""
    root = folder.resolve()
    found = sorted(path for path in root.rglob("*") if path.suffix in SERVED and path.resolve().is_relative_to(root))
    paths = {path.relative_to(root).as_posix(): path for path in found if path.is_file()}
    return {name: path.read_bytes() for name, path in paths.items() if not name.startswith(ELSEWHERE)}


def hashed_names(assets: dict[str, bytes]) -> dict[str, str]:
    """Return path → path with the hash of the content, and rewrite the references of style sheets in `assets`.

    A style sheet is hashed after the files it names, so a new font also gives the style sheet a new address.
    """
    names: dict[str, str] = {}
    for path in sorted(assets, key=lambda path: path.endswith(".css")):
        if path.endswith(".css"):
            assets[path] = _with_hashed_references(path, assets[path], names)
        names[path] = _hashed_name(path, assets[path])
    return names


def asset_files(assets: Mapping[str, bytes], names: Mapping[str, str]) -> Iterator[ServedFile]:
    """Yield every asset twice: by its hashed name and by its own."""
    for path, content in assets.items():
        yield ServedFile(f"assets/{names[path]}", content, for_ever=True)
        yield ServedFile(f"assets/{path}", content, for_ever=False)


def dash_files(app: Dash) -> Iterator[ServedFile]:
    """Yield the scripts of Dash that the page loads, and the chunks these may load later."""
    scripts = list(_page_scripts(app))
    for namespace, path, url in scripts:
        yield ServedFile(url, _package_file(namespace, path), for_ever=True)
    suites = {_suite(namespace, path) for namespace, path, _ in scripts}
    for namespace, path in _chunks(app):
        content = _package_file(namespace, path)
        if _suite(namespace, path) in suites and len(content) <= LARGEST_CHUNK:
            yield ServedFile(f"{_SUITES}{namespace}/{path}", content, for_ever=False)


def _page_scripts(app: Dash) -> Iterator[tuple[str, str, str]]:
    """Yield package, path in it and address of every script tag that Dash writes into the page."""
    with app.server.test_request_context():
        tags = app._generate_scripts_html()  # there is no public way to ask
    start = app.config.requests_pathname_prefix + _SUITES
    for source in _SCRIPT.findall(tags):
        if source.startswith(start):
            address = source.removeprefix(start)
            namespace, _, name = address.partition("/")
            yield namespace, check_fingerprint(name)[0], _SUITES + address


def _chunks(app: Dash) -> Iterator[tuple[str, str]]:
    """Yield package and path of the parts of Dash's scripts that a page loads when a component needs them."""
    for namespace, paths in app.registered_paths.items():
        for path in sorted(paths):
            if PurePosixPath(path).name.startswith("async-") and path.endswith(".js"):
                yield namespace, path


def _suite(namespace: str, path: str) -> tuple[str, str]:
    """Return what a chunk has in common with the script that loads it."""
    return namespace, str(PurePosixPath(path).parent)


def _package_file(package: str, path: str) -> bytes:
    """Return a file that a package brings with it."""
    return package_files(package).joinpath(path).read_bytes()


def _with_hashed_references(path: str, css: bytes, names: Mapping[str, str]) -> bytes:
    """Return a style sheet whose relative references name hashed files."""
    folder = PurePosixPath(path).parent

    def replace(match: re.Match[str]) -> str:
        target = normpath(f"{folder}/{match[2]}")
        if target not in names:
            return match[0]
        return f'url("{PurePosixPath(match[2]).with_name(PurePosixPath(names[target]).name)}")'

    return _CSS_URL.sub(replace, css.decode()).encode()


def _hashed_name(path: str, content: bytes) -> str:
    """Return ``css/shell.4f2a90c1d3.css`` for ``css/shell.css``."""
    name = PurePosixPath(path)
    return str(name.with_name(f"{name.stem}.{sha256(content).hexdigest()[:10]}{name.suffix}"))


def _serve(app: Dash, store: StaticStore, files: list[ServedFile]) -> None:
    """Put the files before the app: an address is looked up in a table, never on the disk."""
    root = app.config.routes_pathname_prefix
    for_ever = {root + file.url for file in files if file.for_ever}

    def headers(answer: Headers, path: str, url: str) -> None:
        answer["Cache-Control"] = FOR_EVER if url in for_ever else CHECKED
        answer["ETag"] = f'W/"{Path(path).stem[:20]}"'
        answer["X-Content-Type-Options"] = "nosniff"

    server = WhiteNoise(app.server.wsgi_app, allow_all_origins=False, max_age=None, add_headers_function=headers)
    for file, path in zip(
        files, store.keep([(file.content, PurePosixPath(file.url).suffix) for file in files]), strict=True
    ):
        server.add_file_to_dictionary(root + file.url, str(path))
    app.server.wsgi_app = server
