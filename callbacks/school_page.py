"""The page of one school: what is behind its indicators, for those who may look into it (A-58, A-59)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from http.client import NOT_FOUND

from flask import Flask, Response, abort, request

from callbacks.audit_log import AuditLog
from callbacks.data import Editions
from callbacks.exports import CSV, EXCEL, disposition
from callbacks.frame import Frames
from callbacks.places import INSIDE, places
from callbacks.schools import Asked
from callbacks.static_files import StaticFiles
from dashboard.database import reading
from dashboard.dates import span_with_year
from dashboard.frames import PageData, Surroundings
from dashboard.locales import Language
from dashboard.school_choice import RESULTS, TIMETABLE, SchoolChoice
from dashboard.school_filter import LONGEST_ID
from dashboard.school_frames import AccountRow, LessonRow, ResultRow, SchoolFacts
from dashboard.settings import Settings
from dashboard.timeline import Published
from layouts import school as pages
from layouts.views.class_limits import only_classes
from layouts.views.journal_statistics import Statistics
from layouts.views.names import full_name
from layouts.views.reading import Reading
from layouts.views.school_behind import ROLES, Accounts, Classes
from layouts.views.school_lessons import Lessons
from layouts.views.school_names import class_name
from layouts.views.school_page import head, place_of, school_page
from layouts.views.school_results import Results
from layouts.views.words import Json
from layouts.workbook import csv_text, writing
from layouts.workbook.school import listed_sheet, statistics_sheet
from layouts.workbook.sheets import Sheet
from queries.facts import FactStore
from queries.school_facts import SchoolReader
from queries.school_list import load_school

STYLES = (
    "10-bootstrap.min",
    "20-tokens",
    "30-shell",
    "40-monitor",
    "50-schools",
    "60-states",
    "80-narrow",
    "85-school-page",
    "90-print",
)
SCRIPTS = ("85-school-page",)
ENDPOINT = "school_page"
# Names of persons and what they did are in it: no browser and no proxy keeps it.
HEADERS = {"Cache-Control": "private, no-store"}


@dataclass(frozen=True)
class Shown:
    """A school that is shown.

    Attributes
    ----------
    asked
        The request.
    words
        The page of the school's district.
    at
        The place of the school in it.
    choice
        What is chosen.
    store
        The facts.
    classes
        The only classes whoever asks may look into; None for the whole school.
    """

    asked: Asked
    words: Reading
    at: int
    choice: SchoolChoice
    store: FactStore
    classes: frozenset[str] | None = None

    @property
    def lang(self) -> Language:
        """The language of the request."""
        return self.asked.language

    @cached_property
    def facts(self) -> SchoolFacts:
        """What is known of the school."""
        with self.store.cursor() as opened:
            return self._reader(opened).facts(self.choice)

    @cached_property
    def rows(self) -> Sequence[LessonRow]:
        """The lessons behind the chosen number."""
        with self.store.cursor() as opened:
            return self._reader(opened).lessons(self.choice)

    @cached_property
    def accounts(self) -> Sequence[AccountRow]:
        """The accounts behind the chosen number."""
        with self.store.cursor() as opened:
            return self._reader(opened).accounts(ROLES[self.choice.listed])

    @cached_property
    def results(self) -> Sequence[ResultRow]:
        """The pupils behind the results of the chosen journals."""
        with self.store.cursor() as opened:
            return self._reader(opened).results(self.choice)

    def _reader(self, opened: object) -> SchoolReader:
        """Return what reads the school's facts."""
        found, data = self.words.data.schools[self.at], self.words.data
        shown = _published(data)
        at = found.school_id, found.unit_id
        return SchoolReader(self.store, opened, *at, data.timeline, shown, self.classes)  # type: ignore[arg-type]

    @property
    def limit(self) -> str:
        """What is left out for whoever may look into single classes alone; empty for everybody else."""
        if self.classes is None:
            return ""
        names = (class_name(self.lang, self.facts, one) for one in sorted(self.classes))
        return only_classes(self.lang, ", ".join(names))

    @property
    def listed(self) -> Lessons | Classes | Accounts | Results:
        """What is behind the chosen number, in words: lessons, classes, accounts or results of pupils."""
        if self.choice.listed == RESULTS:
            return Results(self.lang, self.facts, self.choice, self.results)
        if self.choice.listed == TIMETABLE:
            return Classes(self.lang, self.facts, self.choice)
        if self.choice.listed in ROLES:
            return Accounts(self.lang, self.facts, self.choice, self.accounts)
        first = frozenset(row.class_id for row in self.facts.classes.values() if row.grade == 1)
        return Lessons(self.lang, self.facts, self.choice, self.rows, first)

    def page(self) -> Json:
        """Return the page."""
        return {**school_page(self.words, self.at, self.facts, self.choice), "limit": self.limit}

    def lesson_page(self) -> Json:
        """Return the page of the lessons behind a number."""
        files = [
            {"title": text, "href": f"?{request.query_string.decode('latin-1')}&file={ending}"}
            for ending, text in (("xlsx", self.lang.gettext("Excel")), ("csv", self.lang.gettext("CSV")))
        ]
        return {
            **head(self.words, self.at, self.choice),
            "limit": self.limit,
            "interval": span_with_year(self.lang, self.facts.first, self.facts.last),
            "lessons": self.listed.page(),
            "files": files,
        }

    def sheet(self) -> Sheet:
        """Return what the file holds: the statistics, or the lessons."""
        title, about = str(head(self.words, self.at, self.choice)["title"]), list(self._about())
        if self.choice.listed:
            return listed_sheet(self.listed, title, about)
        return statistics_sheet(Statistics(self.lang, self.facts, self.choice, self.words.data.config), title, about)

    def _about(self) -> Sequence[str]:
        """Return what stands above the table of a file."""
        found = head(self.words, self.at, self.choice)
        place = ", ".join(full_name(self.lang, row) for row in reversed(self.words.data.path[1:]))
        interval = span_with_year(self.lang, self.facts.first, self.facts.last)
        texts = (place, self.limit, interval, *(found[name] for name in ("stamp", "snapshot", "demonstration")))
        return [str(text) for text in texts if text]


