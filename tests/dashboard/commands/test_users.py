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
    assert result.stdout.strip() not in published.call("audit", "list", "--json").stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--role", "boss", "--at", REPUBLIC), "no role 'boss'"),
        (("--role", "director", "--at", REPUBLIC), "given for a school; 000000000 is a republic"),
        (("--role", "org_staff", "--at", "999"), "is no unit, school or SCHOOL//CLASS"),
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


GOOD = f"a,A,org_head,{REPUBLIC},\n"


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("login,name\n", ["column password, place, role is missing"]),
        ("login,name,role,place,password,phone\n", ["column phone is not known"]),
        (f"{HEAD}{GOOD}a,A,,{REPUBLIC},\n", ["people.csv: line 3, role: is empty"]),
        (
            f"{HEAD}a,A,boss,{REPUBLIC},\nb,B,org_head,999,\n",
            ["people.csv: line 2, role: There is no role 'boss'", "people.csv: line 3, place: '999' is no unit"],
        ),
        (f"{HEAD}a,A,director,{REPUBLIC},\n", ["line 2, place: The role director is given for a school"]),
        (f"{HEAD}a,A,org_head,{REPUBLIC},12345\n", ["line 2, password: The password has 5 characters"]),
        (f"{HEAD}a b,A,org_head,{REPUBLIC},\n", ["line 2, login: 'a b' cannot be a login"]),
        (f"{HEAD}a,A,org_head,{REPUBLIC},,\n", ["line 2, password: more fields follow"]),
        (f"{HEAD}{GOOD}A,B,org_admin,{REPUBLIC},\n", ["line 3, name: differs from line 2"]),
        (f"{HEAD}old,O,org_head,{REPUBLIC},бес қарға ұшып кетті\n", ["line 2, password: old has an account"]),
        (HEAD.encode("utf-16").decode("latin-1"), ["is missing"]),
    ],
)
def test_a_file_with_a_fault_changes_nothing_and_every_fault_has_its_line_and_field(
    published: Installation, tmp_path: Path, text: str, messages: list[str]
) -> None:
    published.call("users", "add", "old")
    before = accounts(published)
    file = tmp_path / "people.csv"
    file.write_text(text, encoding="utf-8")
    result = published.call("users", "import", file)
    assert result.exit_code == 4
    for message in messages:
        assert message in result.stderr
    assert accounts(published) == before


def test_an_import_says_what_it_came_to(published: Installation, tmp_path: Path) -> None:
    published.call("users", "add", "old", "--name", "Ким А.")
    file = tmp_path / "people.csv"
    file.write_text(f"{HEAD}old,Kim,org_head,{REPUBLIC},\n{GOOD}", encoding="utf-8")
    done = json.loads(published.call("users", "import", file, "--json").stdout)
    assert (done["accounts"], done["roles"]) == (1, 2)
    assert done["notices"] == ["line 2: old has an account already, which keeps its name 'Ким А.'."]
    refused = published.call("users", "import", tmp_path / "none.csv", "--json")
    assert refused.exit_code == 4
    assert json.loads(refused.stdout)["status"] == "refused"


def test_every_command_answers_programs(published: Installation) -> None:
    made = json.loads(published.call("users", "add", "A", "--json").stdout)
    assert (made["login"], made["notices"], len(made["password"])) == ("a", [], 24)
    given = json.loads(published.call("users", "role", "a", "--role", "org_head", "--at", REPUBLIC, "--json").stdout)
    assert given["grants"] == [{"role": "org_head", "place": REPUBLIC}]
    again = json.loads(published.call("users", "role", "a", "--role", "org_head", "--at", REPUBLIC, "--json").stdout)
    assert again["notices"] == [f"a is org_head of {REPUBLIC} already."]
    assert json.loads(published.call("users", "passwd", "a", "--json").stdout)["password"] != made["password"]
    for command, closed in (("disable", True), ("enable", False), ("revoke-sessions", False)):
        assert json.loads(published.call("users", command, "a", "--json").stdout)["disabled"] is closed
    listed = json.loads(published.call("users", "roles", "--json").stdout)
    assert [one["number"] for one in listed] == list(range(1, 17))
    refused = published.call("users", "enable", "nobody", "--json")
    assert (refused.exit_code, json.loads(refused.stdout)["status"]) == (4, "refused")


def test_the_last_administrator_of_the_country_stays(published: Installation) -> None:
    admin = ("--role", "org_admin", "--at", REPUBLIC)
    published.call("users", "add", "a", *admin)
    for words in (("disable", "a"), ("role", "a", *admin, "--remove")):
        result = published.call("users", *words)
        assert result.exit_code == 4
        assert "a is the last administrator of the whole country" in result.stderr
    published.call("users", "add", "b", *admin)
    assert published.call("users", "disable", "a").exit_code == 0
    assert published.call("users", "disable", "b").exit_code == 4  # a is closed


def test_the_country_can_be_administered_before_the_first_week(installation: Installation) -> None:
    installation.call("db", "upgrade")
    assert installation.call("users", "add", "a", "--role", "org_admin", "--at", REPUBLIC).exit_code == 0


def test_the_roles_are_listed(published: Installation) -> None:
    assert "head_of_studies" in published.call("users", "roles").stdout
