"""The document of a wall display: the places its script fills, made once and never added to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dashboard.indicators import INDICATOR_KEYS
from dashboard.locales import Language
from dashboard.playlist import Playlist
from layouts.document import SPRITE
from layouts.views.wall import ROWS, words

CLASSES = 4  # of the map's key: good, warn, bad, none
_TEMPLATES = Environment(
    loader=PackageLoader("layouts"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True, slots=True)
class Wall:
    """What the document of a wall needs to know.

    Attributes
    ----------
    prefix, maps
        Addresses the script asks for data (the language follows) and for drawings; both end with a slash.
    version
        Of the program the document belongs to; data of another one make it load itself anew.
    icon, styles, scripts
        Addresses of static files.
    poll
        Seconds between two questions for news.
    """

    prefix: str
    maps: str
    version: str
    icon: str
    styles: Sequence[str]
    scripts: Sequence[str]
    poll: int = 30


def render(lang: Language, about: Wall, playlist: Playlist, notices: Sequence[str]) -> str:
    """Return the HTML of a wall."""
    settings = {
        "prefix": about.prefix,
        "maps": about.maps,
        "version": about.version,
        "poll": about.poll,
        "units": playlist.units,
        "indicators": playlist.indicators,
        "languages": playlist.languages,
        "seconds": playlist.seconds,
        "words": words(lang),
    }
    return _TEMPLATES.get_template("wall.html").render(
        language=playlist.languages[0],
        title=lang.gettext("School activity"),
        about=about,
        sprite=Markup(SPRITE),  # noqa: S704 - our own drawing
        settings=json.dumps(settings, ensure_ascii=False),
        notices=notices,
        indicators=INDICATOR_KEYS,
        rows=range(ROWS),
        classes=range(CLASSES),
        strip_label=lang.gettext("The nine indicators"),
    )
