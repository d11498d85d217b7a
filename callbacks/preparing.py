"""Views are made before anybody asks: those of the republic and its regions in the newest week, in every language.

They are what nearly everybody opens first. Whoever comes after a new week, or after the server has started, finds them
made; everything else is made when it is asked for. So is the republic's wall: a screen asks now this worker, now that
one, and all of them have to know its values when the database goes away.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator

import orjson
from flask import Flask

from callbacks.data import EXTENSION
from callbacks.language import ENVIRON_KEY
from callbacks.responses import IDENTITY, Packed
from dashboard.errors import BelsendiError
from dashboard.locales import DEFAULT_LOCALE, LOCALES

_LOG = logging.getLogger(__name__)
_LOOK_EVERY = 30.0  # seconds between two looks for a new week
_PAUSE = 0.01  # seconds after each view, for whoever is asking


class Preparing:
    """Makes the views of a server once in each edition.

    Parameters
    ----------
    server
        The application; its route ``view`` keeps what it makes.
    """

    def __init__(self, server: Flask) -> None:
        self._server = server
        self._last = ""

    def start(self) -> None:
        """Look for a new edition from now on, beside the requests."""
        threading.Thread(target=self._work, name="preparing", daemon=True).start()

    def prepare(self) -> int:
        """Make the views if there is another edition than last time.

        Returns
        -------
        int
            How many views were made or found.
        """
        republic = self._view(DEFAULT_LOCALE, "")
        if republic.tag == self._last:
            return 0
        made = sum(1 for _ in self._all(orjson.loads(republic.body(IDENTITY)).get("units", {})))
        for language in LOCALES:
            self._wall(language)
        self._last = republic.tag
        return made

    def _all(self, regions: dict[str, object]) -> Iterator[Packed]:
        """Make view after view, in the form browsers ask for."""
        for language in LOCALES:
            for unit in ("", *regions):
                made = self._view(language, unit)
                made.body("br")
                yield made
                time.sleep(_PAUSE)

    def _view(self, language: str, unit: str) -> Packed:
        """Return a view as the route keeps it for whoever is not logged in."""
        asked = self._server.test_request_context("/view", query_string={"unit": unit} if unit else None)
        with asked:
            asked.request.environ[ENVIRON_KEY] = language
            packed: Packed = self._server.extensions[EXTENSION].packed()
        return packed

    def _wall(self, language: str) -> None:
        """Make the data of the republic's wall, as the route keeps them."""
        asked = self._server.test_request_context("/wall/data")
        with asked:
            asked.request.environ[ENVIRON_KEY] = language
            self._server.view_functions["wall_data"]()

    def _work(self) -> None:
        """Prepare for ever; what cannot be read now is made when it is asked for."""
        while True:
            try:
                self.prepare()
            except BelsendiError as error:
                _LOG.debug("views are not prepared: %s", error)
            time.sleep(_LOOK_EVERY)
