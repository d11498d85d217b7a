"""What a request asks of a report: who asks, of which place and week, with which parameters (A-59, spec C)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from http.client import FORBIDDEN, NOT_FOUND

from flask import Flask, abort, current_app, request

from callbacks import sessions
from callbacks.data import Edition, Editions
from dashboard.access.decision import Path, Scope, school_of, scope
from dashboard.access.report_roles import ANY_REPORT, report_permission
from dashboard.database import reading
from dashboard.frames import SchoolRow, UnitRow
from dashboard.locales import Language
from dashboard.recent import Recent
from dashboard.reports.places import Reach, wanted
from dashboard.reports.terms import (
    CHECKS,
    CHOICE,
    DAY,
    DISTRICT,
    LEVELS,
    LONGEST_SEARCH,
    SEARCH,
    Answer,
    Asked,
    Option,
    Parameter,
    Report,
    Taken,
)
from dashboard.school_filter import LONGEST_ID
from dashboard.selection import REPUBLIC
from dashboard.settings import Settings
from dashboard.timeline import Published
from dashboard.weeks import week_of
from layouts.views.class_limits import only_classes
from queries.facts import FactStore
from queries.places import school_path, unit_path
from queries.reports import catalogue
from queries.reports.reading import Reading, Source, last_drops
from queries.reports.school_terms import named_classes
from queries.schools import schools as schools_of

# The places of an address, from wide to narrow.
PLACES = ("org", "unit", "region", "district", "school")
_EXTENSION = "belsendilik.report_questions"
_KEPT_ANSWERS = 16  # a hundred thousand rows of a report are about 10 MB
_KEPT_TYPES = 500
_TYPES = "SELECT DISTINCT trim(org_type) FROM schools WHERE trim(org_type) <> '' ORDER BY 1"


@dataclass(frozen=True)
class Question:
    """One request.

    Attributes
    ----------
    report
        Which report.
    asked
        Place, week, parameters.
    reach
        Where the reader may see it.
    units
        The units of the week, by id.
    schools
        The schools of the chosen district.
    snapshot
        The week's snapshot.
    weeks
        The weeks that can be chosen, newest first.
    types
        The types of schools in the place.
    options
        What can be chosen of each parameter.
    kept
        Whether the rows behind the week are kept.
    """

    report: Report
    asked: Asked
    reach: Reach
    units: Mapping[str, UnitRow]
    schools: Sequence[SchoolRow]
    snapshot: Published
    weeks: Sequence[date]
    types: Sequence[str]
    options: Mapping[str, Sequence[Option]]
    kept: bool

    @property
    def taken(self) -> Taken:
        """Where the numbers come from."""
        of = self.snapshot
        return Taken(of.week, of.content_id, of.source, of.published_at)


class Questions:
    """Reads requests and answers them from the kept facts.

    Parameters
    ----------
    settings
        Which database, where the facts are.
    editions
        What is published.
    """

    def __init__(self, settings: Settings, editions: Editions) -> None:
        self._settings = settings
        self._editions = editions
        self._store = FactStore(settings)
        self._answers: Recent[tuple[object, ...], Answer] = Recent(_KEPT_ANSWERS)
        self._types: Recent[tuple[object, ...], tuple[str, ...]] = Recent(_KEPT_TYPES)

    def install(self, server: Flask) -> None:
        """Let the rules of `callbacks.access` find it."""
        server.extensions[_EXTENSION] = self

    def place(self) -> Path:
        """Return the place a request is about, for the guard: of any report."""
        edition = self._editions.current()
        snapshot = self._snapshot(edition)
        if snapshot is None:
            return ()
        mine = scope(sessions.reader(), ANY_REPORT, self._settings)
        return wanted(_chosen(), self._reach(mine, mine, edition, snapshot))

    def visible(self) -> list[Report]:
        """Return the reports whoever asks may see somewhere, in the order of the list."""
        return [report for report in catalogue().values() if self._is_visible(report)]

    def _is_visible(self, report: Report) -> bool:
        """Return whether whoever asks may see a report anywhere; where that is a class alone, if it is asked of one."""
        mine, parts = self._scopes(report)
        whole = [place for place in mine.places if not school_of(place)[1]]
        return bool(whole or parts.places)

    def _scopes(self, report: Report) -> tuple[Scope, Scope]:
        """Return where whoever asks may see a report, and where of single classes alone (``own_class``, spec C)."""
        reader = sessions.reader()
        mine = scope(reader, report_permission(report.row), self._settings)
        own = scope(reader, report_permission(report.row, own_class=True), self._settings)
        classes = frozenset(place for place in mine.places | own.places if school_of(place)[1])
        return mine, Scope(places=classes if report.by_class else frozenset())

    def ask(self, key: str) -> Question:
        """Return what a request asks of a report; 403 out of reach, whether there is such a place or report or not."""
        report, edition = catalogue().get(key), self._editions.current()
        snapshot = self._snapshot(edition)
        if report is None or snapshot is None:
            abort(FORBIDDEN if report is None else NOT_FOUND)
        reach = self._reach(*self._scopes(report), edition, snapshot)
        path = wanted(_chosen(), reach)[: len(LEVELS)]
        if not path:
            abort(FORBIDDEN)
        return self._question(report, edition, snapshot, reach, path)

    def _question(
        self, report: Report, edition: Edition, snapshot: Published, reach: Reach, path: tuple[str, ...]
    ) -> Question:
        """Return a request whose place is settled."""
        with reading(self._settings) as opened:
            units = edition.archive.units(opened, snapshot.snapshot_id)
            district = path[2] if len(path) > LEVELS.index(DISTRICT) else ""
            schools = schools_of(opened, snapshot.snapshot_id, district) if district else ()
        kept = self._store.has("schools", snapshot.content_id)
        level, classes = LEVELS[len(path) - 1], reach.classes(path)
        bare = Asked(report.key, snapshot.week, path, level, tab=_tab(report), classes=classes)
        source = self._source(edition, snapshot, units)
        types = self._types_of(source, bare, snapshot) if kept else ()
        typed = request.args.get("type", "")
        bare = replace(bare, org_type=typed if typed in types else "")
        options = self._options(report, source, bare) if kept else {}
        values = tuple((one.key, _values(one, options.get(one.key, ()))) for one in report.parameters)
        asked = replace(bare, values=values)
        return Question(report, asked, reach, units, schools, snapshot, self._weeks(edition), types, options, kept)

    def answer(self, question: Question) -> Answer | None:
        """Return the answer, from the cache or found now; None where nobody handed the needed tables over."""
        report, asked = question.report, question.asked
        if report.rows is None:
            return None
        key = (question.snapshot.content_id, self._editions.current().key, asked)
        found = self._answers.get(key)
        if found is not None:
            return found
        source = self._source(self._editions.current(), question.snapshot, question.units)
        with closing(self._store.cursor()) as cursor:
            facts = Reading(source, asked, cursor)
            if not report.fed(facts.has):
                return None
            answer = _told(report.rows(facts, asked), facts, asked.classes)
        return answer if report.personal else self._answers.put(key, answer)

    def _source(self, edition: Edition, snapshot: Published, units: Mapping[str, UnitRow]) -> Source:
        """Return what is read for a week."""
        drops = ((one.week, one.content_id) for one in edition.archive.timeline.snapshots)
        return Source(self._store, last_drops(drops, snapshot.week), units)

    def _types_of(self, source: Source, asked: Asked, snapshot: Published) -> tuple[str, ...]:
        """Return the types of schools in a place, as the register writes them."""
        found = self._types.get((snapshot.content_id, asked.path))
        if found is None:
            with closing(self._store.cursor()) as cursor:
                facts = Reading(source, asked, cursor)
                rows = facts.rows(_TYPES).column(0).to_pylist() if facts.table("schools") else []
            found = self._types.put((snapshot.content_id, asked.path), tuple(rows))
        return found

    def _options(self, report: Report, source: Source, asked: Asked) -> dict[str, Sequence[Option]]:
        """Return what can be chosen of each parameter."""
        found: dict[str, Sequence[Option]] = {}
        with closing(self._store.cursor()) as cursor:
            facts = Reading(source, asked, cursor)
            for one in report.parameters:
                found[one.key] = one.options(facts, asked) if callable(one.options) else one.options
        return found

    def _snapshot(self, edition: Edition) -> Published | None:
        """Return the snapshot of the asked week, else of the latest whose rows are kept, else the latest."""
        weeks = edition.archive.timeline
        try:
            named = weeks.at(week_of(date.fromisoformat(request.args.get("week", ""))))
        except (ValueError, OverflowError):
            named = None
        kept = (one for one in reversed(weeks.snapshots) if self._store.has("schools", one.content_id))
        return named or next(kept, None) or next(reversed(weeks.snapshots), None)

    def _weeks(self, edition: Edition) -> list[date]:
        """Return the weeks whose rows are kept, newest first."""
        found = reversed(edition.archive.timeline.snapshots)
        return [one.week for one in found if self._store.has("schools", one.content_id)]

    def _reach(self, mine: Scope, parts: Scope, edition: Edition, snapshot: Published) -> Reach:
        """Return where whoever asks may see something, all of it or single classes."""

        def path_of(place: str) -> tuple[str, ...]:
            with reading(self._settings) as opened:
                at = opened, edition.archive, snapshot.week
                return unit_path(*at, place) or school_path(*at, place[:LONGEST_ID])

        return Reach(mine, path_of, parts)


def _told(answer: Answer, facts: Reading, classes: frozenset[str] | None) -> Answer:
    """Return an answer that says so where it is about single classes alone: nothing is left out in silence."""
    if classes is None:
        return answer
    known = named_classes(facts, classes)

    def limit(lang: Language) -> str:
        return only_classes(lang, ", ".join(words(lang) for words in known))

    return replace(answer, notes=[*answer.notes, limit])


def asked_place() -> Path:
    """Return the place of the report a request asks for."""
    found: Questions = current_app.extensions[_EXTENSION]
    return found.place()


def _chosen() -> list[str]:
    """Return the places an address names, from wide to narrow; the republic alone is no narrowing."""
    found = [request.args.get(name, "")[:LONGEST_ID] for name in PLACES]
    narrow = [place for place in found if place != REPUBLIC]
    return narrow if any(narrow) else found


def _tab(report: Report) -> str:
    """Return the chosen tab, the first one without."""
    known = [tab.key for tab in report.tabs]
    wanted_tab = request.args.get("tab", "")
    return wanted_tab if wanted_tab in known else next(iter(known), "")


def _values(one: Parameter, options: Sequence[Option]) -> tuple[str, ...]:
    """Return what is chosen of a parameter; what is not known falls back to the default."""
    if one.key not in request.args:
        return _default(one, options)
    given: list[str] = request.args.getlist(one.key)
    return _READ[one.kind](one, options, given)


def _default(one: Parameter, options: Sequence[Option]) -> tuple[str, ...]:
    """Return the default; a choice always has one."""
    if one.kind == CHOICE and not one.default and options:
        return (options[0].key,)
    return one.default


def _checked(one: Parameter, options: Sequence[Option], given: Sequence[str]) -> tuple[str, ...]:
    """Return the ticked boxes, in the order of the options."""
    del one
    return tuple(option.key for option in options if option.key in given)


def _picked(one: Parameter, options: Sequence[Option], given: Sequence[str]) -> tuple[str, ...]:
    """Return the one that is chosen."""
    known = [option.key for option in options if option.key == given[-1]]
    return tuple(known) or _default(one, options)


def _sought(one: Parameter, options: Sequence[Option], given: Sequence[str]) -> tuple[str, ...]:
    """Return the text that is looked for."""
    del one, options
    text = given[-1].strip()[:LONGEST_SEARCH]
    return (text,) if text else ()


def _day(one: Parameter, options: Sequence[Option], given: Sequence[str]) -> tuple[str, ...]:
    """Return a day as ISO 8601 writes it."""
    del options
    try:
        return (date.fromisoformat(given[-1]).isoformat(),)
    except ValueError:
        return one.default


_Read = Callable[[Parameter, Sequence[Option], Sequence[str]], tuple[str, ...]]
_READ: Mapping[str, _Read] = {CHECKS: _checked, CHOICE: _picked, SEARCH: _sought, DAY: _day}
