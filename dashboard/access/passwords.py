"""Passwords: what a good one is, how it is kept, how it is compared."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from dashboard.errors import AccessError

SHORTEST, LONGEST = 10, 200
_TELLING = 4  # characters from which a login inside a password is no chance
_VARIETY = 4  # different characters
# A first password is read from paper: no letters that look like one another. 20 of 31 are 99 bits.
_LEGIBLE, _GROUPS, _GROUP = "abcdefghjkmnpqrstuvwxyz23456789", 5, 4
_HASHER = PasswordHasher()  # Argon2id with the parameters of RFC 9106 for machines with little memory


def check_strength(password: str, login: str) -> None:
    """Refuse a password that is guessed first: short, well known, or the login itself.

    Length and a list of passwords that were found in breaches are all that is asked: rules on kinds of characters make
    passwords worse (NIST SP 800-63B, 5.1.1.2).

    Raises
    ------
    AccessError
        With what is wrong and what to do.
    """
    plain = _plain(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise AccessError(f"The password has {len(plain)} characters; choose one of {SHORTEST} to {LONGEST}.")
    if plain.casefold() in _known():
        raise AccessError("The password stands in lists of stolen passwords; choose another one.")
    if len(login) >= _TELLING and login.casefold() in plain.casefold():
        raise AccessError("The password contains the login; choose another one.")
    if len(set(plain)) < _VARIETY:
        raise AccessError("The password repeats a few characters; choose another one.")


def first_password() -> str:
    """Return a password made up by chance, to be handed over once: ``k7hq-x2pn-9wta-mn3r-ve4d``."""
    return legible_secret(_GROUPS)


def legible_secret(groups: int) -> str:
    """Return a secret made up by chance that can be read from paper and typed: groups of four characters."""
    return "-".join("".join(secrets.choice(_LEGIBLE) for _ in range(_GROUP)) for _ in range(groups))


def hashed(password: str) -> str:
    """Return what is kept of a password: an Argon2id hash with its parameters and salt (RFC 9106)."""
    return _HASHER.hash(_plain(password))


def matches(password: str, kept: str | None) -> bool:
    """Return whether a password is the one whose hash is kept.

    Without a hash (nobody has this login, or logs in elsewhere) the answer takes the same time and is no.
    """
    try:
        return _HASHER.verify(kept or _nobody(), _plain(password)) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def warm_up() -> None:
    """Make what the first comparison would have to make: it must not take longer than the others."""
    _nobody()
    _known()


def outdated(kept: str) -> bool:
    """Return whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def _plain(password: str) -> str:
    """Return a password in one of the forms keyboards type it in."""
    return unicodedata.normalize("NFKC", password)


@cache
def _known() -> frozenset[str]:
    """Return the passwords everybody tries first, from zxcvbn's list of breaches."""
    return frozenset(FREQUENCY_LISTS["passwords"])


@cache
def _nobody() -> str:
    """Return the hash of a password nobody has."""
    return _HASHER.hash("")
