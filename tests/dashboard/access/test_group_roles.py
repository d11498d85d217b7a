"""The file that says which groups of the identity provider have which roles where."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.access.decision import Grant
from dashboard.access.group_roles import grants_of, load_group_roles
from dashboard.errors import SettingsError

SOUND = """
[[group]]
name = "edu-{place}-heads"
role = "org_head"

[[group]]
name = "edu.ministry"
role = "org_staff"
place = "000000000"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "roles.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([], []),
        (["edu-610000000-heads"], [("org_head", "610000000")]),
        (["edu-610000000-heads", "edu-610000000-heads"], [("org_head", "610000000")]),
        (["edu.ministry", "edu-1-heads"], [("org_head", "1"), ("org_staff", "000000000")]),
        (["edu--heads", "xedu-1-heads", "edu-1-headsx", "edu-1-heads\n", "eduXministry", "EDU.MINISTRY"], []),
    ],
)
def test_groups_give_roles(tmp_path: Path, groups: list[str], expected: list[tuple[str, str]]) -> None:
    """Names are taken whole and letter by letter: a dot is a dot."""
    rules = load_group_roles(written(tmp_path, SOUND))
    assert grants_of(groups, rules) == [Grant(*pair) for pair in expected]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = ", "cannot be read as TOML"),
        ("", r"no blocks \[\[group\]\]"),
        (SOUND + "[more]\n", "something beside them"),
        ('[[group]]\nname = "a"\n', "group 1 needs name and role"),
        ('[[group]]\nname = "a"\nrole = "org_head"\nplace = "1"\nmore = "x"\n', "nothing else"),
        ('[[group]]\nname = 1\nrole = "org_head"\nplace = "1"\n', "every field is a text"),
        ('[[group]]\nname = "a"\nrole = "boss"\nplace = "1"\n', "no role 'boss'"),
        ('[[group]]\nname = "a"\nrole = "org_head"\n', "write the place either"),
        ('[[group]]\nname = "{place}"\nrole = "org_head"\nplace = "1"\n', "write the place either"),
        ('[[group]]\nname = "{place}{place}"\nrole = "org_head"\n', "write the place either"),
    ],
)
def test_a_file_that_is_not_sound_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load_group_roles(written(tmp_path, text))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="BELSENDI_OIDC_ROLES"):
        load_group_roles(tmp_path / "none.toml")
