"""The data of the charts, asked for when the page is drawn: growth of the members, units over time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import orjson
from flask import Flask, Response, request

from callbacks.data import ASK_EACH_TIME, JSON, Edition, Editions
from callbacks.places import Places
from callbacks.responses import Packed, PackedCache, respond
from dashboard.database import reading
from dashboard.frames import Surroundings
from dashboard.locales import Language, current_language
from dashboard.selection import Selection
from dashboard.settings import Settings
from layouts.views.compare import compare
from layouts.views.growth import growth
from layouts.views.reading import Reading
from queries import page
from queries.compare import compared
from queries.growth import growth_of_members
from queries.places import without_schools

_KEPT = 1_000  # about 5 KB each


class Charts:
    """The routes of the charts.

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
        self._places = Places(settings, editions)
        self._cache = PackedCache(_KEPT)

    def growth(self) -> Response:
        """Answer with growth and decline of the members of a unit, all nine indicators (A-50 … A-55)."""
        return self._answer("growth", self._growth, lambda asked: Selection(asked.unit, asked.week))

    def compare(self) -> Response:
        """Answer with the pinned units over time up to a week, all nine indicators."""
        return self._answer("compare", self._compare, lambda asked: Selection(week=asked.week, pins=asked.pins))

    def _answer(
        self,
        name: str,
        make: Callable[[Edition, Selection, Language, str], bytes],
        relevant: Callable[[Selection], Selection],
    ) -> Response:
        """Answer from the cache, else with what `make` makes of the relevant part of the address."""
        edition, language = self._editions.current(), current_language()
        selection = relevant(Selection.from_query(request.args, edition.known, language)[0])
        selection = replace(selection, week=selection.week or edition.archive.timeline.latest)
        closed = self._places.closed(edition, selection)
        key = (name, edition.key, selection, closed, language.key)
        packed = self._cache.get(key) or self._cache.put(key, Packed(make(edition, selection, language, closed), JSON))
        return respond(packed, request, ASK_EACH_TIME)

    def _growth(self, edition: Edition, selection: Selection, language: Language, closed: str) -> bytes:
        """Return the bars' JSON; empty where the page has no data. The guard lets nobody here who may not see them."""
        with reading(self._settings) as opened:
            data = page.load(opened, selection, self._today(), edition.archive)
            members = growth_of_members(opened, data)
        words = Reading(without_schools(data) if closed else data, language, Surroundings(self._today()))
        return orjson.dumps(growth(words, members) if data.has_data else {})

    def _compare(self, edition: Edition, selection: Selection, language: Language, closed: str) -> bytes:
        """Return the lines' JSON; empty where nothing has been published. They are of units: they name no school."""
        del closed
        if selection.week is None:
            return orjson.dumps({})
        with reading(self._settings) as opened:
            data = compared(opened, edition.archive, selection.pins, selection.week)
        return orjson.dumps(compare(data, language) if data else {})


def register(server: Flask, settings: Settings, today: Callable[[], date], editions: Editions) -> None:
    """Add the routes ``growth`` and ``compare``."""
    charts = Charts(settings, today, editions)
    server.add_url_rule("/growth", "growth", charts.growth)
    server.add_url_rule("/compare", "compare", charts.compare)
