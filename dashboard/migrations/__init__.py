"""The versions of the tables, and how a database comes to the newest one.

``versions/`` holds one file per version, named by its date, so that they stand in order. A new one is made after a
change of ``dashboard/schema.py`` by ``belsendi db revise "add a flag"``; read it before it is used, and set
``schema.VERSION`` to its name. ``belsendi db check`` fails as long as the versions do not make exactly the schema. The
way back is in ``downgrading.py``.
"""

from __future__ import annotations

import re
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

from dashboard.backends import shown
from dashboard.database import database_file, engine, require_current, version_of, writing
from dashboard.errors import SnapshotError
from dashboard.migrations import postgresql
from dashboard.schema import VERSION, metadata
from dashboard.settings import Settings

FOLDER = Path(__file__).resolve().parent


def upgrade(settings: Settings) -> str | None:
    """Create the tables, or bring them to the program's version; all of it or nothing.

    Returns
    -------
    str or None
        The version the tables had before.

    Raises
    ------
    SnapshotError
        If they are of a newer program.
    """
    file = database_file(settings)
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
    before = version_of(engine(settings))
    if before is not None:
        require_known(before, shown(engine(settings).url))
    with writing(engine(settings)) as connection:
        upgrade_to(connection)
    return before


def known_versions() -> list[str]:
    """Return the versions this program knows, oldest first."""
    return [script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()][::-1]


def require_known(version: str, where: str) -> None:
    """Check that a database is not of a newer program.

    Raises
    ------
    SnapshotError
        If it is; the message names the database by `where`, and the ways out.
    """
    if version not in known_versions():
        raise SnapshotError(
            f"The database {where} has its tables in version {version}, which this program (version {VERSION}) does "
            f"not know. Install the program that made them; or let that one go back: belsendi db downgrade {VERSION}"
        )


def require_or_create(settings: Settings) -> None:
    """Check the version of the tables; a SQLite database that does not exist yet is made.

    A server's database is not: whoever runs one decides when tables are made in it.

    Raises
    ------
    SnapshotError
        If the tables are of another version.
    """
    file = database_file(settings)
    if file and (not file.exists() or file.stat().st_size == 0):
        upgrade(settings)
    require_current(settings)


def differences() -> list[str]:
    """Return what the versions make otherwise than the schema says, one line each; nothing when they agree."""
    empty = create_engine("sqlite://")
    with empty.connect() as connection:
        upgrade_to(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        found = [str(difference) for difference in compare_metadata(context, metadata)]
    empty.dispose()
    return found


def revise(message: str) -> Path:
    """Write a new version with what the schema has and the versions do not yet make.

    Parameters
    ----------
    message
        What changes, in a few English words; it becomes part of the name.

    Returns
    -------
    Path
        The new file, for reading and finishing by hand.
    """
    slug = re.sub(r"[^a-z0-9]+", "_", message.lower()).strip("_")
    name = f"{datetime.now(tz=UTC):%Y_%m_%d}_{slug}"
    empty = create_engine("sqlite://")
    with empty.connect() as connection:
        upgrade_to(connection)
        command.revision(alembic_config(connection), message, autogenerate=True, rev_id=name)
    empty.dispose()
    return FOLDER / "versions" / f"{name}.py"


def upgrade_to(connection: Connection, version: str = "head") -> None:
    """Run the versions that are missing up to one, inside the connection's transaction."""
    on_server = connection.dialect.name == "postgresql"
    if on_server:
        postgresql.prepare(connection)
    command.upgrade(alembic_config(connection), version)
    if on_server:
        postgresql.adapt(connection)


def alembic_config(connection: Connection) -> Config:
    """Return what Alembic needs to know; there is no alembic.ini, so that nothing can contradict the settings."""
    config = Config(cmd_opts=Namespace(quiet=True))
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s")
    config.attributes["connection"] = connection
    return config
