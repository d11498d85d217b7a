"""``belsendi displays``: made, listed and taken back on the command line."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from dashboard.access import displays
from dashboard.database import connection, transaction
from tests.installation import Installation
from tests.published_weeks import REPUBLIC, Country

DISTRICT, SCHOOL = "100100000", "s00002"


@pytest.fixture
def published(installation: Installation) -> Installation:
    """An installation with a published country."""
    installation.call("db", "upgrade")
    with transaction(installation.settings) as opened:
        Country(schools=3, districts=2, regions=2).publish(opened)
    return installation


def listed(installation: Installation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(installation.call("displays", "list", "--json").stdout)
    return found


def test_a_pairing_address_goes_to_stdout_and_a_square_to_stderr(published: Installation) -> None:
    result = published.call("displays", "add", "Hall", "--unit", DISTRICT)
    assert result.exit_code == 0, result.stderr
    address = re.fullmatch(r"http://127\.0\.0\.1:8050/kk/wall/pair#([a-z2-9-]{29})\n", result.stdout)
    assert address
    assert "█" in result.stderr
    assert "shown this once" in result.stderr
    with connection(published.settings) as opened:
        found = displays.recognised(opened, address[1])
    assert found
    assert (found.name, found.unit) == ("Hall", DISTRICT)
    assert address[1] not in published.call("displays", "list").stdout
    assert address[1] not in str(listed(published))


def test_the_address_is_the_one_the_screen_reaches(published: Installation) -> None:
    words = ("--unit", REPUBLIC, "--address", "https://monitor.example.kz/belsendi", "--language", "ru", "--json")
    made = json.loads(published.call("displays", "add", "Hall", *words).stdout)
    assert made["address"] == f"https://monitor.example.kz/belsendi/ru/wall/pair#{made['code']}"
    assert (made["number"], made["name"], made["unit"]) == (1, "Hall", REPUBLIC)


def test_a_display_is_listed_and_taken_back_once(published: Installation) -> None:
    published.call("displays", "add", "Hall", "--unit", DISTRICT)
    (one,) = listed(published)
    assert {key: one[key] for key in ("number", "name", "unit", "last_seen_at", "version", "revoked_at")} == {
        "number": 1,
        "name": "Hall",
        "unit": DISTRICT,
        "last_seen_at": None,
        "version": None,
        "revoked_at": None,
    }
    assert "Hall" in published.call("displays", "list").stdout
    assert "shows nothing any more" in published.call("displays", "revoke", 1).stderr
    assert listed(published)[0]["revoked_at"]
    assert "revoked" in published.call("displays", "list").stdout
    again = published.call("displays", "revoke", 1)
    assert again.exit_code == 4
    assert "already" in again.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("add", "Hall", "--unit", "999"), "no unit of the latest published week"),
        (("add", "Hall", "--unit", SCHOOL), "no unit of the latest published week"),
        (("add", " ", "--unit", DISTRICT), "cannot be the name of a display"),
        (("add", "Hall", "--unit", DISTRICT, "--address", "monitor.example.kz"), "write it like https"),
        (("add", "Hall", "--unit", DISTRICT, "--address", "https://x.kz/?a=1"), "write it like https"),
        (("revoke", "7"), "no display 7"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(
    published: Installation, words: tuple[str, ...], message: str
) -> None:
    result = published.call("displays", *words)
    assert result.exit_code == 4
    assert message in result.stderr
    assert listed(published) == []
