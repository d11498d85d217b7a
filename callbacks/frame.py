"""The frame of a page that is plain HTML, and the menu of whoever is logged in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from flask import request
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf

from callbacks import sessions
from callbacks.static_files import StaticFiles
from dashboard.access import displays
from dashboard.access.administration import MANAGE, VIEW_AUDIT
from dashboard.access.decision import scope
from dashboard.access.report_roles import ANY_REPORT
from dashboard.locales import LOCALES, current
from dashboard.settings import Settings
from layouts.admin.chrome import ACCOUNTS, AUDIT, DISPLAYS, OWN
from layouts.frame import Frame, LanguageLink, Link, Menu

# The pages of administration, in the order of their menu, and what each needs somewhere.
ADMINISTRATION: Mapping[str, str] = {ACCOUNTS: MANAGE, DISPLAYS: displays.MANAGE, AUDIT: VIEW_AUDIT}


def ways(settings: Settings, base: str) -> list[Link]:
    """Return the pages of the menu open to whoever is logged in; the way to the own account comes last.

    Parameters
    ----------
    base
        The address of the monitor in the language of the request.
    """
    reader = sessions.reader()

    def first(pages: Mapping[str, str], label: str) -> list[Link]:
        """Return the way to the first of some pages that is open."""
        found = (path for path, right in pages.items() if scope(reader, right, settings).places)
        return [Link(label, base + path) for path in islice(found, 1)]

    return [
        *first({"reports": ANY_REPORT}, gettext("Reports")),
        *first(ADMINISTRATION, gettext("Administration")),
        Link(gettext("Wall display"), base + "wall"),
        Link(gettext("Your account"), base + OWN),
    ]


@dataclass(frozen=True, slots=True)
class Frames:
    """What makes the frames of some pages.

    Attributes
    ----------
    settings
        The installation.
    static
        Addresses of style sheets and scripts.
    styles, scripts
        Names of those the pages have.
    """

    settings: Settings
    static: StaticFiles
    styles: Sequence[str]
    scripts: Sequence[str] = ()

    @property
    def base(self) -> str:
        """The address of the monitor in the language of the request."""
        return f"{self.settings.url_prefix}{current()}/"

    def page(self, path: str = "") -> Frame:
        """Return the frame of a page behind the door.

        Parameters
        ----------
        path
            Its address, where that is not the one that was asked for: answers to forms.
        """
        reader, base = sessions.reader(), self.base
        menu = Menu(reader.login, ways(self.settings, base), f"{base}logout", generate_csrf())
        return replace(self.gate(path or _asked()), menu=menu)

    def gate(self, path: str = "") -> Frame:
        """Return the frame of a page before the door; the other languages show the same page."""
        prefix, here = self.settings.url_prefix, path or request.path.lstrip("/")
        return Frame(
            current(),
            self.base,
            self.static.url("brand.svg"),
            self.static.url("js/00-theme.js"),
            [self.static.url(f"css/{name}.css") for name in self.styles],
            [LanguageLink(code, one.short, f"{prefix}{code}/{here}") for code, one in LOCALES.items()],
            [self.static.url(f"js/{name}.js") for name in self.scripts],
        )


def _asked() -> str:
    """Return the address that was asked for, without the language."""
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    return request.path.lstrip("/") + query
