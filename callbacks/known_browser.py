"""Browsers in which an account was logged in before: failures of others do not make them wait (`access.throttle`).

The cookie opens nothing. It says by which counter a password is tried: by one's own, or by those anybody can raise. It
is signed, and does not say whose it is to whoever looks at it.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import blake2b

from flask import request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from dashboard.access.accounts import folded
from dashboard.access.secrets import secret_key
from dashboard.settings import Settings

COOKIE = "known"
_LASTING = timedelta(days=180)  # since the last login
_LONGEST = 300  # characters
_SALT = "known browser"


class KnownBrowsers:
    """Gives browsers their cookies, and knows them again.

    Parameters
    ----------
    settings
        The key of the installation; whether cookies travel by TLS only.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._signer = URLSafeTimedSerializer(secret_key(settings), salt=_SALT)

    def asking(self, login: str) -> str:
        """Return what tells the browser that asks from others; empty where this account was never logged in in it."""
        try:
            number, whose = self._signer.loads(
                request.cookies.get(COOKIE, "")[:_LONGEST], max_age=int(_LASTING.total_seconds())
            )
        except (BadSignature, ValueError, TypeError):
            return ""
        return str(number) if whose == _hidden(login, str(number)) else ""

    def keep(self, response: Response, login: str) -> None:
        """Give a browser its cookie, once somebody has logged in."""
        number = secrets.token_hex(8)
        response.set_cookie(
            COOKIE,
            self._signer.dumps([number, _hidden(login, number)]),
            max_age=_LASTING,
            path=self._settings.url_prefix,
            secure=self._settings.https,
            httponly=True,
            samesite="Strict",
        )


def _hidden(login: str, number: str) -> str:
    """Return a login as the cookie holds it: another one in each browser."""
    return blake2b(folded(login).encode(), key=number.encode(), digest_size=12).hexdigest()
