"""The places of schools: the list, the dialog of one, the button of the Excel report (A-10, A-56 … A-58)."""

from __future__ import annotations

from dash import html
from flask_babel import gettext

from layouts.attributes import aria, data
from layouts.shell import icon


class ids:  # noqa: N801 - a namespace of names, not a class of things
    """Names of the places."""

    schools = "schools"
    school = "school"
    school_title = "school-title"
    school_close = "school-close"
    school_body = "school-body"
    excel = "excel"


def schools() -> html.Section:
    """Return the place of the list; the browser fills it when the map is drawn."""
    return html.Section(id=ids.schools, className="pan hsep", hidden=True, **aria(label=gettext("List of schools")))


def school() -> html.Dialog:
    """Return the dialog of one school."""
    close = html.Button(icon("close"), id=ids.school_close, type="button", **aria(label=gettext("Close")))
    return html.Dialog(
        [html.Header([html.H2(id=ids.school_title), close]), html.Div(id=ids.school_body)],
        id=ids.school,
        className="card-d",
        **aria(labelledby=ids.school_title),
        **data(
            unknown=gettext("This school does not take part in the monitor in this week."),
            refused=gettext("This school is not open to you, or it does not exist."),
        ),
    )


def excel() -> html.A:
    """Return the button of the report; it has an address where the page is one of a region or a district (A-10)."""
    label = html.Span(gettext("Download Excel report with the list of schools"))
    return html.A([icon("download"), label], id=ids.excel, className="btn btn-primary", hidden=True, download="")
