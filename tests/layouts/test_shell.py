"""The frame around every page."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import Babel

from layouts.pages import monitor
from layouts.shell import Frame, shell


def components() -> list[Any]:
    """Return everything on the page."""
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        layout = shell(monitor.page(), Frame("ru", {"ru": "Рус"}, "brand.svg", "/"))
    return [layout, *(part for part in layout._traverse() if not isinstance(part, str))]


def test_dash_counts_no_clicks() -> None:
    """Each count would go through Dash's whole store; nothing reads them."""
    counted = [part for part in components() if part._namespace == "dash_html_components"]
    assert len(counted) > 50
    assert [part for part in counted if not part.disable_n_clicks] == []


def test_every_place_has_a_name_of_its_own() -> None:
    names = [part.id for part in components() if getattr(part, "id", None)]
    assert sorted(names) == sorted(set(names))
