"""The pages of a school as HTML: they work without scripts, and print as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext
from jinja2 import Environment, PackageLoader, StrictUndefined

from layouts.gate import Frame
from layouts.views.words import Json

_TEMPLATES = Environment(
    loader=PackageLoader("layouts"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a school's page.

    Attributes
    ----------
    frame
        The frame it shares with the pages before the door.
    scripts
        Addresses of its scripts.
    login
        Whoever is logged in.
    """

    frame: Frame
    scripts: Sequence[str]
    login: str

    @property
    def words(self) -> Mapping[str, str]:
        """The words of the frame."""
        return {
            "account": gettext("Your account"),
            "theme": gettext("Dark theme"),
            "here": gettext("You are here"),
        }


def render(around: Around, page: Json) -> str:
    """Return the HTML of a school's page."""
    return _TEMPLATES.get_template("school.html").render(around=around, frame=around.frame, page=page)


def render_lessons(around: Around, page: Json) -> str:
    """Return the HTML of the lessons behind a percentage."""
    return _TEMPLATES.get_template("school_lessons.html").render(around=around, frame=around.frame, page=page)
