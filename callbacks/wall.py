"""The wall: a document for each unit, and the data its script asks for again and again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from hashlib import blake2b
from http.client import INTERNAL_SERVER_ERROR, NOT_FOUND
from importlib.metadata import version as installed

import orjson
from flask import Flask, Response, abort, request

from callbacks import maps
from callbacks.data import ASK_EACH_TIME, EXTENSION, JSON, Data, Edition
from callbacks.day_cache import DayCache
from callbacks.reconnecting import is_stale
from callbacks.responses import IDENTITY, Packed, respond
from callbacks.static_files import StaticFiles
from dashboard.database import reading
from dashboard.frames import PageData
from dashboard.locales import Language, current_language
from dashboard.playlist import Playlist
from dashboard.selection import REPUBLIC, Selection
from dashboard.settings import Settings
from dashboard.snapshot.calendar_files import imports
from dashboard.weeks import ALMATY
from layouts.views.wall import wall
from layouts.wall import Wall, render
from queries import page
from queries.places import without_schools

STYLES, SCRIPTS = ("20-tokens", "95-wall"), ("94-wall-map", "95-wall")
# The server's time in every answer: the screen says since when it has heard nothing, whatever its own clock says.
TIME = "X-Belsendi-Time"
ENDPOINTS = ("wall", "wall_unit", "wall_data")
_AGAIN = "30"  # seconds after which a screen that met an error asks again, before its script has ever run
_KEPT = 300  # about 10 KB each


class Walls:
    """The routes of the wall.

    Parameters
    ----------
    settings
        Which database, under which prefix.
    static
        Addresses of style sheets and scripts.
    data
        What is published and what pages say about themselves.
    today
        The day in Almaty.
    """

    def __init__(self, settings: Settings, static: StaticFiles, data: Data, today: Callable[[], date]) -> None:
        self._settings = settings
        self._static = static
        self._data = data
        self._today = today
        self._cache = DayCache(_KEPT, today, "wall")
        self._styles = [static.url(f"css/{name}.css") for name in STYLES]
        self._scripts = [static.url(f"js/{name}.js") for name in SCRIPTS]
        self._version = _version(self._styles + self._scripts)

    def document(self, unit: str = REPUBLIC) -> Response:
        """Answer with the document of a unit's wall; what it plays stands in the query string."""
        known, lang = self._data.editions.current().known.units, current_language()
        if unit != REPUBLIC and unit not in known:
            abort(NOT_FOUND)
        playlist, notices = Playlist.from_query(request.args, unit, known, lang)
        prefix = self._settings.url_prefix
        drawings = f"{prefix}maps/{maps.version(self._settings)}/"
        icon = self._static.url("brand.svg")
        about = Wall(prefix, drawings, self._version, icon, self._styles, self._scripts)
        return Response(render(lang, about, playlist, notices), headers={"Cache-Control": "no-cache"})

    def data(self) -> Response:
        """Answer with the data of the unit in the query string, the republic without."""
        edition, lang = self._data.editions.current(), current_language()
        unit = request.args.get("unit") or REPUBLIC
        if unit != REPUBLIC and unit not in edition.known.units:
            abort(NOT_FOUND)
        drawings = maps.version(self._settings)
        key = (edition.key, unit, lang.key, drawings, imports())
        packed = self._cache.of(key, lambda: self._made(edition, unit, lang, drawings))
        answer = respond(packed, request, ASK_EACH_TIME)
        answer.headers[TIME] = f"{self._seen():%d.%m, %H:%M}"
        return answer

    def _seen(self) -> datetime:
        """Return up to when it is known what is published: now, or when the database was there last."""
        return (is_stale() and self._data.editions.seen) or datetime.now(ALMATY)

    def _made(self, edition: Edition, unit: str, lang: Language, drawings: str) -> Packed:
        """Return the data of a unit; addresses of files are this machine's own, all else may come from another one."""
        found = self._data.shared((edition.key, unit, "wall", lang.key), lambda: self._body(edition, unit, lang))
        own = {"version": self._version, "maps": f"{self._settings.url_prefix}maps/{drawings}/"}
        return Packed(orjson.dumps({**orjson.loads(found.body(IDENTITY)), **own}), JSON)

    def _body(self, edition: Edition, unit: str, lang: Language) -> bytes:
        """Return the data's JSON; where the latest week has none, of the last one that has."""
        shown, missing = self._load(edition, unit)
        return orjson.dumps(wall(shown, lang, self._data.around(shown, lang), missing))

    def _load(self, edition: Edition, unit: str) -> tuple[PageData, PageData | None]:
        """Return the latest week or the last one with data, and the latest one where another stands in for it."""
        last = edition.archive.timeline.latest_with_data()
        with reading(self._settings) as opened:
            latest = page.load(opened, Selection(unit), self._today(), edition.archive)
            if latest.has_data or last is None or last.week == latest.week:
                return without_schools(latest), None
            earlier = page.load(opened, Selection(unit, last.week), self._today(), edition.archive)
        if not earlier.has_data:
            return without_schools(latest), None
        return without_schools(earlier), latest


def _version(addresses: list[str]) -> str:
    """Return a name of the program's version: the same on every machine, another one after a deployment."""
    return blake2b("\n".join([installed("belsendilik"), *addresses]).encode(), digest_size=6).hexdigest()


def _ask_again(response: Response) -> Response:
    """Let a screen that is switched on while the server is in trouble ask again by itself."""
    if request.endpoint in ENDPOINTS and response.status_code >= INTERNAL_SERVER_ERROR:
        response.headers["Refresh"] = _AGAIN
    return response


def register(server: Flask, settings: Settings, static: StaticFiles, today: Callable[[], date]) -> None:
    """Add the routes ``wall``, ``wall/<unit>`` and ``wall/data``, after those of the data."""
    walls = Walls(settings, static, server.extensions[EXTENSION], today)
    server.add_url_rule("/wall", "wall", walls.document)
    server.add_url_rule("/wall/<unit>", "wall_unit", walls.document)
    server.add_url_rule("/wall/data", "wall_data", walls.data)
    server.after_request(_ask_again)
