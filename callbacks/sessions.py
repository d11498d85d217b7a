"""Who is asking: the session of a reader who logged in, as long as it lasts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask, Request, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFProtect

from callbacks import displays
from callbacks.api import bearer
from dashboard.access import ended_sessions, passwords
from dashboard.access.accounts import Account, of_session
from dashboard.access.decision import ANONYMOUS, Reader, Scope, scope
from dashboard.access.secrets import secret_key
from dashboard.database import reading, transaction
from dashboard.errors import DatabaseAway
from dashboard.settings import Settings

COOKIE = "session"
_SINCE, _SEEN, _KEY = "since", "seen", "key"
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
    """Sessions in signed cookies, so any worker of any machine knows them; the database knows those that were ended.

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
        account = self._account(int(number))
        if account is None or account.disabled or str(account.generation) != generation:
            return None
        return LoggedIn(account)

    def _account(self, number: int) -> Account | None:
        """Return an account; a database that is away is not asked again and again for one request."""
        if "database_away" in g:
            raise g.database_away
        try:
            with reading(self._settings) as opened:
                return of_session(opened, number, session[_KEY])
        except DatabaseAway as error:
            if not error.broke:
                g.database_away = error
            raise

    def _lasts(self) -> bool:
        """Return whether the session is neither too old nor was left alone for too long."""
        moment = now()
        since, seen = session.get(_SINCE), session.get(_SEEN)
        if since is None or seen is None or _KEY not in session:
            return False
        longest = self._longest
        idle = timedelta(minutes=self._settings.session_idle_minutes)
        if moment - since > longest or moment - seen > idle:
            return False
        if moment - seen >= _STEP:
            session[_SEEN] = moment
        return True

    @property
    def _longest(self) -> timedelta:
        """How long a session lasts at most."""
        return timedelta(hours=self._settings.session_hours)

    def begin(self, account: Account) -> None:
        """Begin a session; an earlier one of this browser has ended, and everything it held is gone."""
        self._forget()
        session.clear()
        session[_SINCE] = session[_SEEN] = now()
        session[_KEY] = ended_sessions.new_key()
        login_user(LoggedIn(account))

    def end(self) -> None:
        """End the session, whoever else has its cookie."""
        self._forget()
        logout_user()
        session.clear()

    def _forget(self) -> None:
        """Let the present session, if there is one, open nothing any more."""
        key, since = session.get(_KEY), session.get(_SINCE)
        if key and since:
            with transaction(self._settings) as opened:
                ended_sessions.end(opened, key, since + self._longest, now())


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


def recognised() -> Reader:
    """Return whoever asks; nobody in particular while the database, which knows the accounts, is away."""
    try:
        return reader()
    except DatabaseAway:
        return ANONYMOUS


def own_scope(permission: str, settings: Settings) -> Scope:
    """Return where whoever asks may do something.

    What is open to everybody is so too for somebody whom nobody can recognise at the moment.

    Raises
    ------
    DatabaseAway
        If it is not open to everybody, and the database is away.
    """
    try:
        return scope(reader(), permission, settings)
    except DatabaseAway:
        anybody = scope(ANONYMOUS, permission, settings)
        if not anybody.unlimited:
            raise
        return anybody


def began() -> datetime | None:
    """Return when the session of whoever asks began; nothing without one."""
    found: datetime | None = session.get(_SINCE)
    return found


def address(asked: Request) -> str:
    """Return where a request comes from, for the log and for counting failures."""
    return asked.remote_addr or ""
