"""Which role sees which report, from ``reports.toml`` (spec C): each row becomes permissions that `may` answers for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dashboard.errors import ConfigurationError

REPORTS_FILE = Path(__file__).with_name("reports.toml")

# Held by every role that sees any report: what the door of the reports asks for.
ANY_REPORT = "reports.view"
_FIELDS = frozenset({"roles", "own_class"})


def report_permission(row: str, *, own_class: bool = False) -> str:
    """Return the permission for a row of the matrix; `own_class`: for whoever sees it of the own class alone."""
    return f"report.{row}{'.own_class' if own_class else ''}"


def load_report_roles(known: Mapping[str, object], path: Path = REPORTS_FILE) -> Mapping[str, frozenset[str]]:
    """Read the matrix.

    Parameters
    ----------
    known
        The roles, by key.

    Returns
    -------
    Mapping
        Role to its permissions for reports.

    Raises
    ------
    ConfigurationError
        If the file cannot be read, a block has other fields, or names a role that does not exist.
    """
    try:
        blocks = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read as TOML ({error}). Restore or mend the file.") from error
    found: dict[str, set[str]] = {role: set() for role in known}
    for row, block in blocks.items():
        for role, permission in _granted(f"{path}: [{row}]", row, block, known):
            found[role] |= {permission, ANY_REPORT}
    return MappingProxyType({role: frozenset(permissions) for role, permissions in found.items()})


def _granted(place: str, row: str, block: Any, known: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return the roles of one row with what each is allowed."""
    if not isinstance(block, dict) or "roles" not in block or not block.keys() <= _FIELDS:
        raise ConfigurationError(f"{place} needs roles and may have own_class, nothing else. Mend it.")
    given = [(role, field) for field in block for role in block[field]]
    for role, field in given:
        if role not in known:
            raise ConfigurationError(f"{place} {field}: {role!r} is no role. Write one of: {', '.join(known)}.")
    return [(role, report_permission(row, own_class=field == "own_class")) for role, field in given]
