"""Which groups of the identity provider have which roles where: the file ``BELSENDI_OIDC_ROLES`` names.

[[group]]
name = "edu-{place}-heads"      # {place}: whatever stands there is the place
role = "org_head"

[[group]]
name = "ministry-analysts"
role = "org_staff"
place = "000000000"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.access.decision import Grant
from dashboard.access.roles import ROLES
from dashboard.errors import SettingsError

PLACE = "{place}"
_FIELDS = {"name", "role", "place"}


@dataclass(frozen=True, slots=True)
class GroupRole:
    """One block of the file.

    Attributes
    ----------
    group
        What groups are called.
    role
        A key of `ROLES`.
    place
        Where the role holds; empty where the group's name says it.
    """

    group: re.Pattern[str]
    role: str
    place: str

    def grant(self, group: str) -> Grant | None:
        """Return the role a group has by this block, if it has one."""
        found = self.group.fullmatch(group)
        return Grant(self.role, self.place or found["place"]) if found else None


def load_group_roles(path: Path) -> tuple[GroupRole, ...]:
    """Read the file.

    Raises
    ------
    SettingsError
        If it cannot be read, or a block is not sound; the message names the file and the block.
    """
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"BELSENDI_OIDC_ROLES: {path} cannot be read as TOML ({error}). Mend it.") from error
    blocks = document.get("group")
    if not isinstance(blocks, list) or not blocks or document.keys() != {"group"}:
        raise SettingsError(f"BELSENDI_OIDC_ROLES: {path} has no blocks [[group]] or something beside them. Mend it.")
    return tuple(_block(f"BELSENDI_OIDC_ROLES: {path}: group {number}", one) for number, one in enumerate(blocks, 1))


def _block(where: str, block: Any) -> GroupRole:
    """Return one checked block."""
    if not isinstance(block, dict) or not {"name", "role"} <= block.keys() <= _FIELDS:
        raise SettingsError(f"{where} needs name and role, may have place, and nothing else. Mend it.")
    name, role, place = block["name"], block["role"], block.get("place", "")
    if not all(isinstance(text, str) for text in (name, role, place)) or not name:
        raise SettingsError(f"{where}: every field is a text. Mend it.")
    if role not in ROLES:
        raise SettingsError(f"{where}: there is no role {role!r}; write one of: {', '.join(ROLES)}.")
    if (PLACE in name) == bool(place) or name.count(PLACE) > 1:
        raise SettingsError(f"{where}: write the place either as {PLACE} once in the name, or as place. Mend it.")
    pattern = re.escape(name).replace(re.escape(PLACE), "(?P<place>.+)")
    return GroupRole(re.compile(pattern), role, place)


def grants_of(groups: Iterable[str], rules: Sequence[GroupRole]) -> list[Grant]:
    """Return the roles of somebody who is in some groups, each once, in a fixed order."""
    return sorted(set(_grants(groups, rules)), key=lambda grant: (grant.role, grant.place))


def _grants(groups: Iterable[str], rules: Sequence[GroupRole]) -> Iterator[Grant]:
    """Yield the role of each group by each block."""
    for group in groups:
        yield from (grant for rule in rules if (grant := rule.grant(group)))
