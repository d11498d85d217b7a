"""``belsendi tokens``: made, listed and taken back on the command line."""

from __future__ import annotations

import json

import pytest

from dashboard.database import transaction
from tests.installation import Installation
from tests.published_weeks import REPUBLIC, Country

DISTRICT = "100100000"


@pytest.fixture
def published(installation: Installation) -> Installation:
    """An installation with a published country and an account."""
    installation.call("db", "upgrade")
    with transaction(installation.settings) as opened:
        Country(schools=3, districts=2, regions=2).publish(opened)
    installation.call("users", "add", "office", "--role", "org_staff", "--at", REPUBLIC)
    return installation


def add(installation: Installation, *words: str, place: str = DISTRICT) -> str:
    result = installation.call("tokens", "add", "office", "--label", "weekly copy", "--at", place, *words)
    assert result.exit_code == 0, result.stderr
    assert "shown this once" in result.stderr
    return result.stdout.strip()


def listed(installation: Installation, *words: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(installation.call("tokens", "list", "--json", *words).stdout)
    return found


def test_a_token_goes_to_stdout_and_is_never_shown_again(published: Installation) -> None:
    secret = add(published)
    assert secret.startswith("belsendi_")
    assert secret not in published.call("tokens", "list").stdout
    (one,) = listed(published)
    assert secret not in str(one)
    assert {key: one[key] for key in ("number", "login", "label", "place", "permissions", "state")} == {
        "number": 1,
        "login": "office",
        "label": "weekly copy",
        "place": DISTRICT,
        "permissions": ["monitor.view", "schools.list"],
        "state": "valid",
    }


def test_a_token_may_be_for_less_and_for_any_place(published: Installation) -> None:
    add(published, "--may", "monitor.view", "--days", "7", place="s00002")
    add(published, place=REPUBLIC)
    assert [(one["place"], one["permissions"]) for one in listed(published, "--of", "office")] == [
        ("s00002", ["monitor.view"]),
        (REPUBLIC, ["monitor.view", "schools.list"]),
    ]


def test_a_token_is_taken_back_once(published: Installation) -> None:
    add(published)
    assert "opens nothing any more" in published.call("tokens", "revoke", 1).stderr
    assert [one["state"] for one in listed(published)] == ["revoked"]
    again = published.call("tokens", "revoke", 1)
    assert again.exit_code == 4
    assert "already" in again.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("add", "office", "--label", "x", "--at", "999"), "no unit and no school"),
        (("add", "nobody", "--label", "x", "--at", REPUBLIC), "no account 'nobody'"),
        (("list", "--of", "nobody"), "no account 'nobody'"),
        (("revoke", "7"), "no token 7"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(
    published: Installation, words: tuple[str, ...], message: str
) -> None:
    result = published.call("tokens", *words)
    assert result.exit_code == 4
    assert message in result.stderr
    assert listed(published) == []
