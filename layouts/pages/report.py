"""The pages of reports: the list of them, and the one page that shows any of them. They work without scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from dashboard.locales import Language
from layouts.frame import Frame
from layouts.views.report_words import Words

_TEMPLATES = Environment(
    loader=PackageLoader("layouts"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a page.

    Attributes
    ----------
    frame
        Addresses of style sheets, the languages.
    lang
        The language.
    plotly
        Address of the library of charts; asked for when there is a chart.
    """

    frame: Frame
    lang: Language
    plotly: str


def render_list(around: Around, groups: Sequence[Mapping[str, Any]]) -> str:
    """Return the list of reports: by group, each with its address, or what it waits for."""
    words = Words(around.lang)
    return _render("report_list.html", around, words.reports, groups=groups)


def render(around: Around, title: str, view: Mapping[str, Any]) -> str:
    """Return the page of a report."""
    return _render("report.html", around, title, view=view)


def _render(template: str, around: Around, title: str, **values: Any) -> str:
    """Return a page."""
    page = _TEMPLATES.get_template(template)
    return page.render(around=around, frame=around.frame, words=Words(around.lang), title=title, **values)
