"""Who is asking: the session of a reader who logged in, as long as it lasts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask, Request, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFProtect

from callbacks import displays
from callbacks.api import bearer
from dashboard.access import passwords
from dashboard.access.accounts import Account, by_number
from dashboard.access.decision import ANONYMOUS, Reader
from dashboard.access.secrets import secret_key
from dashboard.database import reading
from dashboard.settings import Settings

COOKIE = "session"
_SINCE, _SEEN = "since", "seen"
_MOST_SENT = 64 * 1024  # bytes of a form; nothing is uploaded
_MOST_FIELDS = 100
_STEP = timedelta(minutes=1)  # how exactly the last request is remembered: a cookie is not sent anew with every answer


def now() -> datetime:
    """Return the moment; tests stop it here."""
    return datetime.now(UTC)


class LoggedIn(UserMixin):  # type: ignore[misc] # has no types
    """A reader with an account; sessions of an earlier generation of the account are over."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def get_id(self) -> str:
        """Return what the session keeps."""
        return f"{self.account.number}:{self.account.generation}"


class Sessions:
    """Sessions in signed cookies: nothing of them is kept on the server, so any worker of any machine knows them.

    Parameters
    ----------
    server
        The application.
    settings
        How long sessions last, whether cookies travel by TLS only.
    """

    def __init__(self, server: Flask, settings: Settings) -> None:
        self._settings = settings
        server.config.update(
            SECRET_KEY=secret_key(settings),
            SESSION_COOKIE_NAME=COOKIE,
            SESSION_COOKIE_HTTPONLY=True,
            SESSION_COOKIE_SAMESITE="Lax",
            SESSION_COOKIE_SECURE=settings.https,
            SESSION_COOKIE_PATH=settings.url_prefix,
            SESSION_REFRESH_EACH_REQUEST=False,
            MAX_CONTENT_LENGTH=_MOST_SENT,
            MAX_FORM_MEMORY_SIZE=_MOST_SENT,
            MAX_FORM_PARTS=_MOST_FIELDS,
            WTF_CSRF_CHECK_DEFAULT=False,
            WTF_CSRF_TIME_LIMIT=None,  # as long as the session
            WTF_CSRF_SSL_STRICT=False,  # the guard compares origins itself, behind proxies too
        )
        passwords.warm_up()
        self.csrf = CSRFProtect(server)
        manager = LoginManager(server)
        manager.session_protection = None  # addresses change on the way home; limits of time and generation hold
        manager.user_loader(self._load)

    def _load(self, key: str) -> LoggedIn | None:
        """Return the reader of a session that still lasts."""
        number, _, generation = key.partition(":")
        if not self._lasts():
            return None
        with reading(self._settings) as opened:
            account = by_number(opened, int(number))
        if account is None or account.disabled or str(account.generation) != generation:
            return None
        return LoggedIn(account)

    def _lasts(self) -> bool:
        """Return whether the session is neither too old nor was left alone for too long."""
        moment = now()
        since, seen = session.get(_SINCE), session.get(_SEEN)
        if since is None or seen is None:
            return False
        longest = timedelta(hours=self._settings.session_hours)
        idle = timedelta(minutes=self._settings.session_idle_minutes)
        if moment - since > longest or moment - seen > idle:
            return False
        if moment - seen >= _STEP:
            session[_SEEN] = moment
        return True

    def begin(self, account: Account) -> None:
        """Begin a session: everything an earlier one held is gone."""
        session.clear()
        session[_SINCE] = session[_SEEN] = now()
        login_user(LoggedIn(account))

    def end(self) -> None:
        """End the session."""
        logout_user()
        session.clear()


def account() -> Account | None:
    """Return the account of whoever asks, if there is one."""
    # Without a cookie there is nobody to look up: the cached views of the public never touch the session.
    if COOKIE not in request.cookies or not current_user.is_authenticated:
        return None
    found: Account = current_user.account
    return found


def reader() -> Reader:
    """Return whoever asks: a program, a person, or a display on a wall where nobody is logged in.

    An account that has to change its password first opens nothing yet.
    """
    if bearer.asked():  # programs come with tokens alone
        return bearer.reader()
    found = account()
    if found is not None:
        return ANONYMOUS if found.must_change else found.reader
    display = displays.asking()
    return Reader(screen=display.screen) if display else ANONYMOUS


def began() -> datetime | None:
    """Return when the session of whoever asks began; nothing without one."""
    found: datetime | None = session.get(_SINCE)
    return found


def address(asked: Request) -> str:
    """Return where a request comes from, for the log and for counting failures."""
    return asked.remote_addr or ""
