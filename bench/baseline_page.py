"""The page most people would write: `px.choropleth` with the boundaries in the figure, full plotly.js, a Dash table.

It shows the same regions, scores and counts as the monitor's republic page, served by the same server. Its boundaries
are the monitor's simplified ones, and plotly's base map comes from this machine instead of another host: both help it.
"""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.express as px
from dash import Dash, Input, Output, dcc, html
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

ASSETS = Path(__file__).with_name("baseline_assets")
COLUMNS = ("rank", "name", "score", "schools", "high", "medium", "low")


def make_page(data: dict[str, Any]) -> Dash:
    """Return the page; `data` has ``indicators`` (key → name), ``rows`` (key → rows) and ``boundaries`` (GeoJSON)."""
    app = Dash("baseline", assets_folder=str(ASSETS))
    app.layout = html.Div(
        [
            dcc.Dropdown(data["indicators"], next(iter(data["indicators"])), id="indicator", clearable=False),
            dcc.Graph(id="map", config={"topojsonURL": "/assets/"}),
            html.Div(id="ranking"),
        ]
    )

    @app.callback(Output("map", "figure"), Output("ranking", "children"), Input("indicator", "value"))
    def draw(indicator: str) -> tuple[Any, html.Table]:
        frame = pd.DataFrame(data["rows"][indicator])
        figure = px.choropleth(
            frame,
            geojson=data["boundaries"],
            locations="unit",
            featureidkey="id",
            color="score",
            hover_name="name",
            hover_data=["schools", "high", "medium", "low"],
        )
        figure.update_geos(fitbounds="locations", visible=False)
        return figure, _table(frame)

    return app


def _table(frame: pd.DataFrame) -> html.Table:
    """Return the ranking as Dash components."""
    head = html.Thead(html.Tr([html.Th(column) for column in COLUMNS]))
    rows = [html.Tr([html.Td(row[column]) for column in COLUMNS]) for row in frame.to_dict("records")]
    return html.Table([head, html.Tbody(rows)])


def load(target: str) -> Any:
    """Return the application; called in each worker, which until it serves just ends when it is told to."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    server = make_page(json.loads(Path(target).read_text())).server
    # Dash hands out its scripts only where it has made a document before, and each worker is asked.
    server.test_client().get("/")
    return server


if __name__ == "__main__":
    server = MPServer(
        sys.argv[1],
        port=int(sys.argv[2]),
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=4,
        websockets=False,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=load)
