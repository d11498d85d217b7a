"""Where units and schools lie, in the week that is asked about (Q-100)."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, insert, select

from dashboard.access.account_list import search as accounts
from dashboard.access.audit import moment
from dashboard.access.audit_search import Filter
from dashboard.access.audit_search import search as entries
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant, Scope
from dashboard.access.directory import load
from dashboard.access.places import NOWHERE, kind_of, latest_snapshot, lies_in, locate
from dashboard.database import transaction
from dashboard.schema import account, account_grant
from dashboard.settings import Settings
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


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("s00002//5A", "class"),
        ("s99999//5A", ""),
        ("s00002//", ""),
        ("s00002/5A", ""),
        ("100100000//5A", ""),
        ("//5A", ""),
    ],
)
def test_a_class_lies_in_its_school(connection: Connection, place: str, kind: str) -> None:
    made = Country().publish(connection)
    found = locate(connection, made[LATEST], place)
    assert (kind_of(connection, place), found.path[-1:]) == (kind, (place,) if kind else ())
    directory = load(connection, made[LATEST])
    held = directory.held(Grant("class_teacher", place))
    assert (held.kind, tuple(held.path)) == (kind, found.path)


def test_who_administers_a_school_sees_the_roles_of_its_classes(connection: Connection, changes: Changes) -> None:
    """In the list of accounts, by a search, and in the log; nobody else does."""
    Country().publish(connection)
    directory = load(connection, latest_snapshot(connection))
    changes.add("tutor", "T")
    changes.grant("tutor", Grant("class_teacher", "s00002//5A"), "class")
    for region, logins in (("100000000", ["tutor"]), ("110000000", [])):
        within = directory.within(Scope(places=frozenset({region})))
        for text in ("", "5A"):
            assert [one.login for one in accounts(connection, directory, within, text).accounts] == logins
        found = entries(connection, Filter(action="role_granted"), within).entries
        assert [one.place for one in found] == ["s00002//5A"] * len(logins)
    below = entries(connection, Filter(places=directory.below("s00002")), None).entries
    assert {one.place for one in below} == {"s00002//5A"}


def test_a_class_is_found_by_school_and_class_alike_on_each_database(any_database: Settings) -> None:
    with transaction(any_database) as opened:
        for login, place in (("a", "s1//5A"), ("b", "s10//5A"), ("c", "s1")):
            Changes(opened, Author("x")).add(login, login)
            number = select(account.c.id).where(account.c.login == login).scalar_subquery()
            given = {"account_id": number, "role": "teacher", "place": place, "granted_by": "x"}
            opened.execute(insert(account_grant).values(**given, granted_at=moment()))
        found = opened.scalars(select(account_grant.c.place).where(lies_in(account_grant.c.place, ["s1"])))
        assert set(found) == {"s1//5A", "s1"}
