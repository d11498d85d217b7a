"""The data of the page: one JSON per unit, week and language, made once and kept as compressed bytes."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock, Thread

import orjson
from flask import Flask, Response, request

from callbacks import maps
from callbacks.day_cache import DayCache
from callbacks.places import Places
from callbacks.reconnecting import CURRENT, STALE, note, tell
from callbacks.responses import IDENTITY, Packed, PackedCache, respond
from callbacks.shared_views import shared_views
from dashboard.database import connection, reading
from dashboard.errors import DatabaseAway
from dashboard.frames import PageData, Surroundings, UnitRow
from dashboard.locales import Language, current_language
from dashboard.selection import Known, Selection
from dashboard.settings import Settings
from dashboard.snapshot.calendar_files import imports
from dashboard.timeline import Timeline
from dashboard.weeks import ALMATY
from geo.maps import NO_MAP, describe, has_map
from geo.names import map_name
from layouts.views.explain import VALUE, explanation, nothing, question_of
from layouts.views.figures import FIGURES
from layouts.views.heading import not_in_week
from layouts.views.page import view
from layouts.views.reading import Reading
from layouts.views.weeks import weeks
from layouts.views.words import Json
from queries import page, snapshots, units
from queries.archive import Archive, unit_elsewhere
from queries.places import without_schools

# A browser may keep a view but asks each time whether it is still the one; the answer is usually 304.
ASK_EACH_TIME = "no-cache"
_KEPT_VIEWS = 2_000  # about 15 KB each
_KEPT_EXPLANATIONS = 1_000  # about 1 KB each
_EDITION_SECONDS = 1.0
_PATIENCE = 2.0  # seconds a reader waits for the database to answer at all, once something is known
JSON = "application/json"
EXTENSION = "belsendilik.data"
_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Edition:
    """What is published at one moment.

    Attributes
    ----------
    key
        A short text; another one stands for another edition.
    known
        What may be chosen.
    archive
        The weeks, and what has been read of them.
    """

    key: str
    known: Known
    archive: Archive


class Editions:
    """What is published at this moment, looked up at most once a second.

    While the database is away, what was published last stays: pages that were made before are handed out, and say so.

    Parameters
    ----------
    settings
        Which database.
    clock
        Seconds that only grow.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._checked = float("-inf")
        self._looking = Lock()
        self._reached = False
        self._away = False
        self._current = Edition("", Known(), Archive(Timeline()))
        self.seen: datetime | None = None

    def current(self) -> Edition:
        """Return the edition; `seen` is when the database was there last.

        Raises
        ------
        SnapshotError
            If the database cannot be read, and was not there before either.
        """
        if self._clock() - self._checked >= _EDITION_SECONDS:
            self._look()
        note(STALE if self._away else CURRENT)
        return self._current

    def _look(self) -> None:
        """Look what is published; once something is known, no request waits long for it, and only one at all.

        Raises
        ------
        SnapshotError
            As `current`.
        """
        if self.seen is None:
            self._read()
        elif self._looking.acquire(blocking=False):
            # Beside the request: a database that was pulled out of the network answers nothing for many seconds.
            wrong: list[Exception] = []
            beside = Thread(target=self._look_beside, args=(wrong,), name="edition", daemon=True)
            beside.start()
            beside.join(_PATIENCE)
            if beside.is_alive() and not self._reached:
                self._leave_alone(f"it has not answered for {_PATIENCE:g} s")
            for error in wrong:
                raise error

    def _look_beside(self, wrong: list[Exception]) -> None:
        """Look what is published, for whoever asks next; what only whoever waits can be told is added to `wrong`."""
        self._reached = False
        try:
            self._read()
        except DatabaseAway as error:
            self._leave_alone(str(error))
        except Exception as error:  # raised by the request, as if it had looked itself
            wrong.append(error)
        finally:
            self._looking.release()

    def _read(self) -> None:
        """Read what is published."""
        now = self._clock()
        with connection(self._settings) as opened:
            self._reached = True
            key = snapshots.edition(opened)
            if key != self._current.key:
                self._current = Edition(key, snapshots.known(opened), Archive(snapshots.timeline(opened)))
        if self._away:
            _LOGGER.warning("The database is back.")
        self._checked, self._away, self.seen = now, False, datetime.now(ALMATY)

    def _leave_alone(self, why: str) -> None:
        """Go on with what is known, and ask again in a second."""
        if not self._away:
            _LOGGER.error("What is known is shown on, what is not cannot be: %s", why)
        self._checked, self._away = self._clock(), True


