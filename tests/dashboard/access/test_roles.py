"""The table of roles: read as it is, refused with file, block and field where it is not what it must be (spec C)."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.access.roles import PERMISSIONS, ROLES, ROLES_FILE, SCOPES, load_roles
from dashboard.errors import ConfigurationError

BLOCK = '[clerk]\nnumber = 17\nname = "Clerk"\nscopes = ["school"]\npermissions = ["people.view"]\n'


def test_every_role_has_a_number_a_name_and_a_place_it_is_given_for() -> None:
    assert [role.number for role in ROLES.values()] == list(range(1, 17))
    assert len({role.name for role in ROLES.values()}) == 16
    assert all(role.key == key and set(role.scopes) <= set(SCOPES) and role.scopes for key, role in ROLES.items())


def test_every_permission_but_that_of_the_open_monitor_is_given_by_some_role() -> None:
    given = {right for role in ROLES.values() for right in role.permissions}
    assert PERMISSIONS.keys() - given == {"monitor.view", "wall.view"}


def test_a_table_of_ones_own_is_read(tmp_path: Path) -> None:
    file = tmp_path / "roles.toml"
    file.write_text(BLOCK, encoding="utf-8")
    (clerk,) = load_roles(file).values()
    assert (clerk.key, clerk.number, clerk.scopes, clerk.permissions) == ("clerk", 17, ("school",), {"people.view"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[clerk", "cannot be read as TOML"),
        (BLOCK.replace("number = 17\n", ""), r"\[clerk\] does not have exactly the fields"),
        (BLOCK + 'colour = "red"\n', r"\[clerk\] does not have exactly the fields"),
        ("clerk = 1\n", r"\[clerk\] does not have exactly the fields"),
        (BLOCK.replace('"school"', '"planet"'), r"\[clerk\] scopes: 'planet' is unknown"),
        (BLOCK.replace("people.view", "people.sell"), r"\[clerk\] permissions: 'people.sell' is unknown"),
    ],
)
def test_a_table_with_a_fault_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "roles.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message) as caught:
        load_roles(file)
    assert str(file) in str(caught.value)


def test_a_table_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="Restore or mend"):
        load_roles(tmp_path / "none.toml")
    assert ROLES_FILE.exists()
