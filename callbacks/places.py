"""Where a request leads to, and whether schools may be named there to whoever asks (G-39)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, current_app, request

from callbacks import sessions
from dashboard.access.decision import LISTING, Path, Scope
from dashboard.database import reading
from dashboard.locales import current_language
from dashboard.school_filter import LONGEST_ID
from dashboard.selection import REPUBLIC, Selection
from dashboard.settings import Settings
from queries.places import school_path, unit_path

if TYPE_CHECKING:
    from callbacks.data import Edition, Editions

_EXTENSION = "belsendilik.places"
INSIDE = "school_report.view"
# Why schools are not named: nobody is logged in, or the account has no role there.
LOGIN, ROLE = "login", "role"
# What nobody knows lies at the republic: whoever may see everything is told that it is not there, everybody else the
# same as of what is out of reach (G-41).
NOWHERE = (REPUBLIC,)


class Places:
    """The places requests are about, in the week they ask for.

    Parameters
    ----------
    settings
        What is public.
    editions
        What is published.
    """

    def __init__(self, settings: Settings, editions: Editions) -> None:
        self._settings = settings
        self._editions = editions

    def install(self, server: Flask) -> None:
        """Let the rules of `callbacks.access` find it."""
        server.extensions[_EXTENSION] = self

    def scope(self) -> Scope:
        """Return where schools may be named to whoever asks."""
        return sessions.own_scope(LISTING, self._settings)

    def closed(self, edition: Edition, selection: Selection) -> str:
        """Return why the page of a selection names no schools; empty where it does.

        Returns
        -------
        str
            Empty, `LOGIN` or `ROLE`. Whatever is made of a page stands in caches under it.
        """
        mine = self.scope()
        if mine.unlimited or ((mine.places or mine.everywhere) and mine.covers(self._unit(edition, selection))):
            return ""
        return LOGIN if sessions.account() is None else ROLE

    def unit(self) -> Path:
        """Return the place of the unit a request names, the republic without; a unit nobody knows lies there too."""
        edition, selection = self._asked()
        return self._unit(edition, selection) or NOWHERE

    def wall_unit(self) -> Path:
        """Return the place of the unit whose wall is asked for, by path or query: in the latest week, as shown."""
        named = (request.view_args or {}).get("unit") or request.args.get("unit") or REPUBLIC
        return self._unit(self._editions.current(), Selection(named)) or NOWHERE

    def school(self) -> Path:
        """Return the place of the school a request names; one that nobody knows lies at the republic."""
        edition, selection = self._asked()
        wanted = ((request.view_args or {}).get("school") or request.args.get("school", ""))[:LONGEST_ID]
        with reading(self._settings) as opened:
            return school_path(opened, edition.archive, selection.week, wanted) or NOWHERE

    def classes(self, permission: str) -> frozenset[str] | None:
        """Return the only classes of the school a request names that whoever asks may look into; None for all of it."""
        mine, path = sessions.own_scope(permission, self._settings), self.school()
        return None if mine.covers(path) else mine.classes(path)

    def _asked(self) -> tuple[Edition, Selection]:
        """Return what is published and what of it a request asks for."""
        edition = self._editions.current()
        return edition, Selection.from_query(request.args, edition.known, current_language())[0]

    def _unit(self, edition: Edition, selection: Selection) -> Path:
        """Return the place of a chosen unit."""
        with reading(self._settings) as opened:
            return unit_path(opened, edition.archive, selection.week, selection.unit)


def places() -> Places:
    """Return the places of the application that answers."""
    found: Places = current_app.extensions[_EXTENSION]
    return found