def _published(data: PageData) -> Published:
    """Return the snapshot of the shown week; a week without one has no schools."""
    if data.shown is None:
        abort(NOT_FOUND)
    return data.shown


class SchoolPage:
    """The route of a school's page.

    Parameters
    ----------
    settings
        The installation.
    static
        Addresses of style sheets and scripts.
    today
        The day in Almaty.
    editions
        What is published, shared with the other routes.
    """

    def __init__(self, settings: Settings, static: StaticFiles, today: Callable[[], date], editions: Editions) -> None:
        self._settings = settings
        self._frames = Frames(settings, static, STYLES, SCRIPTS)
        self._today = today
        self._editions = editions
        self._store = FactStore(settings)
        self._log = AuditLog(settings)

    def page(self, school: str) -> Response:
        """Answer with the page of a school, with the lessons behind a number (``of``), or with a file of either."""
        shown = self._shown(school[:LONGEST_ID])
        ending = request.args.get("file", "")
        if ending in _FILES:
            answer = _file(shown, ending)
            self._note(shown, ending)
            return answer
        if shown.choice.listed:
            return Response(pages.render_lessons(self._frames.page(), shown.lesson_page()), headers=HEADERS)
        return Response(pages.render(self._frames.page(), shown.page()), headers=HEADERS)

    def _note(self, shown: Shown, ending: str) -> None:
        """Log who takes away what lies inside a school: its statistics, or what is behind a number (``of``)."""
        data = shown.words.data
        cut = {"classes": sorted(shown.classes)} if shown.classes is not None else {}
        details = {"week": data.week.isoformat(), "of": shown.choice.listed or "statistics", "format": ending, **cut}
        self._log.taken(data.schools[shown.at].school_id, **details)

    def _shown(self, school_id: str) -> Shown:
        """Return the school; only who may look into all of them gets so far as to hear that there is none (A-59)."""
        asked = Asked.now(self._editions)
        with reading(self._settings) as opened:
            data = load_school(opened, school_id, asked.selection.week, self._today(), asked.edition.archive)
        around = Surroundings(self._today(), demonstration=self._settings.demonstration)
        words = Reading(data, asked.language, around) if data else None
        at = place_of(words, school_id) if words else None
        if words is None or at is None:
            abort(NOT_FOUND)
        choice, classes = SchoolChoice.from_query(request.args), places().classes(INSIDE)
        return Shown(asked, words, at, choice, self._store, classes)


def _excel(sheet: Sheet) -> bytes:
    """Return a workbook of one sheet."""
    return writing.workbook([sheet], title=sheet.title, footer=sheet.title)


# Ending to the type of the file and what makes it.
_FILES: dict[str, tuple[str, Callable[[Sheet], bytes]]] = {"xlsx": (EXCEL, _excel), "csv": (CSV, csv_text.table)}


def _file(shown: Shown, ending: str) -> Response:
    """Answer with a file."""
    mimetype, make = _FILES[ending]
    sheet, week = shown.sheet(), shown.words.data.week
    answer = Response(make(sheet), mimetype=mimetype, headers=HEADERS)
    name = f"{sheet.title} {week}.{ending}"
    answer.headers["Content-Disposition"] = disposition(name, f"school-{week}.{ending}")
    return answer


def register(
    server: Flask, settings: Settings, static: StaticFiles, today: Callable[[], date], editions: Editions
) -> None:
    """Add the route ``school/<id>``."""
    page = SchoolPage(settings, static, today, editions)
    server.add_url_rule("/school/<path:school>", ENDPOINT, page.page)
