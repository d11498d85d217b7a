"""Logging in at an identity provider: OpenID Connect Core 1.0, authorization code with PKCE (RFC 7636).

The only thing that speaks to another host while the monitor runs, and only to the issuer of the settings, when somebody
logs in there. It is imported then, so a process without such logins never loads it.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from dashboard.access.handshake import Identity, Pending
from dashboard.errors import ProviderDown, ProviderRefused
from dashboard.settings import Settings

# Signatures that need the provider's own key: neither none nor a secret that this side knows as well.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
_SCOPES = "openid profile email"
_PATIENCE = 10  # seconds for one answer of the provider
_MEMORY = 3600  # seconds after which its description is read again
_LEEWAY = 60  # seconds clocks may differ
_BYTES = 32
_DESCRIPTION = "/.well-known/openid-configuration"
_NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class IdentityProvider:
    """One provider, as its own description describes it.

    Parameters
    ----------
    settings
        Issuer, client and secret.
    clock
        Seconds that only grow.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._read_at = float("-inf")
        self._description: Mapping[str, Any] = {}
        self._keys: KeySet | None = None

    def begin(self, redirect: str) -> tuple[str, Pending]:
        """Return where to send the browser, and what to remember until it comes back.

        Raises
        ------
        ProviderDown
            If the provider does not describe itself.
        """
        pending = Pending(*(secrets.token_urlsafe(_BYTES) for _ in range(3)))
        with self._client(redirect) as client:
            address, _ = client.create_authorization_url(
                self._described()["authorization_endpoint"],
                state=pending.state,
                nonce=pending.nonce,
                code_verifier=pending.verifier,
            )
        return str(address), pending

    def finish(self, redirect: str, pending: Pending, code: str) -> Identity:
        """Return who came back with a code.

        Raises
        ------
        ProviderDown
            If the provider does not answer.
        ProviderRefused
            If it does not take the code, or what it says of the person cannot be believed.
        """
        with self._client(redirect) as client:
            tokens = self._tokens(client, pending, code)
            claims = self._claims(tokens, pending)
            if self._settings.oidc_groups not in claims and "userinfo_endpoint" in self._described():
                claims = {**self._more(client, claims["sub"]), **claims}
        return self._identity(claims)

    def farewell(self, back: str) -> str | None:
        """Return where to log out at the provider too (RP-Initiated Logout 1.0); None where it has no such page."""
        try:
            found = self._described().get("end_session_endpoint")
        except ProviderDown:
            return None
        if not found:
            return None
        fields = urlencode({"client_id": self._settings.oidc_client_id, "post_logout_redirect_uri": back})
        return f"{found}{'&' if '?' in found else '?'}{fields}"

    def _client(self, redirect: str) -> OAuth2Session:
        """Return a client of the provider."""
        return OAuth2Session(
            self._settings.oidc_client_id,
            self._settings.oidc_client_secret or None,
            scope=_SCOPES,
            redirect_uri=redirect,
            code_challenge_method="S256",
            token_endpoint_auth_method=self._method(),
            default_timeout=_PATIENCE,
        )

    def _method(self) -> str:
        """Return how the client proves itself: by its secret as the provider wants it, or not at all without one."""
        if not self._settings.oidc_client_secret:
            return "none"
        offered = self._described().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"

    def _described(self) -> Mapping[str, Any]:
        """Return the provider's description of itself (OpenID Connect Discovery 1.0)."""
        if self._clock() - self._read_at >= _MEMORY:
            issuer = self._settings.oidc_issuer
            found = _json(issuer.rstrip("/") + _DESCRIPTION)
            missing = [name for name in _NEEDED if not isinstance(found.get(name), str)]
            if missing or found["issuer"] != issuer:
                raise ProviderDown(
                    f"{issuer} describes itself as {found.get('issuer')!r}, without {', '.join(missing) or 'gaps'}. "
                    "BELSENDI_OIDC_ISSUER has to be the issuer letter by letter."
                )
            for name in _NEEDED[1:]:
                _check_address(found[name])
            self._description, self._keys, self._read_at = found, None, self._clock()
        return self._description

    def _tokens(self, client: OAuth2Session, pending: Pending, code: str) -> Mapping[str, Any]:
        """Return what the provider gives for a code."""
        try:
            found: Mapping[str, Any] = client.fetch_token(
                self._described()["token_endpoint"], code=code, code_verifier=pending.verifier
            )
        except requests.RequestException as error:
            raise ProviderDown(f"The identity provider gives no tokens: {error}") from error
        except (AuthlibBaseError, ValueError) as error:
            raise ProviderRefused(f"The identity provider does not take the code: {error}") from error
        if not isinstance(found.get("id_token"), str):
            raise ProviderRefused("The identity provider says nothing about the person: there is no id_token.")
        return found

    def _claims(self, tokens: Mapping[str, Any], pending: Pending) -> dict[str, Any]:
        """Return what the id token says, if it is the provider's own, for us, for this login and of now."""
        try:
            token = self._verified(tokens["id_token"])
            claims = CodeIDToken(
                token.claims,
                token.header,
                {
                    "iss": {"essential": True, "value": self._settings.oidc_issuer},
                    "aud": {"essential": True, "value": self._settings.oidc_client_id},
                    "nonce": {"essential": True, "value": pending.nonce},
                },
                {
                    "nonce": pending.nonce,
                    "client_id": self._settings.oidc_client_id,
                    "access_token": tokens.get("access_token"),
                },
            )
            claims.validate(leeway=_LEEWAY)
        except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError) as error:
            raise ProviderRefused(f"The id token cannot be believed: {error or type(error).__name__}") from error
        return dict(claims)

    def _verified(self, token: str) -> jwt.Token:
        """Return a token whose signature is the provider's; a key nobody knows is looked up once anew."""
        offered = self._described().get("id_token_signing_alg_values_supported") or ["RS256"]
        algorithms = [name for name in ALGORITHMS if name in offered]
        try:
            return jwt.decode(token, self._key_set(), algorithms=algorithms)
        except InvalidKeyIdError:
            self._keys = None
            return jwt.decode(token, self._key_set(), algorithms=algorithms)

    def _key_set(self) -> KeySet:
        """Return the provider's keys."""
        if self._keys is None:
            self._keys = KeySet.import_key_set(_json(self._described()["jwks_uri"]))  # type: ignore[arg-type]
        return self._keys

    def _more(self, client: OAuth2Session, subject: str) -> dict[str, Any]:
        """Return what the provider only says when it is asked: of the same person, or nothing."""
        try:
            answer = client.get(self._described()["userinfo_endpoint"])
            answer.raise_for_status()
            found = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise ProviderDown(f"The identity provider says nothing more about a person: {error}") from error
        return found if isinstance(found, dict) and found.get("sub") == subject else {}

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        """Return a person out of claims."""
        subject, groups = claims.get("sub"), claims.get(self._settings.oidc_groups)
        if not isinstance(subject, str) or not subject:
            raise ProviderRefused("The id token names nobody: its sub is no text.")
        login = next((claims[key] for key in ("preferred_username", "email") if _is_text(claims.get(key))), subject)
        name = claims["name"] if _is_text(claims.get("name")) else login
        listed = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
        return Identity(self._settings.oidc_issuer, subject, login, name, tuple(one for one in listed if _is_text(one)))


def _is_text(value: object) -> bool:
    """Return whether a claim is a text that is not empty."""
    return isinstance(value, str) and bool(value.strip())


def _json(address: str) -> dict[str, Any]:
    """Return a document of the provider."""
    try:
        answer = requests.get(_check_address(address), timeout=_PATIENCE, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise ProviderDown(f"The identity provider does not answer: {error}") from error
    if not isinstance(found, dict):
        raise ProviderDown(f"The identity provider answers {address} with something else than an object.")
    return found


def _check_address(address: str) -> str:
    """Return an address, if what goes there cannot be read on the way."""
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise ProviderDown(f"The identity provider names {address}, which is not https.")
    return address
