"""Lists of accounts: by scope, by words, a page at a time."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from dashboard.access.account_list import PAGE_SIZE, search
from dashboard.access.changes import Changes
from dashboard.access.decision import Grant
from dashboard.access.directory import Directory, load
from dashboard.access.places import latest_snapshot
from tests.published_weeks import Country

REGION, OTHER = "100000000", "110000000"


@pytest.fixture
def directory(connection: Connection, changes: Changes) -> Directory:
    """A small country with people of two regions."""
    Country().publish(connection)
    for login, name, places in (
        ("kim", "Ким Алия", [REGION]),
        ("serik", "Серік Қайрат", [REGION, OTHER]),
        ("petrov", "Петров И.", [OTHER]),
        ("new", "Новый", []),
    ):
        changes.add(login, name)
        for place in places:
            changes.grant(login, Grant("org_head", place), "region")
    return load(connection, latest_snapshot(connection))


@pytest.mark.parametrize(
    ("within", "text", "found"),
    [
        (None, "", ["kim", "new", "petrov", "serik"]),
        ([REGION], "", ["kim", "serik"]),
        ([REGION], "  ", ["kim", "serik"]),
        ([], "", []),
        (None, "СЕРИК кайрат", ["serik"]),
        (None, "ким", ["kim"]),
        ([REGION], "петров", []),
        (None, "г. алматы", ["petrov", "serik"]),
        ([REGION], "г. алматы", []),
        (None, OTHER, ["petrov", "serik"]),
        (None, "%", []),
    ],
)
def test_accounts_are_found_by_login_name_and_place_within_the_scope(
    connection: Connection, directory: Directory, within: list[str] | None, text: str, found: list[str]
) -> None:
    """A place out of the scope finds nobody: it would tell where else somebody has a role."""
    assert [one.login for one in search(connection, directory, within, text).accounts] == found


@pytest.mark.parametrize("text", ["", "clerk"])
def test_long_lists_have_pages(connection: Connection, directory: Directory, changes: Changes, text: str) -> None:
    for at in range(PAGE_SIZE + 1):
        changes.add(f"clerk{at:03d}", "Clerk")
    total = PAGE_SIZE + 1 + (0 if text else 4)
    pages = [search(connection, directory, None, text, page) for page in (1, 2, 99, 0)]
    assert [(one.page, one.pages, one.total) for one in pages] == [
        (1, 2, total),
        (2, 2, total),
        (2, 2, total),
        (1, 2, total),
    ]
    assert len(pages[0].accounts) == PAGE_SIZE
    logins = [one.login for page in pages[:2] for one in page.accounts]
    assert logins == sorted(set(logins))
    assert len(logins) == total
