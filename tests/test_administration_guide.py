"""What the administrator's guide says about roles is what the table of roles says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.access.roles import PERMISSIONS, ROLES, Role

GUIDE = (Path(__file__).parents[1] / "docs/administration.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| `(\w+)` \| (.+?) \| (.+?) \| (.+?) \|$", GUIDE, re.MULTILINE)


def row(role: Role) -> tuple[str, str, str, str, str]:
    allowed = ", ".join(f"`{right}`" for right in PERMISSIONS if right in role.permissions)
    return str(role.number), role.key, role.name, ", ".join(role.scopes), allowed or "–"


@pytest.mark.parametrize("role", ROLES.values(), ids=lambda role: role.key)
def test_every_role_stands_in_the_guide_with_its_rights(role: Role) -> None:
    assert row(role) in ROWS


def test_the_guide_knows_no_other_role_in_another_order() -> None:
    assert [int(number) for number, *_ in ROWS] == list(range(1, 17))
