"""Reports out: the workbook of a region or district, and its list of schools as CSV (A-10, G-42)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from http.client import NOT_FOUND, OK
from urllib.parse import quote

from flask import Flask, Response, abort, request

from callbacks.audit_log import AuditLog
from callbacks.data import ASK_EACH_TIME, Editions
from callbacks.responses import IDENTITY, Packed, PackedCache, respond
from callbacks.schools import Asked
from dashboard.database import reading
from dashboard.dates import week_label
from dashboard.frames import Surroundings
from dashboard.locales import Language
from dashboard.recent import Recent
from dashboard.selection import REPUBLIC, Selection
from dashboard.settings import Settings
from layouts.views.names import full_name
from layouts.views.reading import Reading
from layouts.workbook import contents, csv_text, writing
from queries import units
from queries.archive import Archive
from queries.school_list import load

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
_KEPT = 60  # a region's workbook is about 60 KB


@dataclass(frozen=True)
class Report:
    """The numbers of a page in words, ready for any form of file.

    Attributes
    ----------
    words
        The page with its schools.
    states
        How many of its schools are in which state.
    """

    words: Reading
    states: dict[str, int]

    @property
    def title(self) -> str:
        """Unit and week."""
        data, lang = self.words.data, self.words.lang
        return f"{full_name(lang, data.unit)}, {week_label(lang, data.week)}"

    def name(self, ending: str) -> str:
        """Return a name for the file: unit and week."""
        data, lang = self.words.data, self.words.lang
        return f"{full_name(lang, data.unit)} {data.week.isoformat()}.{ending}"

    def workbook(self) -> bytes:
        """Return the Excel workbook."""
        return writing.workbook(contents.sheets(self.words, self.states), title=self.title, footer=self.title)

    def school_csv(self) -> bytes:
        """Return the list of schools as CSV."""
        return csv_text.table(contents.schools(self.words))


def report(
    settings: Settings, archive: Archive, selection: Selection, lang: Language, around: Surroundings
) -> Report | None:
    """Return the report of a region's or district's page; None where it has no numbers (A-10: only there)."""
    with reading(settings) as opened:
        data = load(opened, selection, around.today, archive)
        if not data.has_data or data.shown is None or data.unit.unit_id == REPUBLIC:
            return None
        states = units.school_states(opened, data.shown.snapshot_id, data.unit.unit_id)
    return Report(Reading(data, lang, around), states)


class Exports:
    """The routes of files.

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
        self._files = PackedCache(_KEPT)
        self._log = AuditLog(settings)
        self._names: Recent[tuple[object, ...], str] = Recent(_KEPT)

    def excel(self) -> Response:
        """Answer with the workbook of the unit and week in the query string; 404 where the page has none."""
        return self._file("xlsx", EXCEL, Report.workbook)

    def csv(self) -> Response:
        """Answer with the list of schools as CSV; 404 where the page has none."""
        return self._file("csv", CSV, Report.school_csv)

    def _file(self, ending: str, mimetype: str, make: Callable[[Report], bytes]) -> Response:
        """Answer with a file, from the cache or made now; asked again with its tag it is a 304."""
        asked = Asked.now(self._editions)
        key = asked.key(ending)
        packed, name = self._files.get(key), self._names.get(key)
        if packed is None or name is None:
            found = self._report(asked)
            packed = self._files.put(key, Packed(make(found), mimetype))
            name = self._names.put(key, found.name(ending))
        answer = _plain(packed) if ending == "xlsx" else respond(packed, request, ASK_EACH_TIME)
        if answer.status_code == OK:
            week = asked.selection.week
            self._log.export(asked.selection.unit, format=ending, week=week.isoformat() if week else "")
        answer.headers["Content-Disposition"] = disposition(name, f"schools-{asked.selection.week}.{ending}")
        return answer

    def _report(self, asked: Asked) -> Report:
        """Return the report, or answer 404."""
        around = Surroundings(self._today(), demonstration=self._settings.demonstration)
        found = report(self._settings, asked.edition.archive, asked.selection, asked.language, around)
        if found is None:
            abort(NOT_FOUND)
        return found


def _plain(packed: Packed) -> Response:
    """Return a body that is compressed in itself, or 304."""
    headers = {"ETag": f'W/"{packed.tag}"', "Cache-Control": ASK_EACH_TIME}
    if request.if_none_match.contains_weak(packed.tag):
        return Response(status=304, headers=headers)
    return Response(packed.body(IDENTITY), mimetype=packed.mimetype, headers=headers)


def disposition(name: str, plain: str) -> str:
    """Return ``Content-Disposition`` for a name in any script (RFC 6266); old browsers get the plain one."""
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def register(server: Flask, settings: Settings, today: Callable[[], date], editions: Editions) -> None:
    """Add the routes ``report.xlsx`` and ``schools.csv``."""
    exports = Exports(settings, today, editions)
    server.add_url_rule("/report.xlsx", "report_xlsx", exports.excel)
    server.add_url_rule("/schools.csv", "schools_csv", exports.csv)
