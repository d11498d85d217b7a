"""The reports of departments and on schools: their list, one page for all of them, their files (spec B.2)."""

from __future__ import annotations

from collections.abc import Callable
from http.client import NOT_FOUND, OK
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Flask, Response, abort, request, send_file
from werkzeug.datastructures import MultiDict

from callbacks import sessions
from callbacks.data import JSON, Editions
from callbacks.exports import CSV, EXCEL, disposition
from callbacks.frame import Frames
from callbacks.places import INSIDE
from callbacks.report_links import ReportLinks
from callbacks.report_questions import PLACES, Question, Questions
from callbacks.static_files import StaticFiles
from dashboard.access import audit
from dashboard.database import transaction
from dashboard.locales import Language, current, current_language
from dashboard.reports.places import choices
from dashboard.reports.terms import CHECKS, Answer, Report
from dashboard.settings import Settings
from layouts.pages import report as pages
from layouts.pages.report import Around
from layouts.views.report import Sheet, Turned, place_name, provenance
from layouts.views.report_file import about, has_coverage, records, titles
from layouts.views.report_formats import FORMATS
from layouts.views.report_page import Shown, view
from layouts.views.report_words import GROUPS
from layouts.workbook.report_files import FileColumn, ReportFile, csv_parts, write_excel

STYLES = (
    "10-bootstrap.min",
    "20-tokens",
    "30-shell",
    "40-monitor",
    "50-schools",
    "55-charts",
    "60-states",
    "85-reports",
)
SCRIPTS = ("10-dom", "54-plotly", "85-reports")
PLOTLY = "vendor/plotly-charts.min.js"
ALL_ROWS = "all"
_FIELDS = (*PLACES, "type", "week", "tab")
_ENDINGS = {"xlsx": EXCEL, "csv": CSV}
_LONGEST_PAGE = 6  # digits of the number of a page


class Reports:
    """The routes of reports.

    Parameters
    ----------
    settings
        The installation.
    static
        Addresses of style sheets and scripts.
    editions
        What is published.
    """

    def __init__(self, settings: Settings, static: StaticFiles, editions: Editions) -> None:
        self._settings = settings
        self._frames = Frames(settings, static, STYLES, SCRIPTS)
        self._static = static
        self.questions = Questions(settings, editions)

    def listing(self) -> Response:
        """Answer with the reports whoever asks may see; those that wait for a table say for which."""
        lang = current_language()
        seen = self.questions.visible()
        groups = [
            {"title": title(lang), "reports": [self._entry(one, lang) for one in seen if one.group == group]}
            for group, title in GROUPS.items()
        ]
        shown = [group for group in groups if group["reports"]]
        return self._html(pages.render_list(self._around(), shown))

    def page(self, key: str) -> Response:
        """Answer with a report; without ``show`` only with what can be chosen."""
        question = self.questions.ask(key)
        lang = current_language()
        reason, answer = self._answer(question, asked="show" in request.args)
        shown = self._shown(question, answer, reason)
        return self._html(pages.render(self._around(), question.report.title(lang), view(shown, lang)))

    def data(self, key: str) -> Response:
        """Answer with a page of a report as JSON: the same words and numbers."""
        question = self.questions.ask(key)
        reason, answer = self._answer(question, asked=True)
        body = view(self._shown(question, answer, reason), current_language())
        return Response(orjson.dumps(body, default=str), OK, {"Cache-Control": "no-store"}, mimetype=JSON)

    def excel(self, key: str) -> Response:
        """Answer with all rows as a workbook, written to a temporary file first; 404 where there is no table."""
        question, sheet = self._sheet(key)
        made = self._file(question, sheet)
        target = TemporaryFile()  # noqa: SIM115 - the answer closes it when it has gone out
        write_excel(target, made)
        target.seek(0)
        answer = send_file(target, mimetype=EXCEL)
        return self._named(answer, question, "xlsx")

    def csv(self, key: str) -> Response:
        """Answer with all rows as CSV, row by row; 404 where there is no table."""
        question, sheet = self._sheet(key)
        return self._named(Response(csv_parts(self._file(question, sheet)), mimetype=CSV), question, "csv")

    def _answer(self, question: Question, *, asked: bool) -> tuple[str, Answer | None]:
        """Return why there is no table, or what was found."""
        report = question.report
        if report.school_only and question.asked.level != "school":
            return "school", None
        if not question.kept:
            return "not_kept", None
        if any(one.kind == CHECKS and not question.asked.of(one.key) for one in report.parameters):
            return "none_chosen", None
        if not asked:
            return "press", None
        found = self.questions.answer(question)
        return ("", found) if found is not None else ("not_connected", None)

    def _sheet(self, key: str) -> tuple[Question, Sheet]:
        """Return the answer for a file, and log who takes it away."""
        question = self.questions.ask(key)
        _, answer = self._answer(question, asked=True)
        if answer is None:
            abort(NOT_FOUND)
        self._log(question, answer)
        return question, Sheet(question.report, question.asked, answer, current_language())

    def _log(self, question: Question, answer: Answer) -> None:
        """Log an export; what cannot be logged does not leave the house."""
        asked = question.asked
        details: dict[str, Any] = {
            "report": asked.report,
            "week": asked.week.isoformat(),
            "rows": answer.rows.num_rows,
            "format": request.path.rpartition(".")[2],
        }
        if asked.classes is not None:
            details["classes"] = sorted(asked.classes)
        address = sessions.address(request)
        entry = audit.Entry(sessions.now(), sessions.reader().login, address, "export", asked.place, details)
        with transaction(self._settings) as opened:
            audit.record(opened, entry)

    def _file(self, question: Question, sheet: Sheet) -> ReportFile:
        """Return what goes into a file."""
        lang, report = sheet.lang, question.report
        built = provenance(lang, report, question.taken, sheet.answer)
        columns = [FileColumn(titles(sheet)[0], "#,##0", numeric=True, width=6)]
        for column, title in zip(sheet.columns, titles(sheet)[1:], strict=False):
            of = FORMATS[column.format]
            lines = bool(column.parts)
            excel, numeric = ("@", False) if lines else (of.excel, of.numeric)
            columns.append(FileColumn(title, excel, numeric, column.width))
        if has_coverage(sheet):
            columns.append(FileColumn(titles(sheet)[-1], "@", width=18))
        return ReportFile(
            lang.pgettext("sheet", "Report"),
            report.title(lang),
            columns,
            records(sheet, _turned()),
            [place_name(lang, question.asked, _names(question)), *_period(built), sheet.total_line()],
            lang.pgettext("sheet", "How it is computed"),
            about(sheet, built),
        )

    def _named(self, answer: Response, question: Question, ending: str) -> Response:
        """Give a file its name: report, place, week."""
        lang, asked = current_language(), question.asked
        place = place_name(lang, asked, _names(question)).split(", ")[-1]
        name = f"{question.report.title(lang)} {place} {asked.week.isoformat()}.{ending}"
        answer.headers["Content-Disposition"] = disposition(name, f"{asked.report}-{asked.week}.{ending}")
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def _shown(self, question: Question, answer: Answer | None, reason: str) -> Shown:
        """Return what the page is made of."""
        base, reach = f"{self._base()}reports/{question.report.key}", question.reach
        href, inside = _href(base, question), sessions.own_scope(INSIDE, self._settings)
        return Shown(
            report=question.report,
            asked=question.asked,
            taken=question.taken,
            answer=answer,
            how=_turned(),
            reason=reason,
            names=_names(question),
            organisations=[(path[-1], _name_of(question, path[-1])) for path in reach.organisations],
            choices=choices(question.asked.path, question.units, question.schools, reach),
            weeks=question.weeks or [question.asked.week],
            types=question.types,
            options=question.options,
            href=href,
            links=ReportLinks(question, self._base(), href, inside),
            file=lambda ending: _href(f"{base}/table.{ending}", question)(page=""),
            list_address=f"{self._base()}reports",
            action=base,
        )

    def _entry(self, report: Report, lang: Language) -> dict[str, str]:
        """Return a line of the list of reports."""
        if report.connected:
            return {"title": report.title(lang), "href": f"{self._base()}reports/{report.key}", "note": ""}
        note = lang.gettext("not connected: it would need the table “%(table)s”", table=report.lacks)
        return {"title": report.title(lang), "href": "", "note": note}

    def _around(self) -> Around:
        """Return what stands around a page."""
        return Around(self._frames.page(), current_language(), self._static.url(PLOTLY))

    def _html(self, body: str) -> Response:
        """Answer with a page nobody keeps: it is this reader's."""
        return Response(body, OK, {"Cache-Control": "no-store"})

    def _base(self) -> str:
        """Return the address of the monitor in the language of the request."""
        return f"{self._settings.url_prefix}{current()}/"


