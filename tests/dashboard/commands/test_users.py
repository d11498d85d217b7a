"""``belsendi users``: accounts made, given roles, closed and listed on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboard.database import transaction
from tests.installation import Installation
from tests.published_weeks import REPUBLIC, Country

HEAD = "login,name,role,place,password\n"


@pytest.fixture
def published(installation: Installation) -> Installation:
    """An installation with a published country."""
    installation.call("db", "upgrade")
    with transaction(installation.settings) as opened:
        Country().publish(opened)
    return installation


def accounts(installation: Installation) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(installation.call("users", "list", "--json").stdout)
    return found


def test_a_first_password_is_shown_once_and_has_to_be_changed(published: Installation) -> None:
    result = published.call("users", "add", "rudny", "--name", "Ким А.", "--role", "org_staff", "--at", REPUBLIC)
    assert result.exit_code == 0
    assert len(result.stdout.strip()) >= 24
    shown = json.loads(published.call("users", "show", "rudny", "--json").stdout)
    assert shown["grants"] == [{"role": "org_staff", "place": REPUBLIC}]
    assert shown["must_change"]
    assert result.stdout.strip() not in published.call("users", "audit", "--json").stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--role", "boss", "--at", REPUBLIC), "no role 'boss'"),
        (("--role", "director", "--at", REPUBLIC), "given for a school; 000000000 is a republic"),
        (("--role", "org_staff", "--at", "999"), "no unit and no school"),
    ],
)
def test_an_account_with_a_role_that_cannot_be_is_not_made(
    published: Installation, words: tuple[str, ...], message: str
) -> None:
    result = published.call("users", "add", "a", *words)
    assert result.exit_code == 4
    assert message in result.stderr
    assert accounts(published) == []


def test_roles_are_given_and_taken_back(published: Installation) -> None:
    published.call("users", "add", "a")
    assert published.call("users", "role", "a", "--role", "org_head", "--at", REPUBLIC).exit_code == 0
    assert accounts(published)[0]["grants"] == [{"role": "org_head", "place": REPUBLIC}]
    assert published.call("users", "role", "a", "--role", "org_head", "--at", REPUBLIC, "--remove").exit_code == 0
    assert accounts(published)[0]["grants"] == []
    assert published.call("users", "role", "a", "--role", "org_head", "--at", REPUBLIC, "--remove").exit_code == 4


def test_an_account_is_closed_and_opened(published: Installation) -> None:
    published.call("users", "add", "a")
    published.call("users", "disable", "a")
    assert accounts(published)[0]["disabled"]
    published.call("users", "disable", "a", "--enable")
    assert not accounts(published)[0]["disabled"]


def test_a_file_of_people_is_imported_whole(published: Installation, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    rows = f"a,Ким А.,org_head,{REPUBLIC},бес қарға ұшып кетті\na,,org_admin,{REPUBLIC},\nb,,org_staff,{REPUBLIC},\n"
    file.write_text(HEAD + rows, encoding="utf-8")
    assert published.call("users", "import", file).exit_code == 0
    found = {one["login"]: one for one in accounts(published)}
    assert found["a"]["grants"] == [{"role": role, "place": REPUBLIC} for role in ("org_admin", "org_head")]
    assert found["b"]["name"] == "b"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("login,name\n", "column password, place, role is missing"),
        (f"{HEAD}a,A,,{REPUBLIC},\n", "line 2: login, role and place are needed"),
        (f"{HEAD}a,A,boss,{REPUBLIC},\nb,B,org_head,999,\n", "line 3: The role org_head"),
        (f"{HEAD}a,A,org_head,{REPUBLIC},12345\n", "line 2: The password has 5 characters"),
        (HEAD.encode("utf-16").decode("latin-1"), "is missing"),
    ],
)
def test_a_file_with_a_fault_changes_nothing(published: Installation, tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "people.csv"
    file.write_text(text, encoding="utf-8")
    result = published.call("users", "import", file)
    assert result.exit_code == 4
    assert message in result.stderr
    assert accounts(published) == []


def test_the_log_names_who_did_what(published: Installation) -> None:
    published.call("users", "add", "a", "--role", "org_head", "--at", REPUBLIC)
    published.call("users", "passwd", "a")
    found = json.loads(published.call("users", "audit", "--json").stdout)
    assert [one["action"] for one in found] == ["password_changed", "role_granted", "account_added"]
    assert all("@" in one["actor"] for one in found)


def test_old_lines_of_the_log_are_removed_on_request(published: Installation) -> None:
    published.call("users", "add", "a")
    assert published.call("users", "audit", "--forget", "365").exit_code == 0
    assert len(json.loads(published.call("users", "audit", "--json").stdout)) == 1


def test_the_roles_are_listed(published: Installation) -> None:
    assert "head_of_studies" in published.call("users", "roles").stdout
