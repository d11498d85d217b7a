"""The pages of a school as HTML: they work without scripts, and print as they are."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from layouts.frame import Frame
from layouts.views.words import Json

_TEMPLATES = Environment(
    loader=PackageLoader("layouts"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def render(frame: Frame, page: Json) -> str:
    """Return the HTML of a school's page."""
    return _TEMPLATES.get_template("school.html").render(frame=frame, page=page)


def render_lessons(frame: Frame, page: Json) -> str:
    """Return the HTML of the lessons behind a percentage."""
    return _TEMPLATES.get_template("school_lessons.html").render(frame=frame, page=page)
