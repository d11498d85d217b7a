"""The page itself: the document, the layout in the reader's language, the one callback that follows the address."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http.client import NOT_FOUND
from typing import Any
from urllib.parse import urlencode

from dash import ClientsideFunction, Dash, Input, Output, html
from flask import abort, has_request_context, request
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf

from callbacks import maps, sessions
from callbacks.frame import ways
from callbacks.static_files import StaticFiles
from dashboard.locales import LOCALES, current
from dashboard.selection import REPUBLIC
from dashboard.settings import Settings
from geo.maps import has_map
from layouts.document import Document, render
from layouts.pages import monitor
from layouts.shell import Frame, ids, shell

# In the order of the cascade and of the first use.
STYLES = (
    "10-bootstrap.min",
    "20-tokens",
    "30-shell",
    "40-monitor",
    "50-schools",
    "55-charts",
    "60-states",
    "70-floating",
    "80-narrow",
    "90-print",
)
SCRIPTS = (
    "05-templates",
    "10-dom",
    "12-rows",
    "20-address",
    "25-search",
    "30-map",
    "40-blocks",
    "42-ranking",
    "50-schools",
    "52-school",
    "54-plotly",
    "55-distribution",
    "56-growth",
    "57-compare",
    "58-information",
    "60-floating",
    "65-link",
    "70-page",
    "92-print",
)
# Charts; fetched by the page when the map is in it.
PLOTLY = "vendor/plotly-charts.min.js"
# Kazakh letters beyond the Russian ones lie in a file of their own, and every page names units in Kazakh letters.
FONTS = ("latin", "cyrillic", "cyrillic-ext")
_LIST_FIELDS = ("q", "district", "unmet", "order", "page", "school")
_VIEW_FIELDS = ("unit", "week", "ind", "cat", "growth", "bars", "pin", *_LIST_FIELDS)
# Scripts Dash adds to every page and this one never uses: old browsers' missing pieces, the table component.
_UNUSED_SCRIPT = re.compile(r'<script src="[^"]*/(?:polyfill@|dash_table/)[^"]*"></script>\s*')


class Monitor(Dash):
    """A Dash application whose document carries the language of its path."""

    settings: Settings
    static: StaticFiles

    def index(self, *_: Any, path: str = "", **__: Any) -> Any:
        """Return the page; there is one, every other address is unknown."""
        if path:
            abort(NOT_FOUND)
        return super().index()  # type: ignore[no-untyped-call]

    def interpolate_index(self, *_: Any, **parts: Any) -> str:
        """Return the page's document; Dash's own requests keep the language prefix of the page."""
        base = f"{self.settings.url_prefix}{current()}/"
        return render(
            self._document(base, request.args),
            entry=parts["app_entry"],
            config=_with_prefix(parts["config"], base),
            scripts=_UNUSED_SCRIPT.sub("", parts["scripts"]),
            renderer=parts["renderer"],
        )

    def _document(self, base: str, query: Mapping[str, str]) -> Document:
        """Return what this request's document needs to know."""
        maps_base = f"{self.settings.url_prefix}maps/{maps.version(self.settings)}/"
        asked = urlencode({name: query[name] for name in _VIEW_FIELDS if name in query})
        drawing = [f"{maps_base}{unit}.svg" for unit in _drawn(query.get("unit", REPUBLIC), self.settings)]
        return Document(
            language=current(),
            republic=REPUBLIC,
            base=base,
            maps=maps_base,
            title=gettext("School activity"),
            description=gettext("How well the schools of Kazakhstan keep their electronic journal, week by week"),
            skip=gettext("Skip to the content"),
            icon=self.static.url("brand.svg"),
            theme=self.static.url("js/00-theme.js"),
            styles=[self.static.url(f"css/{name}.css") for name in STYLES],
            scripts=[self.static.url(f"js/{name}.js") for name in SCRIPTS],
            fonts=[self.static.url(f"fonts/inter-{name}.woff2") for name in FONTS],
            preloads=[f"{base}view" + (f"?{asked}" if asked else ""), *drawing],
            plotly=self.static.url(PLOTLY),
        )

    def page_layout(self) -> html.Div:
        """Return the layout in the language of the request."""
        login = sessions.recognised().login if has_request_context() else ""
        frame = Frame(
            language=current(),
            languages={code: locale.short for code, locale in LOCALES.items()},
            brand=self.static.url("brand.svg"),
            prefix=self.settings.url_prefix,
            login=login,
            ways=ways(self.settings, f"{self.settings.url_prefix}{current()}/") if login else (),
            token=generate_csrf() if login else "",
        )
        return shell(monitor.page(), frame)


def _with_prefix(element: str, prefix: str) -> str:
    """Return Dash's configuration element with another path for Dash's own requests.

    Raises
    ------
    ValueError
        If Dash writes its configuration in another form than this was made for.
    """
    head, start, rest = element.partition(">")
    text, end, tail = rest.rpartition("</script>")
    if not (start and end):
        raise ValueError("Dash's configuration is no script element; mend callbacks/pages.py for this version of Dash.")
    configuration = json.loads(text) | {"requests_pathname_prefix": prefix}
    # As Dash does it: nothing in the text may end the element.
    return head + start + json.dumps(configuration).replace("<", "\\u003c") + end + tail


def _drawn(unit: str, settings: Settings) -> list[str]:
    """Return the unit if it has a map of its own; a district is drawn on its region's, which only its view names."""
    return [unit] if has_map(unit, settings) else []


def register(app: Dash) -> None:
    """Let the page follow its address: the whole state is the query string."""
    app.clientside_callback(
        ClientsideFunction("belsendilik", "show"), Output(ids.page, "data-shown"), Input(ids.address, "search")
    )
