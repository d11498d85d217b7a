"""The audit log on a page, and its rows for a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from dashboard.access.audit import Entry
from dashboard.access.audit_search import PAGE_SIZE, Entries
from dashboard.access.directory import Directory, Place
from dashboard.locales import Language
from dashboard.weeks import ALMATY
from layouts.admin.accounts import Option, area
from layouts.admin.chrome import AUDIT, Chrome, Pager, pager, span
from layouts.admin.words import PlaceWords, actions, details, moment, place_words, zone
from layouts.gate import Alert
from layouts.workbook.csv_text import BOM, line

# The fields of the filter, as they stand in the address.
FIELDS = ("who", "since", "until", "what", "place")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the log; `place` is None where it was about none."""

    at: str
    actor: str
    address: str
    action: str
    place: PlaceWords | None
    details: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter.

    Attributes
    ----------
    fields
        As it was typed: `FIELDS` to texts.
    alert
        What of it could not be understood.
    """

    fields: Mapping[str, str]
    alert: Alert | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The log with its filter."""

    words: dict[str, str]
    area: str
    asked: Asked
    actions: Sequence[Option]
    suggest: str
    lines: Sequence[Line]
    pager: Pager
    file: str
    clear: str


def page(chrome: Chrome, found: Entries, directory: Directory, tops: Sequence[Place], asked: Asked) -> AuditPage:
    """Return the log.

    Parameters
    ----------
    tops
        The places whose log the reader may read.
    """
    lang, base = chrome.lang, chrome.at(AUDIT)
    known = actions(lang)
    options = [Option(key, text, key == asked.fields["what"]) for key, text in known.items()]
    given = {key: text for key, text in asked.fields.items() if text}
    shown = span(lang, found.page, PAGE_SIZE, len(found.entries), found.total)
    ways = pager(lang, found.page, found.pages, shown, lambda number: f"{base}?{urlencode({**given, 'page': number})}")
    lines = [_line(lang, one, directory, known) for one in found.entries]
    file = f"{base}.csv" + (f"?{urlencode(given)}" if given else "")
    suggest = chrome.at("admin/places")
    return AuditPage(_words(lang), area(lang, tops), asked, options, suggest, lines, ways, file, base)


def _words(lang: Language) -> dict[str, str]:
    """Return the labels of the page."""
    return {
        "title": lang.gettext("Audit log"),
        "who": lang.gettext("Who"),
        "since": lang.gettext("From day"),
        "until": lang.gettext("To day"),
        "what": lang.gettext("What"),
        "any": lang.gettext("everything"),
        "place": lang.gettext("Place and below"),
        "submit": lang.gettext("Show"),
        "reset": lang.gettext("Show all"),
        "file": lang.gettext("Take as CSV"),
        "at": lang.gettext("When"),
        "address": lang.gettext("From where"),
        "about": lang.gettext("About"),
        "details": lang.gettext("Details"),
        "nobody": lang.gettext("somebody unknown"),
        "none": lang.gettext("Nothing was found."),
        "zone": zone(lang),
    }


def _line(lang: Language, one: Entry, directory: Directory, known: Mapping[str, str]) -> Line:
    """Return one entry in words."""
    place = place_words(lang, one.place, directory.at(one.place)) if one.place else None
    action = known.get(one.action, one.action)
    return Line(moment(lang, one.at), one.actor, one.address, action, place, details(lang, one.details))


def csv_lines(lang: Language, entries: Iterable[Entry], directory: Directory) -> Iterator[str]:
    """Yield the log as lines of a CSV file: texts that a spreadsheet would take for a formula are made harmless.

    Times are those of Almaty with their offset, so that a program reads them too.
    """
    known = actions(lang)
    heads = [
        lang.gettext("When (Asia/Almaty, UTC+5)"),
        lang.gettext("Who"),
        lang.gettext("From where"),
        lang.gettext("What"),
        lang.gettext("Code of the place"),
        lang.gettext("Place"),
        lang.gettext("Details"),
    ]
    yield BOM + line(heads)
    for one in entries:
        words = _line(lang, one, directory, known)
        at = one.at.astimezone(ALMATY).isoformat(timespec="seconds")
        name = words.place.name if words.place else ""
        yield line([at, one.actor, one.address, words.action, one.place, name, words.details])
