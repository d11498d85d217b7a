"""The audit log: a page to read it, and a file of it; taking the file is in the log too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from flask import Flask, Response, request

from callbacks import sessions
from callbacks.admin_chrome import Office, number_of
from dashboard.access import audit, audit_search
from dashboard.access.administration import PLACE_UNKNOWN, VIEW_AUDIT
from dashboard.access.audit_search import Filter
from dashboard.access.decision import Scope
from dashboard.access.directory import Directory
from dashboard.database import reading, transaction
from dashboard.locales import Language
from layouts.admin import audit as audit_page
from layouts.admin.audit import Asked
from layouts.admin.chrome import AUDIT
from layouts.admin.words import refusal

_FILE = "audit.csv"
_LONGEST_TEXT = 200


class AuditPages:
    """The routes of the audit log.

    Parameters
    ----------
    office
        What the pages of administration share.
    """

    def __init__(self, office: Office) -> None:
        self._office = office

    def register(self, server: Flask) -> None:
        """Add the routes; `callbacks.access` says who may."""
        server.add_url_rule(f"/{AUDIT}", "admin_audit", self.page)
        server.add_url_rule(f"/{AUDIT}.csv", "admin_audit_csv", self.file)

    def page(self) -> Response:
        """Answer with a page of the log."""
        chrome, mine = self._office.chrome(AUDIT), self._office.scope(VIEW_AUDIT)
        directory = self._office.directory()
        asked = _typed()
        wanted = _filter(asked, directory, mine)
        with reading(self._office.settings) as opened:
            found = audit_search.search(opened, wanted, directory.within(mine), number_of("page"))
        alert = refusal(chrome.lang, PLACE_UNKNOWN) if wanted.places == [] else None
        page = audit_page.page(chrome, found, directory, directory.tops(mine), Asked(asked, alert))
        return self._office.answer("admin_audit", chrome, page)

    def file(self) -> Response:
        """Answer with all that the filter finds, as CSV; the log says who took it."""
        mine, directory = self._office.scope(VIEW_AUDIT), self._office.directory()
        asked = _typed()
        wanted, within = _filter(asked, directory, mine), directory.within(mine)
        self._log({key: text for key, text in asked.items() if text})
        lines = self._lines(self._office.chrome(AUDIT).lang, wanted, within, directory)
        headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{_FILE}"'}
        return Response(lines, headers=headers, mimetype="text/csv")

    def _lines(
        self, lang: Language, wanted: Filter, within: Sequence[str] | None, directory: Directory
    ) -> Iterator[bytes]:
        """Yield the lines of the file; the log may be longer than the memory is large."""
        with reading(self._office.settings) as opened:
            entries = audit_search.every(opened, wanted, within)
            yield from (line.encode() for line in audit_page.csv_lines(lang, entries, directory))

    def _log(self, asked: dict[str, str]) -> None:
        """Log that the file was taken; without that it is not given."""
        details = {"file": _FILE, **asked}
        entry = audit.Entry(
            sessions.now(), self._office.own().login, sessions.address(request), "export", details=details
        )
        with transaction(self._office.settings) as opened:
            audit.record(opened, entry)


def _typed() -> dict[str, str]:
    """Return the filter as it stands in the address."""
    return {name: request.args.get(name, "")[:_LONGEST_TEXT] for name in audit_page.FIELDS}


def _filter(asked: dict[str, str], directory: Directory, mine: Scope) -> Filter:
    """Return what of the log is asked for; a place that is not found finds nothing."""
    what = asked["what"] if asked["what"] in audit.ACTIONS else ""
    return Filter(asked["who"], _day(asked["since"]), _day(asked["until"]), what, _places(asked, directory, mine))


def _places(asked: dict[str, str], directory: Directory, mine: Scope) -> list[str] | None:
    """Return the ids of the places that are meant, with all below them; None if any."""
    if not asked["place"].strip():
        return None
    meant = directory.meant(asked["place"], mine)
    return sorted({key for place in meant for key in directory.below(place.key)})


def _day(text: str) -> date | None:
    """Return a day of the address; None for anything that is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
