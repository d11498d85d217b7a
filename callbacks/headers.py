"""The headers that tell browsers what a page may do; on every answer, whoever made it.

They stand around the whole application, since style sheets, redirects to a language and errors never pass Flask's own
hooks; this is why no extension of Flask does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from werkzeug.datastructures import Headers

from dashboard.settings import Settings

WsgiApplication = Callable[..., Iterable[bytes]]

_TWO_YEARS = 2 * 365 * 24 * 3600
# What a page of ours never needs.
_DEVICES = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)


def content_policy(script_hashes: Sequence[str], *, https: bool = False, form_origin: str = "") -> str:
    """Return the policy of a page's content (CSP 3).

    Nothing comes from another host; no script stands in the page but those whose hash is named. The page's own elements
    carry widths and places as style attributes; plotly also writes an empty style element into which it puts rules.

    Parameters
    ----------
    script_hashes
        Of Dash's own scripts in the page, as ``'sha256-…'``.
    https
        Whether readers come by TLS alone.
    form_origin
        Another origin that forms lead to: logging out goes on at the identity provider.
    """
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", *script_hashes]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": f"'self' {form_origin}",
        "frame-ancestors": "'none'",
        **({"upgrade-insecure-requests": ""} if https else {}),
    }
    return "; ".join(f"{name} {value}".strip() for name, value in rules.items())


def security_headers(settings: Settings, script_hashes: Sequence[str]) -> Mapping[str, str]:
    """Return the headers of every answer."""
    headers = {
        "Content-Security-Policy": content_policy(
            script_hashes, https=settings.https, form_origin=settings.oidc_origin
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{device}=()" for device in _DEVICES),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
    return {**headers, "Strict-Transport-Security": f"max-age={_TWO_YEARS}"} if settings.https else headers


class SecurityHeaders:
    """WSGI middleware: adds headers to every answer that does not carry them already.

    Parameters
    ----------
    application
        What answers.
    headers
        Name to value.
    """

    def __init__(self, application: WsgiApplication, headers: Mapping[str, str]) -> None:
        self._application = application
        self._headers = headers

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            there = Headers(headers)
            more = [(name, value) for name, value in self._headers.items() if name not in there]
            return start_response(status, [*headers, *more], *rest)

        return self._application(environ, start)
