"""``belsendi audit``: what people did, filtered; publications and exports among it; shortened by age."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from dashboard.access import audit
from dashboard.database import transaction
from tests.factories import WEEK, small_drop
from tests.installation import Installation


@pytest.fixture
def installed(installation: Installation) -> Installation:
    """An installation with a published week and an account."""
    installation.build(small_drop(installation.folder / "drop"), "--publish")
    assert installation.call("users", "add", "kostanay").exit_code == 0
    return installation


def listed(installed: Installation, *words: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(installed.call("audit", "list", "--json", *words).stdout)
    return found


def test_publications_exports_and_accounts_are_logged(installed: Installation) -> None:
    installed.export(WEEK)
    installed.call("snapshot", "withdraw", "--week", WEEK)
    found = listed(installed)
    assert [one["action"] for one in reversed(found)] == ["published", "account_added", "export", "withdrawn"]
    assert {"revision": 1, "week": WEEK.isoformat()}.items() <= found[-1]["details"].items()
    assert all("@" in one["actor"] for one in found)


@pytest.mark.parametrize(
    ("words", "actions"),
    [
        (("--action", "refused"), ["refused"]),
        (("--who", "vis"), ["refused"]),
        (("--at", "351000000"), ["refused"]),
        (("--since", "2020-01-01", "--until", "2020-12-31"), ["login"]),
        (("--limit", "1"), ["account_added"]),
        (("--who", "nobody at all"), []),
    ],
)
def test_the_log_is_filtered_by_who_when_what_and_where(
    installed: Installation, words: tuple[str, ...], actions: list[str]
) -> None:
    with transaction(installed.settings) as opened:
        old = audit.moment().replace(year=2020, month=6)
        audit.record(opened, audit.Entry(old, "before", "192.0.2.1", "login"))
        young = audit.moment() - timedelta(minutes=5)
        audit.record(opened, audit.Entry(young, "visitor", "192.0.2.1", "refused", "351000000"))
    assert [one["action"] for one in listed(installed, *words)] == actions


def test_old_lines_are_pruned_and_the_log_says_so(installed: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction(installed.settings) as opened:
        for days in (100, 400, 2000):
            at = audit.moment() - timedelta(days=days)
            audit.record(opened, audit.Entry(at, "old", "", "login"))
    assert "1 lines older than 1095 days" in installed.call("audit", "prune").stderr
    monkeypatch.setenv("BELSENDI_AUDIT_DAYS", "0")
    assert "for ever" in installed.call("audit", "prune").stderr
    installed.call("audit", "prune", "--days", "300")
    found = listed(installed)
    assert [one["action"] for one in found].count("login") == 1
    assert [one["details"] for one in found if one["action"] == "pruned"] == [
        {"days": 300, "lines": 1},
        {"days": 1095, "lines": 1},
    ]
    assert installed.call("audit", "prune", "--days", "30").exit_code == 4


def test_people_read_words(installed: Installation) -> None:
    text = installed.call("audit", "list").stdout
    assert "published a week" in text
    assert "made an account" in text
