"""The monitor's page: republic, region and district are the same places filled with different views.

What changes with the selection is drawn by the browser from the view's JSON (assets/js); here stand the places, in
reading order, with everything that stays the same.
"""

from __future__ import annotations

from typing import Any

from dash import html
from flask_babel import gettext

from layouts.attributes import aria, data
from layouts.pages import charts, schools
from layouts.shell import icon
from layouts.shell import ids as shell_ids


class ids:  # noqa: N801 - a namespace of names, not a class of things
    """Names of the page's places."""

    crumbs = "crumbs"
    title = "title"
    lede = "lede"
    previous_week = "previous-week"
    week = "week"
    week_label = "week-label"
    week_marks = "week-marks"
    next_week = "next-week"
    latest_week = "latest-week"
    link = "link"
    link_copied = "link-copied"
    rail = "rail"
    with_data = "with-data"
    without_data = "without-data"
    indicator_title = "indicator-title"
    indicator_text = "indicator-text"
    headline = "headline"
    trend = "trend"
    columns = "columns"
    map_finding = "map-finding"
    map_unit = "map-unit"
    map_pan = "map-pan"
    map = "map"
    map_key = "map-key"
    schematic = "schematic"
    fix = "fix"
    ranking = "ranking"
    empty_text = "empty-text"
    empty_map = "empty-map"
    statistics = "statistics"
    how_open = "how-open"
    how = "how"
    how_title = "how-title"
    how_close = "how-close"
    how_body = "how-body"
    picker = "picker"
    picker_earlier = "picker-earlier"
    picker_month = "picker-month"
    picker_later = "picker-later"
    picker_body = "picker-body"


def page() -> list[Any]:
    """Return the places of the page, empty."""
    return [
        _context(),
        charts.information(),
        html.Div(id=shell_ids.trouble),
        html.Div(id=shell_ids.notices, role="status"),
        html.Div([_rail(), _sheet()], className="desk"),
        html.Section(id=ids.statistics, className="stats", **aria(label=gettext("Statistics"))),
        _data_notes(),
        _how(),
        _picker(),
        schools.school(),
    ]


def _context() -> html.Div:
    """Return the bar with the unit's name, the finding and the period (A-4, A-5)."""
    left = html.Div(
        [
            html.Nav(
                html.Ol(id=ids.crumbs, className="breadcrumb", hidden=True), **aria(label=gettext("You are here"))
            ),
            html.H1(id=ids.title, tabIndex="-1"),
            html.P(id=ids.lede, className="lede"),
        ],
        className="ctx-l",
    )
    marks = html.Div(id=ids.week_marks, className="marks")
    below = html.Div([*_link(), marks], className="ctx-b")
    right = html.Div([schools.excel(), _period(), below], className="ctx-r")
    return html.Div([left, right], className="ctx")


def _link() -> list[Any]:
    """Return the button that copies the address of exactly what is seen, and the place where it says so."""
    words = data(copied=gettext("Copied"), by_hand=gettext("Copy the link from here:"))
    said = html.Span(id=ids.link_copied, role="status", **words)
    return [said, html.Button([icon("link"), gettext("Copy link")], id=ids.link, type="button")]


def _period() -> html.Div:
    """Return the control of the reporting period: earlier, which, later, latest (A-5, A-7)."""
    week = html.Button(
        [icon("calendar"), html.Span(id=ids.week_label)],
        id=ids.week,
        className="wk",
        type="button",
        **aria(haspopup="dialog", expanded="false"),
    )
    latest = html.Button(
        [icon("latest"), html.Span(gettext("Latest"), className="tx")],
        id=ids.latest_week,
        type="button",
        disabled=True,
    )
    return html.Div(
        [
            _arrow(ids.previous_week, "prev", gettext("Previous week")),
            week,
            _arrow(ids.next_week, "next", gettext("Next week")),
            latest,
        ],
        className="period",
        role="group",
        **aria(label=gettext("Reporting period")),
    )


