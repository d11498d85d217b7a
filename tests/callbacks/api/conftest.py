"""An installation whose API is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from dashboard import migrations
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant
from dashboard.access.tokens import Wish, add
from dashboard.database import transaction
from dashboard.settings import Settings
from tests.published_weeks import Country

AUTHOR = Author("root@server")
DISTRICT, SIBLING, REGION, FOREIGN = "100100000", "100200000", "100000000", "110000000"


@dataclass(frozen=True)
class Asked:
    """The API, and how to ask it.

    Attributes
    ----------
    settings
        The installation; its first district has eight schools.
    tokens
        By what they open.
    """

    settings: Settings
    tokens: dict[str, str]
    client: FlaskClient

    def get(self, path: str, token: str = "", **headers: str) -> TestResponse:
        """Ask for something below ``/api/v1``."""
        if token:
            headers["Authorization"] = f"Bearer {self.tokens.get(token, token)}"
        return self.client.get(f"/api/v1{path}", headers=headers)

    def rows(self, path: str, token: str = "") -> list[dict[str, Any]]:
        """Return the rows of a list."""
        answer = self.get(path, token)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.get_json()["data"]
        return found

    def all_rows(self, path: str, token: str = "") -> list[dict[str, Any]]:
        """Return the rows of all pages, following the links."""
        found: list[dict[str, Any]] = []
        base, _, query = path.partition("?")
        for _ in range(1_000):
            answer = self.get(f"{base}?{query}", token)
            assert answer.status_code == 200, answer.text
            body = answer.get_json()
            found += body["data"]
            if body["next"] is None:
                assert "Link" not in answer.headers
                return found
            query = answer.headers["Link"].split(">")[0].removeprefix("<?")
        raise AssertionError("the list has no end")


def _tokens(settings: Settings) -> dict[str, str]:
    """Make accounts and tokens; return the tokens by what they open."""
    made = {}
    with transaction(settings) as opened:
        Country().publish(opened)
        changes = Changes(opened, AUTHOR)
        for place, kind, role in (
            ("000000000", "republic", "org_staff"),
            (REGION, "region", "org_staff"),
            (DISTRICT, "district", "org_staff"),
            (SIBLING, "district", "org_staff"),
            (FOREIGN, "region", "org_staff"),
            ("s00003", "school", "director"),
        ):
            changes.add(f"of-{place}", "x")
            changes.grant(f"of-{place}", Grant(role, place), kind)
            made[place] = add(opened, AUTHOR, Wish(f"of-{place}", "tests", place))
        changes.add("nothing", "x")
        made["nothing"] = add(opened, AUTHOR, Wish("nothing", "tests", "000000000"))
        made["narrow"] = add(opened, AUTHOR, Wish("of-000000000", "tests", "s00004"))
        made["monitor"] = add(opened, AUTHOR, Wish("of-000000000", "tests", "000000000", ("monitor.view",)))
    return made


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, dict[str, str]]:
    """A closed installation with a published country, and tokens."""
    folder: Path = tmp_path_factory.mktemp("api")
    settings = Settings(
        f"sqlite:///{folder / 'belsendi.db'}", folder, compress=False, public_monitor=False, public_school_list=False
    )
    migrations.upgrade(settings)
    return settings, _tokens(settings)


@pytest.fixture(scope="session")
def public(installed: tuple[Settings, dict[str, str]]) -> Asked:
    """The API of a public monitor."""
    settings = replace(installed[0], public_monitor=True, public_school_list=True)
    server: Flask = create_app(settings).server
    return Asked(settings, installed[1], server.test_client())


@pytest.fixture(scope="session")
def closed(installed: tuple[Settings, dict[str, str]]) -> Asked:
    """The API of a closed monitor."""
    return Asked(*installed, create_app(installed[0]).server.test_client())
