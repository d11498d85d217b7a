"""Schools: the list of a unit, the numbers of one, and the search over names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from http.client import NOT_FOUND

import orjson
from flask import Flask, Response, abort, request

from callbacks import sessions
from callbacks.data import ASK_EACH_TIME, JSON, Edition, Editions
from callbacks.places import INSIDE, Places
from callbacks.responses import Packed, PackedCache, respond
from dashboard.access.decision import Scope
from dashboard.database import reading
from dashboard.frames import PageData, Surroundings
from dashboard.locales import Language, current_language
from dashboard.recent import Recent
from dashboard.school_filter import LONGEST_ID, LONGEST_TEXT
from dashboard.selection import Selection
from dashboard.settings import Settings
from layouts.views.reading import Reading
from layouts.views.school_card import card
from layouts.views.school_list import lines, listing, other_names
from layouts.views.search import results
from layouts.views.words import Json
from queries.school_list import load, load_school
from queries.search import SearchIndex, index

PAGE_HEADER = "X-School-Page"
_KEPT_LISTS = 200  # a region's is about 45 KB
_KEPT_CARDS = 1_000  # 3 KB each
_KEPT_RESULTS = 2_000  # half a KB each
_KEPT_INDEXES = 6  # weeks; about 10 MB each, of a single department's schools much less


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: what is published, what is chosen, in which language."""

    edition: Edition
    selection: Selection
    language: Language

    @classmethod
    def now(cls, editions: Editions) -> Asked:
        """Return the present request; its week is the latest one where it names none."""
        edition, language = editions.current(), current_language()
        chosen, _ = Selection.from_query(request.args, edition.known, language)
        return cls(edition, Selection(chosen.unit, chosen.week or edition.known.latest), language)

    def key(self, name: str, *more: object) -> tuple[object, ...]:
        """Return what an answer is kept under."""
        return (name, self.edition.key, self.selection.unit, self.selection.week, self.language.key, *more)


class Schools:
    """The routes of schools.

    Parameters
    ----------
    settings
        Which database.
    today
        The day in Almaty.
    editions
        What is published, shared with the other routes.
    """

    def __init__(self, settings: Settings, today: Callable[[], date], editions: Editions) -> None:
        self._settings = settings
        self._today = today
        self._editions = editions
        self._lists = PackedCache(_KEPT_LISTS)
        self._cards = PackedCache(_KEPT_CARDS)
        self._results = PackedCache(_KEPT_RESULTS)
        self._indexes: Recent[tuple[int, Scope], SearchIndex] = Recent(_KEPT_INDEXES)
        self._places = Places(settings, editions)

    def schools(self) -> Response:
        """Answer with the list of the schools of a region or district (A-49, A-56); ``{}`` where there is none."""
        return self._all("schools", listing)

    def lines(self) -> Response:
        """Answer with the lines of these schools, in the order of their list."""
        return self._all("lines", lines)

    def names(self) -> Response:
        """Answer with what these schools are called in the other languages, in the order of their list."""
        return self._all("names", other_names)

    def _all(self, name: str, words: Callable[[Reading], Json]) -> Response:
        """Answer with something of all schools of a unit."""
        asked = Asked.now(self._editions)
        packed = self._lists.get(asked.key(name))
        if packed is None:
            packed = self._lists.put(asked.key(name), Packed(self._list(asked, words), JSON))
        return respond(packed, request, ASK_EACH_TIME)

    def school(self) -> Response:
        """Answer with one school in one week; 404 where it does not take part.

        Whoever may look into the school is told by a header, and is led on to its page (A-58).
        """
        asked, school = Asked.now(self._editions), request.args.get("school", "")[:LONGEST_ID]
        packed = self._cards.get(asked.key("school", school))
        if packed is None:
            packed = self._cards.put(asked.key("school", school), Packed(self._card(asked, school), JSON))
        answer = respond(packed, request, ASK_EACH_TIME)
        if sessions.recognised().account is not None and self._opens():
            answer.headers[PAGE_HEADER] = "1"
        return answer

    def _opens(self) -> bool:
        """Return whether whoever asks may look into the school (A-59)."""
        classes = self._places.classes(INSIDE)
        return classes is None or bool(classes)

    def search(self) -> Response:
        """Answer with the units and schools whose names fit ``q``; an empty one only warms the index up."""
        asked, text = Asked.now(self._editions), request.args.get("q", "")[:LONGEST_TEXT].strip()
        scope = self._places.scope()
        key = asked.key("search", text, scope)
        packed = self._results.get(key)
        if packed is None:
            names = self._names(asked, scope)
            found = names.find(text) if names else []
            body = results(found, asked.language, text, every=scope.unlimited)
            packed = self._results.put(key, Packed(orjson.dumps(body), JSON))
        return respond(packed, request, ASK_EACH_TIME)

    def _list(self, asked: Asked, words: Callable[[Reading], Json]) -> bytes:
        """Return the JSON; an empty one where there are no schools."""
        with reading(self._settings) as opened:
            data = load(opened, asked.selection, self._today(), asked.edition.archive)
        return orjson.dumps(words(self._reading(data, asked.language)) if data.has_data and data.schools else {})

    def _card(self, asked: Asked, school: str) -> bytes:
        """Return a school's JSON."""
        with reading(self._settings) as opened:
            data = load_school(opened, school, asked.selection.week, self._today(), asked.edition.archive)
        found = card(self._reading(data, asked.language), school) if data else None
        if found is None:
            abort(NOT_FOUND)
        return orjson.dumps(found)

    def _names(self, asked: Asked, scope: Scope) -> SearchIndex | None:
        """Return the names of the asked week, or of the nearest one with a snapshot; of schools those in a scope."""
        weeks, week = asked.edition.archive.timeline, asked.selection.week
        shown = (weeks.at(week) or weeks.nearest(week)) if week else None
        if shown is None:
            return None
        found = self._indexes.get((shown.snapshot_id, scope))
        if found is None:
            with reading(self._settings) as opened:
                found = index(opened, asked.edition.archive, shown.snapshot_id, scope)
            self._indexes.put((shown.snapshot_id, scope), found)
        return found

    def _reading(self, data: PageData, language: Language) -> Reading:
        """Return a page ready to be put into words."""
        return Reading(data, language, Surroundings(self._today(), demonstration=self._settings.demonstration))


def register(server: Flask, settings: Settings, today: Callable[[], date], editions: Editions) -> None:
    """Add the routes ``schools``, ``schools/lines``, ``schools/names``, ``school`` and ``search``."""
    schools = Schools(settings, today, editions)
    server.add_url_rule("/schools", "schools", schools.schools)
    server.add_url_rule("/schools/lines", "school_lines", schools.lines)
    server.add_url_rule("/schools/names", "school_names", schools.names)
    server.add_url_rule("/school", "school", schools.school)
    server.add_url_rule("/search", "search", schools.search)
