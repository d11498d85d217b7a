"""The categories of users and what each may do, from ``roles.toml`` (spec C)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dashboard.access.report_roles import ANY_REPORT, load_report_roles
from dashboard.errors import ConfigurationError

ROLES_FILE = Path(__file__).with_name("roles.toml")

# The kinds of place a role can be given for, from wide to narrow.
SCOPES = ("republic", "region", "district", "school", "class")

# What can be allowed, with what it opens.
PERMISSIONS: Mapping[str, str] = MappingProxyType(
    {
        "monitor.view": "the monitor: units, weeks, indicators, charts",
        "wall.view": "the wall: the numbers of a unit and those below, without schools",
        "schools.list": "the names of schools with their indicators",
        "monitor.export": "the list of schools as a file",
        "school_report.view": "what lies inside a school (A-58, A-59)",
        "people.view": "lists of staff and pupils",
        "registry.view": "the registry of schools (B-12)",
        "attestation.view": "the attestation of teachers (B-11)",
        "activity.view": "the activity report (B-14)",
        ANY_REPORT: "the list of reports; reports.toml says which of them",
        "annotations.edit": "remarks beside units and weeks",
        "accounts.manage": "accounts and roles of the own scope",
        "displays.manage": "displays on walls within the own scope",
        "audit.view": "the log of logins, refusals, exports and changes",
        "config.edit": "the numbers of the monitor",
    }
)


@dataclass(frozen=True, slots=True)
class Role:
    """One block of ``roles.toml``.

    Attributes
    ----------
    key
        Its name in tables and on the command line.
    number
        The number of the category in spec C.
    name
        What it is called; an English message id.
    scopes
        The kinds of place it can be given for.
    permissions
        What it may do there and below.
    """

    key: str
    number: int
    name: str
    scopes: tuple[str, ...]
    permissions: frozenset[str]


def load_roles(path: Path = ROLES_FILE) -> Mapping[str, Role]:
    """Read the table of roles.

    Returns
    -------
    Mapping
        Key to role, in the order of spec C.

    Raises
    ------
    ConfigurationError
        If the file cannot be read, a block lacks a field, has one too many, or names a scope or permission that does
        not exist; the message names the file, the block and the field.
    """
    try:
        blocks = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read as TOML ({error}). Restore or mend the file.") from error
    return MappingProxyType({key: _role(f"{path}: [{key}]", key, block) for key, block in blocks.items()})


def _role(place: str, key: str, block: Any) -> Role:
    """Return one checked block."""
    wanted = {field.name for field in fields(Role)} - {"key"}
    if not isinstance(block, dict) or block.keys() != wanted:
        raise ConfigurationError(f"{place} does not have exactly the fields {', '.join(sorted(wanted))}. Mend it.")
    for field, known in (("scopes", SCOPES), ("permissions", PERMISSIONS)):
        for value in block[field]:
            if value not in known:
                raise ConfigurationError(f"{place} {field}: {value!r} is unknown. Write one of: {', '.join(known)}.")
    return Role(key, block["number"], block["name"], tuple(block["scopes"]), frozenset(block["permissions"]))


def with_reports(roles: Mapping[str, Role]) -> Mapping[str, Role]:
    """Return the roles together with the reports they see (``reports.toml``)."""
    seen = load_report_roles(roles)
    return MappingProxyType(
        {key: replace(role, permissions=role.permissions | seen[key]) for key, role in roles.items()}
    )


ROLES = with_reports(load_roles())
