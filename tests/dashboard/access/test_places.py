"""Where units and schools lie, in the week that is asked about (Q-100)."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from dashboard.access.places import NOWHERE, kind_of, latest_snapshot, locate
from tests.published_weeks import LATEST, MISSING, REPUBLIC, Country


def test_without_a_published_week_there_is_the_republic_alone(connection: Connection) -> None:
    assert latest_snapshot(connection) is None
    assert kind_of(connection, REPUBLIC) == "republic"
    assert kind_of(connection, "100000000") == ""


@pytest.mark.parametrize(
    ("place", "path", "kind"),
    [
        (REPUBLIC, (REPUBLIC,), "republic"),
        ("110000000", (REPUBLIC, "110000000"), "region"),
        ("110200000", (REPUBLIC, "110000000", "110200000"), "district"),
        ("s00002", (REPUBLIC, "100000000", "100100000", "s00002"), "school"),
        ("s99999", (), ""),
        ("", (), ""),
    ],
)
def test_q100_a_place_is_found_with_everything_above_it(
    connection: Connection, place: str, path: tuple[str, ...], kind: str
) -> None:
    made = Country().publish(connection)
    found = locate(connection, made[LATEST], place)
    assert (found.path, found.kind) == (path, kind)
    assert kind_of(connection, place) == kind
    assert (found == NOWHERE) is not bool(path)


def test_the_latest_week_is_meant_unless_another_is_named(connection: Connection) -> None:
    made = Country().publish(connection)
    assert latest_snapshot(connection) == made[LATEST]
    assert [latest_snapshot(connection, week) for week in made] == list(made.values())
    assert latest_snapshot(connection, MISSING) is None