def _names(question: Question) -> list[Any]:
    """Return the names of the places of the path."""
    return [_name_of(question, place) for place in question.asked.path]


def _name_of(question: Question, place: str) -> dict[str, str | None]:
    """Return a place's names; its id where the week gives it none."""
    if place in question.units:
        return dict(question.units[place].names)
    school = next((one for one in question.schools if one.school_id == place), None)
    return dict(school.names) if school else {"ru": place}


def _period(built: dict[str, Any]) -> list[str]:
    """Return the week and the snapshot, for the lines above a table."""
    return [f"{label}: {text}" for label, text in built["facts"][1:3]]


def _turned() -> Turned:
    """Return how the table is to be sorted and which page is shown."""
    args = request.args
    number = args.get("page", "1")
    whole = number if number.isascii() and number.isdigit() and len(number) <= _LONGEST_PAGE else "1"
    page = 0 if number == ALL_ROWS else max(1, int(whole))
    return Turned(args.get("sort", ""), bool(args.get("falling")), page)


def _href(base: str, question: Question) -> Callable[..., str]:
    """Return what makes addresses of the same report with some fields changed; empty ones are left out."""
    fixed = MultiDict({name: request.args[name] for name in _FIELDS if request.args.get(name)})
    for parameter in question.report.parameters:
        if parameter.key in request.args:
            chosen = [key for key in question.asked.of(parameter.key) if key]
            fixed.setlist(parameter.key, chosen or [""])
    for name in ("sort", "falling", "page"):
        if request.args.get(name):
            fixed[name] = request.args[name]
    fixed["show"] = "1"

    def made(**changes: str) -> str:
        fields = fixed.copy()
        for name, value in changes.items():
            fields.poplist(name)
            if value:
                fields[name] = value
        return f"{base}?{urlencode(list(fields.items(multi=True)))}"

    return made


def register(server: Flask, settings: Settings, static: StaticFiles, editions: Editions) -> None:
    """Add the routes of reports."""
    reports = Reports(settings, static, editions)
    reports.questions.install(server)
    server.add_url_rule("/reports", "reports", reports.listing)
    server.add_url_rule("/reports/<key>", "report", reports.page)
    server.add_url_rule("/reports/<key>/data", "report_data", reports.data)
    server.add_url_rule("/reports/<key>/table.xlsx", "report_excel", reports.excel)
    server.add_url_rule("/reports/<key>/table.csv", "report_csv", reports.csv)
