"""The way back: a database brought to the version of an older program, and nothing lost in silence.

Only the newer program knows the way, so it goes back before the older one is installed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

from alembic import command
from sqlalchemy import Connection, create_engine, inspect

from dashboard.backends import shown
from dashboard.database import engine, version_of, writing
from dashboard.errors import SnapshotError
from dashboard.migrations import alembic_config, known_versions, require_known, upgrade_to
from dashboard.settings import Settings
from dashboard.snapshot.lock import only_build

# The oldest SQLite that takes a column away in place. Making the table anew instead would empty all that refers to it.
DROPS_COLUMNS = (3, 35)


class Loss(NamedTuple):
    """What an older version has no place for: a table, or ``table.column``, and how many rows have something there."""

    name: str
    rows: int


def downgrade(settings: Settings, version: str, *, loses: bool = False) -> list[Loss]:
    """Bring the tables back to an older version, all of it or nothing; what both versions know stays as it is.

    Parameters
    ----------
    version
        A version the database once had.
    loses
        Whether what the older version has no place for may be lost.

    Returns
    -------
    list of Loss
        What was lost.

    Raises
    ------
    SnapshotError
        If there is no such version before the database's, somebody builds, or something would be lost that may not be;
        nothing was changed then.
    """
    of = engine(settings)
    found = version_of(of)
    if found == version:
        return []
    _require_before(version, found, shown(of.url))
    with only_build(settings, f"downgrade to {version}"), writing(of) as opened:
        missing = _missing(found or "", version)
        _require_means(opened, missing)
        lost = _losses(opened, missing)
        if lost and not loses:
            raise SnapshotError(_refusal(shown(of.url), version, lost))
        command.downgrade(alembic_config(opened), version)
    return lost


def _require_before(version: str, found: str | None, where: str) -> None:
    """Check that a version is one the database once had."""
    if found is None:
        raise SnapshotError(f"The database {where} has no tables yet; there is nothing to bring back.")
    require_known(found, where)
    known = known_versions()
    before = known[: known.index(found)]
    if version not in before:
        listed = ", ".join(before) or "none"
        raise SnapshotError(
            f"{version} is no version before {found}, the one of the database {where}; nothing was changed. "
            f"Oldest first, these are: {listed}."
        )


def _missing(found: str, version: str) -> dict[str, set[str]]:
    """Return the columns that an older version has not, by table; no columns: the whole table."""
    newer, older = _columns_at(found), _columns_at(version)
    whole = {table: set[str]() for table in newer if table not in older}
    return whole | {table: newer[table] - older[table] for table in older if newer[table] - older[table]}


def _columns_at(version: str) -> dict[str, set[str]]:
    """Return the columns of all tables in a version."""
    empty = create_engine("sqlite://")
    with empty.connect() as made:
        upgrade_to(made, version)
        look = inspect(made)
        found = {name: {column["name"] for column in look.get_columns(name)} for name in look.get_table_names()}
    empty.dispose()
    return {name: columns for name, columns in found.items() if name != "alembic_version"}


def _require_means(opened: Connection, missing: Mapping[str, set[str]]) -> None:
    """Check that the database can take columns away."""
    if opened.dialect.name == "sqlite" and any(missing.values()) and sqlite3.sqlite_version_info < DROPS_COLUMNS:
        raise SnapshotError(
            f"SQLite {sqlite3.sqlite_version} of this machine cannot take columns away, 3.35 and newer can. Nothing "
            "was changed; restore the backup of before the upgrade instead."
        )


def _losses(opened: Connection, missing: Mapping[str, set[str]]) -> list[Loss]:
    """Count what would be lost, table by table and column by column; what is empty is no loss."""
    quote = opened.dialect.identifier_preparer.quote
    asked = [(table, "") for table, columns in missing.items() if not columns]
    asked += [(table, column) for table, columns in missing.items() for column in sorted(columns)]
    found = []
    for table, column in asked:
        counted = quote(column) if column else "*"
        rows = opened.exec_driver_sql(f"SELECT count({counted}) FROM {quote(table)}").scalar() or 0  # noqa: S608
        found.append(Loss(f"{table}.{column}" if column else table, int(rows)))
    return [loss for loss in found if loss.rows]


def _refusal(where: str, version: str, lost: list[Loss]) -> str:
    """Return what would be lost, and what to do."""
    listed = ", ".join(f"{loss.name} ({loss.rows} rows)" for loss in lost)
    return (
        f"The database {where} was not changed: version {version} has no place for {listed}. "
        "Back it up first (belsendi db backup FILE), then add --yes to lose them."
    )
