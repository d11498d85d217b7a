"""What is known while somebody logs in at an identity provider: before, and after."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pending:
    """What a login is recognised by when the browser comes back.

    Attributes
    ----------
    state
        Comes back with the browser: only who began here ends here.
    nonce
        Comes back inside the id token: it was made for this login.
    verifier
        Proves to the provider that whoever brings the code asked for it (PKCE).
    """

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Identity:
    """A person, as the provider knows them.

    Attributes
    ----------
    issuer, subject
        Who they are, for ever (OpenID Connect Core 2).
    login, name
        What they call themselves there.
    groups
        What they belong to.
    """

    issuer: str
    subject: str
    login: str
    name: str
    groups: tuple[str, ...]

    @property
    def key(self) -> str:
        """What their account is found by."""
        return f"{self.issuer} {self.subject}"
