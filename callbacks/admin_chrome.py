"""What the pages of administration share: their frame, who is at work, and the answer when something cannot be done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.client import FORBIDDEN, OK
from typing import Any

from flask import Response, abort, request
from flask_wtf.csrf import generate_csrf

from callbacks import sessions
from callbacks.frame import ADMINISTRATION, Frames
from callbacks.static_files import StaticFiles
from dashboard.access.accounts import Account
from dashboard.access.administrator import Administrator
from dashboard.access.at_work import AtWork
from dashboard.access.decision import Scope, scope
from dashboard.access.directory import Directories, Directory
from dashboard.database import reading, transaction
from dashboard.locales import current_language
from dashboard.settings import Settings
from layouts.admin.chrome import Chrome, render, tabs

Opening = Callable[[Settings], AbstractContextManager[Any]]
STYLES = ("10-bootstrap.min", "20-tokens", "30-shell", "40-monitor", "60-states", "66-admin", "80-narrow")
SCRIPTS = ("94-places",)


class Office:
    """What every page of administration needs.

    Parameters
    ----------
    settings
        The installation.
    static
        Addresses of style sheets and scripts.
    """

    def __init__(self, settings: Settings, static: StaticFiles) -> None:
        self.settings = settings
        self._frames = Frames(settings, static, STYLES, SCRIPTS)
        self._directories = Directories()

    def own(self) -> Account:
        """Return the account of whoever asks; a program with a token is refused."""
        found = sessions.account()
        if found is None or found.must_change:
            abort(FORBIDDEN)
        return found

    def scope(self, permission: str) -> Scope:
        """Return where whoever asks may do something."""
        return scope(sessions.reader(), permission, self.settings)

    @contextmanager
    def looking(self) -> Iterator[tuple[Administrator, Directory]]:
        """Open a connection for an administrator who looks."""
        with self.at_work(reading) as found:
            yield Administrator(found), found.directory

    @contextmanager
    def working(self) -> Iterator[tuple[Administrator, Directory]]:
        """Open a transaction for an administrator who changes something."""
        with self.at_work(transaction) as found:
            yield Administrator(found), found.directory

    @contextmanager
    def at_work(self, opening: Opening) -> Iterator[AtWork]:
        """Let whoever asks look (`reading`) or change something (`transaction`)."""
        own = self.own()
        with opening(self.settings) as opened:
            directory = self._directories.current(opened)
            yield AtWork(opened, own.number, sessions.address(request), directory, self.settings)

    def directory(self) -> Directory:
        """Return where places lie."""
        with reading(self.settings) as opened:
            return self._directories.current(opened)

    def chrome(self, here: str, path: str = "") -> Chrome:
        """Return what stands around a page.

        Parameters
        ----------
        here
            Which of the pages of administration it is.
        path
            Its address, where that is not the one that was asked for: answers to forms.
        """
        lang = current_language()
        frame = self._frames.page(path)
        opened = [path for path, right in ADMINISTRATION.items() if self.scope(right).places]
        return Chrome(frame, lang, generate_csrf(), tabs(lang, frame.base, here, opened))

    def answer(self, template: str, chrome: Chrome, page: Any, status: int = OK) -> Response:
        """Answer with a page nobody keeps."""
        return Response(render(template, chrome, page), status, {"Cache-Control": "no-store"})


def number_of(name: str) -> int:
    """Return a page's number from the address; 1 for anything that is none."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1
