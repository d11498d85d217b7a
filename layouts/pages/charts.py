"""The places of the charts of a full report: distribution, growth, comparison (A-48 … A-55).

Each has a heading, its controls, a place of reserved height, a table with the same numbers, and a menu of files.
"""

from __future__ import annotations

from dash import html
from flask_babel import gettext

from layouts.attributes import aria, data
from layouts.shell import icon


class ids:  # noqa: N801 - a namespace of names, not a class of things
    """Names of the charts' places; the scripts also make them of a chart's name and a suffix."""

    distribution = "distribution"
    distribution_title = "distribution-title"
    distribution_note = "distribution-note"
    distribution_chart = "distribution-chart"
    distribution_legend = "distribution-legend"
    distribution_table = "distribution-table"
    growth = "growth"
    growth_title = "growth-title"
    growth_note = "growth-note"
    growth_orders = "growth-orders"
    growth_legend = "growth-legend"
    growth_chart = "growth-chart"
    growth_pages = "growth-pages"
    growth_said = "growth-said"
    growth_table = "growth-table"
    compare = "compare"
    compare_title = "compare-title"
    compare_note = "compare-note"
    compare_pins = "compare-pins"
    compare_chart = "compare-chart"
    compare_said = "compare-said"
    compare_table = "compare-table"
    information = "information"


FORMATS = ("csv", "png", "svg")
# What a chart's numbers are, among the figures that explain themselves (layouts/views/figures.py).
EXPLAINED = {"distribution": "counts", "growth": "growth", "compare": "score"}


def information() -> html.Div:
    """Return the place of the information block with its filter (A-47)."""
    return html.Div(id=ids.information, className="info", hidden=True)


def distribution() -> html.Div:
    """Return the place of the pie (A-48, A-49)."""
    chart = html.Div(
        [
            html.Div(id=ids.distribution_chart, className="chart pie"),
            html.Div(id=ids.distribution_legend, className="pie-l"),
        ],
        className="pie-b",
    )
    parts = [_heading("distribution"), chart, _table(ids.distribution_table)]
    return html.Div(parts, id=ids.distribution, className="pan", hidden=True)


def growth() -> html.Div:
    """Return the place of the chart of growth and decline (A-50 … A-55)."""
    controls = html.Div(
        [
            html.Div(id=ids.growth_legend, className="legend"),
            html.Div(id=ids.growth_orders, className="seg", role="group"),
        ],
        className="ctl",
    )
    parts = [
        _heading("growth"),
        controls,
        html.Div(id=ids.growth_chart, className="chart"),
        html.Div(id=ids.growth_said, className="vh", **aria(live="polite")),
        html.Div(id=ids.growth_pages, className="pgn", hidden=True),
        _table(ids.growth_table),
    ]
    return html.Div(parts, id=ids.growth, className="pan hsep vsep", hidden=True)


def compare() -> html.Div:
    """Return the place of the units that are compared over time."""
    parts = [
        _heading("compare"),
        html.Ul(id=ids.compare_pins, className="pins"),
        html.Div(id=ids.compare_chart, className="chart"),
        html.Div(id=ids.compare_said, className="vh", **aria(live="polite")),
        _table(ids.compare_table),
    ]
    return html.Div(parts, id=ids.compare, className="pan hsep", hidden=True)


def _heading(name: str) -> html.Div:
    """Return title, note and the menu of files of a chart."""
    how = html.Button(
        gettext("How it is computed"),
        type="button",
        className="howb",
        **aria(haspopup="dialog", expanded="false"),
        **data(how=EXPLAINED[name]),
    )
    note = html.P([html.Span(id=f"{name}-note"), " ", how], className="meta")
    text = html.Div([html.H3(id=f"{name}-title", tabIndex="-1"), note])
    return html.Div([text, _files(name)], className="pan-h cht")


def _files(name: str) -> html.Details:
    """Return the menu of files: the numbers, the picture."""
    summary = html.Summary([icon("download"), gettext("Download")])
    items = [html.Button(kind.upper(), type="button", **data(chart=name, file=kind)) for kind in FORMATS]
    return html.Details([summary, html.Div(items)], className="files", **data(chart=name))


def _table(name: str) -> html.Details:
    """Return the fold with a chart's numbers as a table."""
    box = html.Div(id=name, className="scroll", tabIndex="0", role="group", **aria(label=gettext("Table")))
    return html.Details([html.Summary(gettext("Table")), box], className="alt")