class Data:
    """The routes of the data.

    Parameters
    ----------
    settings
        Which database, which boundaries.
    today
        The day in Almaty: what is old, and which day the week picker marks, depends on it.
    """

    def __init__(self, settings: Settings, today: Callable[[], date]) -> None:
        self._settings = settings
        self._today = today
        self.editions = Editions(settings)
        self.places = Places(settings, self.editions)
        self._cache = DayCache(_KEPT_VIEWS, today, "view")
        self._shared = shared_views(settings)
        self._explanations = PackedCache(_KEPT_EXPLANATIONS)

    def view(self) -> Response:
        """Answer with the view of the unit and week in the query string.

        A view holds all nine indicators, so the chosen one is the page's own affair: switching asks for nothing.
        """
        packed, notices = self._view()
        return respond(_with_notices(packed, notices) if notices else packed, request, ASK_EACH_TIME)

    def packed(self) -> Packed:
        """Return the view of the unit and week in the query string as it is kept."""
        return self._view()[0]

    def _view(self) -> tuple[Packed, list[str]]:
        """Return the view that is asked for, and what its reader should be told about the address."""
        edition = self.editions.current()
        language = current_language()
        selection, notices = Selection.from_query(request.args, edition.known, language)
        drawings, closed = maps.version(self._settings), self.places.closed(edition, selection)
        key = (edition.key, selection.unit, selection.week, closed, language.key, drawings, imports())
        named = (edition.key, selection.unit, selection.week or "latest", language.key, closed)

        def make() -> Packed:
            return self.shared(named, lambda: self._body(edition, selection, language, closed))

        return self._cache.of(key, make), list(notices)

    def shared(self, named: Sequence[object], make: Callable[[], bytes]) -> Packed:
        """Return JSON that this process has not: from another machine, or made now.

        Parameters
        ----------
        named
            What it is made of, beside the day, the drawings and the calendars; the first four can be read in its name.
        make
            Makes it; what only holds on this machine must not be in it.
        """
        if self._shared is None:
            return Packed(make(), JSON)
        key = (*named, self._today(), maps.content(self._settings), imports())
        return self._shared.get(key) or self._shared.put(key, Packed(make(), JSON))

    def weeks(self) -> Response:
        """Answer with the weeks the picker offers."""
        edition = self.editions.current()
        language = current_language()
        key = ("weeks", edition.key, language.key, imports())
        packed = self._cache.of(key, lambda: Packed(self._weeks(edition, language), JSON))
        return respond(packed, request, ASK_EACH_TIME)

    def how(self) -> Response:
        """Answer with how a figure is computed: unit and week as in `view`, ``of`` its name, ``school`` whose it is."""
        edition = self.editions.current()
        language = current_language()
        selection, _ = Selection.from_query(request.args, edition.known, language)
        asked = (request.args.get("of", VALUE), request.args.get("school"))
        key = (edition.key, selection, language.key, *asked)
        packed = self._explanations.get(key)
        if packed is None:
            body = orjson.dumps(self._how(edition, selection, language, *asked))
            packed = self._explanations.put(key, Packed(body, JSON))
        return respond(packed, request, ASK_EACH_TIME)

    def _how(self, edition: Edition, selection: Selection, language: Language, of: str, school: str | None) -> Json:
        """Return the explanation of a figure."""
        with reading(self._settings) as opened:
            data = page.load(opened, selection, self._today(), edition.archive)
            states = {}
            if data.has_data and data.shown is not None:
                states = units.school_states(opened, data.shown.snapshot_id, data.unit.unit_id)
        # The guard has let the request pass for the school it names, and for no other one.
        shown = data if school else without_schools(data)
        words = Reading(shown, language, self.around(data, language))
        if not data.has_data:
            return nothing(words)
        return explanation(question_of(words, selection.indicator, states, school), of, FIGURES)

    def _body(self, edition: Edition, selection: Selection, language: Language, closed: str) -> bytes:
        """Return the view's JSON without what only this request asked for."""
        with reading(self._settings) as opened:
            data = page.load(opened, Selection(selection.unit, selection.week), self._today(), edition.archive)
            wanted = (
                unit_elsewhere(opened, edition.archive, selection.unit) if data.unit.unit_id != selection.unit else None
            )
        notices = [not_in_week(language, wanted)] if wanted else []
        shown = without_schools(data) if closed else data
        return orjson.dumps(view(shown, language, self.around(shown, language, closed), notices))

    def _weeks(self, edition: Edition, language: Language) -> bytes:
        """Return the picker's JSON."""
        return orjson.dumps(weeks(edition.archive.timeline, language, self._today()))

    def around(self, data: PageData, language: Language, closed: str = "") -> Surroundings:
        """Return what the page says about itself that does not come from the snapshot."""
        drawn = _drawn_unit(data.unit)
        # Units come with the records, maps with the installation: a unit may have none, its table works all the same.
        drawing = has_map(drawn, self._settings)
        facts = describe(drawn, self._settings) if drawing else NO_MAP
        names = {row.unit_id: map_name(row.unit_id, language.key) for row in data.members}
        return Surroundings(
            today=self._today(),
            stale_after=self._settings.stale_after,
            demonstration=self._settings.demonstration,
            map_names={unit: name for unit, name in names.items() if name},
            closed=closed,
            **facts,
        )


def _drawn_unit(unit: UnitRow) -> str:
    """Return the unit whose map a page shows: a district is drawn among its siblings."""
    return unit.parent_id if unit.level == "district" and unit.parent_id else unit.unit_id


def _with_notices(packed: Packed, notices: list[str]) -> Packed:
    """Return the view with what this request's reader should be told; the cache keeps the plain one."""
    body = orjson.loads(packed.body(IDENTITY))
    body["notices"] = [*notices, *body["notices"]]
    return Packed(orjson.dumps(body), packed.mimetype)


def almaty_today() -> date:
    """Return the day in Almaty."""
    return datetime.now(ALMATY).date()


def register(server: Flask, settings: Settings, today: Callable[[], date] = almaty_today) -> Editions:
    """Add the routes ``view``, ``weeks`` and ``how``; every answer made of published weeks says of which state.

    Returns
    -------
    Editions
        What is published, for the other routes that read it.
    """
    data = Data(settings, today)
    data.places.install(server)
    server.extensions[EXTENSION] = data
    server.add_url_rule("/view", "view", data.view)
    server.add_url_rule("/weeks", "weeks", data.weeks)
    server.add_url_rule("/how", "how", data.how)

    server.after_request(tell)
    return data.editions
