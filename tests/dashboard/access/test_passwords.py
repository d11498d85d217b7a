"""Passwords are judged by length and by lists of stolen ones, and kept as Argon2id hashes."""

from __future__ import annotations

import argon2
import pytest
from argon2 import PasswordHasher

from dashboard.access import passwords
from dashboard.access.passwords import check_strength, hashed, matches, outdated
from dashboard.errors import AccessError


@pytest.fixture(autouse=True)
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash as an installation does."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher())


def test_an_installation_hashes_with_the_parameters_of_rfc_9106() -> None:
    """RFC 9106, 4: for machines with little memory 3 passes over 64 MiB in 4 lanes."""
    kept = argon2.extract_parameters(hashed("бес қарға ұшып кетті"))
    assert (kept.time_cost, kept.memory_cost, kept.parallelism) == (3, 64 * 1024, 4)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "has 5 characters"),
        ("x" * 201, "has 201 characters"),
        ("1234567890", "stolen passwords"),
        ("Qwertyuiop", "stolen passwords"),
        ("rudny.oo-2026", "contains the login"),
        ("ababababababab", "repeats a few characters"),
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password: str, reason: str) -> None:
    with pytest.raises(AccessError, match=reason):
        check_strength(password, "Rudny.oo")


@pytest.mark.parametrize("password", ["бес қарға ұшып кетті", "correct horse battery", "k7#mPq-19zLw"])
def test_a_long_unknown_password_is_good_in_any_alphabet(password: str) -> None:
    check_strength(password, "rudny.oo")


def test_a_password_is_kept_as_a_salted_argon2id_hash() -> None:
    kept = hashed("бес қарға ұшып кетті")
    assert kept.startswith("$argon2id$")
    assert kept != hashed("бес қарға ұшып кетті")
    assert matches("бес қарға ұшып кетті", kept)
    assert not matches("бес қарға ұшып кетті ", kept)
    assert not outdated(kept)


def test_letters_typed_as_two_code_points_are_the_same_password() -> None:
    assert matches("й" * 2 + "-парольдер", hashed("й" * 2 + "-парольдер"))


@pytest.mark.parametrize("kept", [None, "", "rubbish"])
def test_nothing_matches_where_no_hash_is_kept(kept: str | None) -> None:
    assert not matches("", kept)
    assert not matches("anything at all", kept)


def test_a_hash_with_weaker_parameters_is_outdated() -> None:
    assert outdated("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$pnlDl2pUDTZIcfWQnpMFlA")
