"""The language is the first part of the path: ``/kk/``, ``/ru/``, ``/en/``.

It is cut off before Flask sees the path, so every address behind it (the page, its data, Dash's own requests) exists
once and carries its language: two tabs in two languages never disturb one another, which a cookie could not promise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from werkzeug.http import parse_cookie

ENVIRON_KEY = "belsendilik.lang"
COOKIE = "lang"
_YEAR = 365 * 24 * 3600

WsgiApplication = Callable[..., Iterable[bytes]]


class LanguagePrefix:
    """WSGI middleware: cuts the language off the path; sends a bare path to the reader's last language.

    Parameters
    ----------
    application
        What answers the request.
    languages
        Codes that may stand first in a path.
    default
        Language of a reader who has not chosen one (A-11: Kazakh).
    prefix
        Path under which the monitor is served; starts and ends with a slash.
    secure
        Whether readers come by TLS alone.
    """

    def __init__(
        self,
        application: WsgiApplication,
        languages: Mapping[str, Any],
        default: str,
        prefix: str = "/",
        *,
        secure: bool = False,
    ) -> None:
        self._application = application
        self._languages = languages
        self._default = default
        self._prefix = prefix
        self._kept = f"Path={prefix}; Max-Age={_YEAR}; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "/")
        if len(self._prefix) > 1 and f"{path}/" == self._prefix:
            return self._redirect(environ, start_response, self._last(environ))
        if len(self._prefix) > 1 and path.startswith(self._prefix):
            path = environ["PATH_INFO"] = path[len(self._prefix) - 1 :]
        language, slash, rest = path.lstrip("/").partition("/")
        if language in self._languages:
            if not slash:
                return self._redirect(environ, start_response, language)
            environ["PATH_INFO"] = f"/{rest}"
            environ[ENVIRON_KEY] = language
            return self._application(
                environ, self._remembering(start_response, language) if not rest else start_response
            )
        if not language:
            return self._redirect(environ, start_response, self._last(environ))
        environ[ENVIRON_KEY] = self._last(environ)
        return self._application(environ, start_response)

    def _last(self, environ: Mapping[str, Any]) -> str:
        """Return the language of the reader's last page, or the default."""
        last = parse_cookie(environ.get("HTTP_COOKIE", "")).get(COOKIE, self._default)
        return last if last in self._languages else self._default

    def _redirect(self, environ: Mapping[str, Any], start_response: Callable[..., Any], language: str) -> list[bytes]:
        """Send the reader to the page in a language; the query string goes along."""
        query = environ.get("QUERY_STRING", "")
        target = f"{self._prefix}{language}/" + (f"?{query}" if query else "")
        start_response("302 Found", [("Location", target), ("Cache-Control", "no-store"), ("Vary", "Cookie")])
        return [b""]

    def _remembering(self, start_response: Callable[..., Any], language: str) -> Callable[..., Any]:
        """Return a start_response that also keeps the page's language for the next bare address."""
        cookie = f"{COOKIE}={language}; {self._kept}"

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [*headers, ("Set-Cookie", cookie)], *rest)

        return start