def _arrow(name: str, drawing: str, label: str) -> html.Button:
    """Return a button that steps to a neighbouring week."""
    return html.Button(
        icon(drawing), id=name, className="arr", type="button", title=label, disabled=True, **aria(label=label)
    )


def _rail() -> html.Nav:
    """Return the place of the nine indicators: one choice among them, all on one tab stop (A-12)."""
    return html.Nav(
        html.Div(id=ids.rail, role="radiogroup", className="rail", **aria(label=gettext("Indicators"))),
        className="rail-box",
    )


def _sheet() -> html.Section:
    """Return the sheet: the chosen indicator, its map, its ranking or schools."""
    return html.Section(
        [
            html.Div(
                [_band(), _columns(), charts.compare(), schools.schools()],
                id=ids.with_data,
            ),
            html.Div(
                [html.Div(id=ids.empty_text, className="state"), html.Div(id=ids.empty_map)],
                id=ids.without_data,
                className="nod",
                hidden=True,
            ),
        ],
        className="sheet",
        **aria(labelledby=ids.indicator_title),
    )


def _band() -> html.Div:
    """Return the band: indicator, definition, headline value, verdict, 12-week line."""
    how = html.Button(
        gettext("How it is computed"),
        id=ids.how_open,
        className="howb",
        type="button",
        **aria(haspopup="dialog", expanded="false"),
        **data(how="value"),
    )
    text = html.Div(
        [html.H2(id=ids.indicator_title), html.Div([html.Span(id=ids.indicator_text), how], className="how")],
        className="band-t",
    )
    return html.Div(
        [text, html.Div(id=ids.headline, className="band-v"), html.Div(id=ids.trend, className="band-s")],
        className="band",
    )


def _columns() -> html.Div:
    """Return the two columns: map and what to fix first at the left, ranking at the right."""
    heading = html.Div([html.H3(id=ids.map_finding), html.Span(id=ids.map_unit, className="meta")], className="pan-h")
    note = html.P(
        gettext("Schematic cells around the district centres, not boundaries."), id=ids.schematic, className="note"
    )
    drawing = html.Div([heading, html.Div(id=ids.map), html.Div(id=ids.map_key), note], id=ids.map_pan, className="pan")
    left = html.Div([charts.distribution(), drawing, html.Div(id=ids.fix, className="fill")], className="lcol")
    ranking = html.Div(id=ids.ranking, className="pan vsep")
    return html.Div([left, ranking, charts.growth()], id=ids.columns, className="cols rep")


def _data_notes() -> html.Details:
    """Return the fold with what a reader of the week should know."""
    return html.Details(
        [html.Summary(gettext("Notes on the data")), html.Ul(id=shell_ids.data_notes)],
        id=shell_ids.data_notes_box,
        className="notes",
        hidden=True,
    )


def _how() -> html.Div:
    """Return the explanation of the shown value."""
    close = html.Button(icon("close"), id=ids.how_close, type="button", **aria(label=gettext("Close")))
    return html.Div(
        [html.H4([html.Span(id=ids.how_title), close]), html.Div(id=ids.how_body)],
        id=ids.how,
        className="pop",
        role="dialog",
        hidden=True,
        **aria(labelledby=ids.how_title),
    )


def _picker() -> html.Div:
    """Return the calendar of weeks with its key (A-7, A-8)."""
    head = html.Header(
        [
            html.Button(icon("prev"), id=ids.picker_earlier, type="button", **aria(label=gettext("Earlier month"))),
            html.Span(id=ids.picker_month, **aria(live="polite")),
            html.Button(icon("next"), id=ids.picker_later, type="button", **aria(label=gettext("Later month"))),
        ]
    )
    words = (("l-today", gettext("today")), ("l-sel", gettext("selected")), ("l-hol", gettext("holidays")))
    key = html.Footer([html.Span([html.I(className=name), text]) for name, text in words])
    return html.Div(
        [head, html.Div(id=ids.picker_body), key],
        id=ids.picker,
        className="wp",
        role="dialog",
        hidden=True,
        **aria(label=gettext("Choose a week")),
    )
