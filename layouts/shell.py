"""The frame around every page: header with the languages, foot with the stamp of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import dcc, html
from flask_babel import gettext

from layouts.attributes import aria, data
from layouts.frame import Link


class ids:  # noqa: N801 - a namespace of names, not a class of things
    """Names of the elements that scripts and callbacks look up."""

    address = "address"
    page = "page"
    theme = "theme"
    search_box = "search-box"
    search_list = "search-list"
    search_said = "search-said"
    login = "login"
    trouble = "trouble"
    notices = "notices"
    stamp = "stamp"
    credit = "credit"
    demonstration = "demonstration"
    data_notes = "data-notes"
    data_notes_box = "data-notes-box"
    tip = "tip"


def icon(name: str) -> html.I:
    """Return a drawn icon; the text beside it or the label of its button says the same."""
    return html.I(className=f"ic i-{name}", **aria(hidden="true"))


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame needs to know about the installation and the request.

    Attributes
    ----------
    language
        Code of the shown language.
    languages
        Code -> short name, in the order of the switch.
    brand
        Address of the mark's picture.
    prefix
        Path under which the monitor is served.
    login
        Whoever is logged in; empty for everybody else.
    ways
        The pages of the menu open to them.
    token
        Of the form that logs out, against requests forged by other sites.
    """

    language: str
    languages: Mapping[str, str]
    brand: str
    prefix: str
    login: str = ""
    ways: Sequence[Link] = ()
    token: str = ""

    @property
    def base(self) -> str:
        """The address of the monitor in the language."""
        return f"{self.prefix}{self.language}/"


def shell(page: Sequence[Any], frame: Frame) -> html.Div:
    """Return the whole layout around the blocks of a page."""
    return _uncounted(
        html.Div(
            [
                dcc.Location(id=ids.address, refresh=False),
                html.Div(className="busy", **aria(hidden="true")),
                _header(frame),
                html.Main([*page, _tip()], id=ids.page, **data(state="waiting"), **_words()),
                _foot(frame),
            ],
            className="frame",
        )
    )


def _tip() -> html.Div:
    """Return the place of the text at the pointer; inside of the main part, as all content is inside of a landmark."""
    return html.Div(id=ids.tip, className="tip", role="tooltip", hidden=True)


def _uncounted(frame: html.Div) -> html.Div:
    """Return the layout without Dash's counts of clicks, which nothing here reads.

    Dash counts the clicks on every element that has an id, and goes through its whole store for each: that takes a
    tenth of a second on a slow machine, and one click goes through several such elements.
    """
    for component in (frame, *frame._traverse()):
        if "disable_n_clicks" in getattr(component, "available_properties", ()):
            component.disable_n_clicks = True
    return frame


def _words() -> dict[str, Any]:
    """Return the sentences the scripts may need when no view can be had, as data attributes."""
    return data(
        failed=gettext("The server does not answer. The page keeps the last values."),
        stale=gettext("The database does not answer. These are the last values; the page follows by itself."),
        unavailable=gettext("This cannot be shown now. The page keeps the last values and tries again by itself."),
        first_failed=gettext("The server does not answer. The page tries again by itself."),
        first_unavailable=gettext("This cannot be shown now. The page tries again by itself."),
        offline=gettext("There is no connection. The page keeps the last values."),
        retry=gettext("Try again"),
        print_pages=gettext("p. %(page)s of %(pages)s", page="{}", pages="{}"),
        map_failed=gettext("The map could not be loaded. The table has the same values."),
        chart_failed=gettext("The chart could not be drawn. The table has the same values."),
        bars_failed=gettext("The values of this block could not be loaded."),
    )


def _header(frame: Frame) -> html.Header:
    """Return the bar at the top: the languages stand at the left (A-11)."""
    home = html.A(
        [html.Img(src=frame.brand, alt=""), gettext("School activity"), html.Small(gettext("electronic journal"))],
        className="brand",
        href=frame.base,
    )
    switch = html.Nav(
        [_language(code, name, code == frame.language, frame.prefix) for code, name in frame.languages.items()],
        className="lang",
        **aria(label=gettext("Language")),
    )
    theme = html.Button(
        icon("moon"), id=ids.theme, type="button", title=gettext("Dark theme"), **aria(label=gettext("Dark theme"))
    )
    right = html.Div([_search(), *_account(frame), theme], className="top-r")
    return html.Header([home, switch, right], className="top")


def _search() -> html.Div:
    """Return the place of the search over units and schools; Dash has no plain text field, so a script puts it in."""
    found = html.Div(
        id=ids.search_list, className="find-l", hidden=True, role="listbox", **aria(label=gettext("Found"))
    )
    return html.Div(
        [found, html.Div(id=ids.search_said, className="vh", role="status")],
        id=ids.search_box,
        className="find",
        role="search",
        **data(label=gettext("Find a region, district or school")),
    )


def _account(frame: Frame) -> list[Any]:
    """Return the menu of the own account, for everybody else the way to the login (G-41)."""
    if frame.login:
        # Dash has no hidden field: the button bears the token.
        leave = html.Button(gettext("Log out"), type="submit", name="csrf_token", value=frame.token)
        form = html.Form(leave, method="post", action=f"{frame.base}logout")
        ways = [*(html.A(way.label, href=way.href) for way in frame.ways), form]
        summary = html.Summary(frame.login, title=gettext("Your account"))
        return [html.Details([summary, html.Div(ways, className="acct-l")], className="acct")]
    return [html.A(gettext("Log in"), id=ids.login, href=f"{frame.base}login", className="login")]


def _language(code: str, name: str, current: bool, prefix: str) -> html.A:
    """Return one entry of the language switch."""
    marks = aria(current="true") if current else {}
    return html.A(name, href=f"{prefix}{code}/", lang=code, hrefLang=code, **marks)


def _foot(frame: Frame) -> html.Footer:
    """Return the foot: when the data were taken, the way to the wall display, whose boundaries the map shows."""
    return html.Footer(
        [
            html.Span(id=ids.stamp),
            html.A(gettext("Wall display"), href=f"{frame.base}wall", className="wall"),
            html.Span([html.Span(id=ids.credit), " ", html.Span(id=ids.demonstration)]),
        ],
        className="foot",
    )
