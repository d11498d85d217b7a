"""The audit log, read: by who, when, what and where, within what its reader may see."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from dashboard.access.audit import Entry, record
from dashboard.access.audit_search import PAGE_SIZE, Filter, every, search
from dashboard.access.changes import Changes
from dashboard.access.decision import Grant
from dashboard.schema import audit

NOON = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)  # noon in Almaty
REGION, OTHER = "100000000", "110000000"
ENTRIES = {
    "own login": Entry(NOON, "kim", "192.0.2.1", "login"),
    "a role here": Entry(NOON + timedelta(hours=1), "root@server", "", "role_granted", REGION, {"login": "kim"}),
    "a role elsewhere": Entry(NOON + timedelta(hours=2), "petrov", "", "role_granted", OTHER),
    "a stranger here": Entry(NOON + timedelta(hours=3), "", "198.51.100.9", "refused", REGION),
    "login elsewhere": Entry(NOON + timedelta(hours=4), "petrov", "", "login"),
    "login of both": Entry(NOON + timedelta(hours=5), "serik", "", "login"),
    "after midnight": Entry(datetime(2026, 11, 20, 19, 0, tzinfo=UTC), "kim", "", "logout"),
}


@pytest.fixture
def log(connection: Connection, changes: Changes) -> Connection:
    """A log with entries of people of two regions."""
    for login, places in (("kim", [REGION]), ("petrov", [OTHER]), ("serik", [REGION, OTHER])):
        changes.add(login, login)
        for place in places:
            changes.grant(login, Grant("org_head", place), "region")
    connection.execute(text("DROP TRIGGER audit_delete"))  # which keeps what is young
    connection.execute(audit.delete())
    for entry in ENTRIES.values():
        record(connection, entry)
    return connection


def named(found: list[Entry]) -> list[str]:
    return [name for entry in found for name, one in ENTRIES.items() if one == entry]


@pytest.mark.parametrize(
    ("asked", "within", "found"),
    [
        (Filter(), None, list(reversed(ENTRIES))),
        (Filter(), [REGION], ["after midnight", "a stranger here", "a role here", "own login"]),
        (Filter(), [OTHER], ["login elsewhere", "a role elsewhere"]),
        (Filter(), [], []),
        (Filter(who="KIM"), None, ["after midnight", "own login"]),
        (Filter(who="_"), None, []),
        (Filter(action="login"), None, ["login of both", "login elsewhere", "own login"]),
        (Filter(places=[REGION]), None, ["a stranger here", "a role here"]),
        (Filter(places=[OTHER]), [REGION], []),
        (Filter(places=[]), None, []),
        (Filter(until=date(2026, 11, 20)), [REGION], ["a stranger here", "a role here", "own login"]),
        (Filter(since=date(2026, 11, 21)), [REGION], ["after midnight"]),
        (Filter(since=date(2026, 11, 22)), None, []),
    ],
)
def test_the_log_is_filtered_within_the_scope(
    log: Connection, asked: Filter, within: list[str] | None, found: list[str]
) -> None:
    """Days are those of Almaty; what people with roles elsewhere did stays out of a region's log."""
    assert named(list(search(log, asked, within).entries)) == found
    assert named(list(every(log, asked, within))) == found


def test_long_logs_have_pages(connection: Connection) -> None:
    for at in range(PAGE_SIZE + 1):
        record(connection, Entry(NOON + timedelta(seconds=at), "a", "", "login"))
    first, second, beyond = (search(connection, Filter(), None, page) for page in (1, 2, 3))
    assert (first.total, first.pages, len(first.entries), len(second.entries)) == (PAGE_SIZE + 1, 2, PAGE_SIZE, 1)
    assert beyond == second
    assert first.entries[0].at > second.entries[0].at
