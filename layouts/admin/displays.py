"""The list of displays on walls, the form for a new one, and the page that shows its code once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import segno
from markupsafe import Markup

from dashboard.access.directory import Directory, Place
from dashboard.access.displays import Display
from dashboard.locales import LOCALES, Language
from layouts.admin.account import ConfirmPage
from layouts.admin.accounts import Option, State, area, option
from layouts.admin.chrome import DISPLAYS, Chrome
from layouts.admin.typed import Typed
from layouts.admin.words import PlaceWords, moment, place_words, said, zone

_SILENT_AFTER = timedelta(minutes=10)  # a wall asks for news every half minute
_MODULE, _QUIET_ZONE = 5, 4  # pixels of a square of the code, squares around it (ISO/IEC 18004)


@dataclass(frozen=True, slots=True)
class Row:
    """One display of the list; `revoke` is where it is taken back, empty of one that was."""

    name: str
    unit: PlaceWords
    state: State
    last_seen: str
    version: str
    made: str
    revoke: str


@dataclass(frozen=True, slots=True)
class PlaceForm:
    """A field for a place, or the places found for an ambiguous one: what the macro ``place_field`` needs."""

    place: str
    found: Sequence[Option]
    suggest: str
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class DisplaysPage:
    """The list of displays."""

    words: dict[str, str]
    area: str
    said: str
    rows: Sequence[Row]
    action: str
    typed: Typed
    form: PlaceForm


@dataclass(frozen=True, slots=True)
class Found:
    """What the list is made of.

    Attributes
    ----------
    displays
        The displays within reach.
    directory, tops
        Where units lie; those the reader administers.
    now
        The moment.
    """

    displays: Sequence[Display]
    directory: Directory
    tops: Sequence[Place]
    now: datetime


def listing(chrome: Chrome, found: Found, typed: Typed | None = None, done: str = "") -> DisplaysPage:
    """Return the list of displays, with the form for another one.

    Parameters
    ----------
    typed
        The form as it was filled in, where something was wrong with it.
    done
        What was just done: a key of `said`.
    """
    lang, typed = chrome.lang, typed or Typed()
    base = chrome.at(DISPLAYS)
    rows = [_row(lang, one, found, base) for one in found.displays]
    form = _place_form(chrome, typed)
    return DisplaysPage(_words(lang), area(lang, found.tops), said(lang, done), rows, base, typed, form)


def _words(lang: Language) -> dict[str, str]:
    """Return the labels of the page."""
    return {
        "title": lang.gettext("Displays"),
        "lede": lang.gettext(
            "A display shows the wall of one unit without anybody's login: numbers of units, never of schools."
        ),
        "display": lang.gettext("Display"),
        "name": lang.gettext("Name of the display"),
        "name_hint": lang.gettext("Where it hangs"),
        "unit": lang.gettext("Unit"),
        "state": lang.gettext("State"),
        "last": lang.gettext("Last seen"),
        "version": lang.pgettext("display", "Version"),
        "made": lang.pgettext("display", "Made by"),
        "revoke": lang.gettext("Take back"),
        "none": lang.gettext("There is no display yet."),
        "add": lang.gettext("Add a display"),
        "submit": lang.gettext("Add the display"),
        "zone": zone(lang),
    }


def _row(lang: Language, one: Display, found: Found, base: str) -> Row:
    """Return one display in words."""
    return Row(
        one.name,
        place_words(lang, one.unit, found.directory.at(one.unit)),
        _state(lang, one, found.now),
        moment(lang, one.last_seen_at),
        one.version or "",
        f"{one.created_by}, {moment(lang, one.created_at)}",
        "" if one.revoked_at else f"{base}/{one.number}/revoke",
    )


def _state(lang: Language, one: Display, now: datetime) -> State:
    """Return whether a display is in use."""
    if one.revoked_at is not None:
        return State("none", lang.pgettext("display", "taken back"))
    if one.last_seen_at is None:
        return State("warn", lang.pgettext("display", "not paired yet"))
    if now - one.last_seen_at > _SILENT_AFTER:
        return State("warn", lang.pgettext("display", "silent"))
    return State("good", lang.pgettext("display", "on"))


def _place_form(chrome: Chrome, typed: Typed) -> PlaceForm:
    """Return the field for the unit of a new display."""
    lang = chrome.lang
    words = {
        "place": lang.gettext("Unit"),
        "place_hint": lang.gettext("Name or code of a region or district, or of the republic"),
        "which": lang.gettext("Which one?"),
    }
    options = [Option(one.key, option(lang, one), at == 0) for at, one in enumerate(typed.found)]
    return PlaceForm(typed.text("unit"), options, chrome.at("admin/places"), words)


@dataclass(frozen=True, slots=True)
class CodePage:
    """The code of a display, shown once.

    Attributes
    ----------
    words
        Labels.
    name, unit
        Of the display.
    code, address
        What is typed; the address that pairs by itself.
    square
        The address as a QR code: SVG.
    back
        The list.
    """

    words: dict[str, str]
    name: str
    unit: PlaceWords
    code: str
    address: str
    square: Markup
    back: str


def code(chrome: Chrome, made: Display, directory: Directory, secret: str, address: str) -> CodePage:
    """Return the page that shows the code of a new display.

    Parameters
    ----------
    made
        The display.
    secret, address
        Its code, and the address that pairs a screen with it, as a screen reaches it.
    """
    lang = chrome.lang
    words = {
        "title": lang.gettext("The display was made"),
        "lede": lang.gettext("The code is shown this once. Whoever loses it makes another display."),
        "name": lang.gettext("Display"),
        "unit": lang.gettext("Unit"),
        "code": lang.gettext("Code of the display"),
        "address": lang.gettext("Address with the code"),
        "rule": lang.gettext(
            "Open the address on the screen, best as its start page: it then pairs itself again after it was off. Or "
            "open %(short)s there and type the code. A phone or tablet reads the address from the square.",
            short=address.partition("#")[0],
        ),
        "languages": lang.gettext(
            "The wall speaks the language of the address: %(codes)s.", codes=", ".join(f"/{one}/" for one in LOCALES)
        ),
        "square": lang.gettext("QR code of the address"),
        "back": lang.gettext("Back to the list"),
    }
    where = place_words(lang, made.unit, directory.at(made.unit))
    return CodePage(words, made.name, where, secret, address, square(address), chrome.at(DISPLAYS))


def confirm(chrome: Chrome, one: Display, directory: Directory) -> ConfirmPage:
    """Return the question before a display is taken back: whoever wants it back walks to its screen."""
    lang, base = chrome.lang, chrome.at(DISPLAYS)
    words = {
        "title": lang.gettext("Take this display back?"),
        "text": lang.gettext(
            "%(name)s, %(unit)s: its screen shows nothing any more, at once and for good. Another display needs a new "
            "code, to be entered on the screen.",
            name=one.name,
            unit=place_words(lang, one.unit, directory.at(one.unit)).name,
        ),
        "submit": lang.gettext("Take back"),
        "back": lang.gettext("Keep it"),
    }
    return ConfirmPage(words, f"{base}/{one.number}/revoke", {"confirmed": "yes"}, base)


def square(text: str) -> Markup:
    """Return a text as a QR code: an SVG element, dark on light whatever the theme."""
    drawn = segno.make(text, error="m", micro=False)
    # Nothing of the text stands in it: it is one path of numbers.
    return Markup(drawn.svg_inline(scale=_MODULE, border=_QUIET_ZONE, dark="#000", light="#fff", omitsize=False))  # noqa: S704
