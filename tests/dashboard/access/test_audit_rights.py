"""The roles of docs/operations.md on a real PostgreSQL: with the monitor's rights the log is only added to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from dashboard import migrations
from dashboard.access import audit
from dashboard.access.audit import SHORTEST_KEPT, Entry, entries, moment, prune, record
from dashboard.access.changes import Author, Changes
from dashboard.access.logins import log_in
from dashboard.access.throttle import Origin
from dashboard.database import connection, engine, transaction
from dashboard.errors import SnapshotError
from dashboard.settings import PROJECT_FOLDER, Settings
from tests.postgres_server import Server
from tests.published_weeks import LATEST, Country

PASSWORD = "бес қарға ұшып кетті"  # noqa: S105 - made up
OLD = SHORTEST_KEPT + 1


def recipe() -> str:
    """Return the statements as they stand in the document."""
    text = (PROJECT_FOLDER / "docs" / "operations.md").read_text("utf-8")
    (found,) = re.findall(r"<<'SQL'\n((?:(?!^SQL$).)*?CREATE ROLE belsendi_monitor.*?)^SQL$", text, re.M | re.S)
    return str(found)


@dataclass(frozen=True)
class Roles:
    """A database whose tables belong to one role, and the roles that work with it."""

    server: Server
    owner: Settings
    name: str

    def settings(self, role: str) -> Settings:
        """Return the installation as a role sees it."""
        return replace(self.owner, database_url=self.address(role, "+psycopg"))

    def address(self, role: str, driver: str = "") -> str:
        return self.server.address(self.name, driver=driver, user=f"{self.name}_{role}")

    def run(self, role: str, statement: str) -> None:
        """Run a statement as a role."""
        with psycopg.connect(self.address(role)) as opened:
            opened.execute(statement)  # type: ignore[call-overload]


@pytest.fixture(scope="module")
def roles(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Roles]:
    """The recipe, run as it stands there but for the names: a server has its roles in common."""
    name = postgres_server.new_database()
    postgres_server.run(f"CREATE ROLE {name} LOGIN")
    postgres_server.run(f"ALTER DATABASE {name} OWNER TO {name}")
    postgres_server.run(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
    folder = tmp_path_factory.mktemp("roles")
    owner = Settings(postgres_server.address(name, user=name), folder, audit_days=SHORTEST_KEPT)
    migrations.upgrade(owner)
    ours = re.sub(r"\bbelsendi(?=_monitor|_weekly|\b)", name, recipe())
    with psycopg.connect(postgres_server.address(name, driver=""), autocommit=True) as opened:
        opened.execute(ours)  # type: ignore[call-overload]
    made = Roles(postgres_server, owner, name)
    with transaction(made.settings("monitor")) as opened:
        for days in (OLD, SHORTEST_KEPT - 1):
            record(opened, Entry(moment() - timedelta(days=days), f"{days} days ago", "", "export"))
    yield made
    for settings in (owner, *map(made.settings, ("monitor", "weekly"))):
        engine(settings).dispose()


@pytest.mark.parametrize("table", ["audit", "publication_log"])
@pytest.mark.parametrize("role", ["monitor", "weekly"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET action = 'x'", "TRUNCATE {}", "DROP TABLE {}"])
def test_nobody_who_works_with_the_log_changes_it(roles: Roles, role: str, table: str, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        roles.run(role, statement.format(table))


@pytest.mark.parametrize(
    "statement", ["DELETE FROM audit", "DELETE FROM publication_log", "ALTER TABLE audit DISABLE TRIGGER ALL"]
)
def test_what_serves_removes_nothing(roles: Roles, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        roles.run("monitor", statement)


@pytest.mark.parametrize("statement", ["DELETE FROM publication_log", "ALTER TABLE audit DISABLE TRIGGER ALL"])
def test_the_weekly_run_removes_nothing_else(roles: Roles, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        roles.run("weekly", statement)


def test_the_weekly_run_removes_old_lines_and_no_young_ones(roles: Roles) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match="only added to"):
        roles.run("weekly", "DELETE FROM audit")
    with pytest.raises(SnapshotError, match="permission denied"), transaction(roles.settings("monitor")) as opened:
        prune(opened, moment(), SHORTEST_KEPT, "monitor")
    with transaction(roles.settings("weekly")) as opened:
        assert prune(opened, moment(), SHORTEST_KEPT, "weekly") == 1
    with connection(roles.settings("monitor")) as opened:
        found = [(one.actor, one.action) for one in entries(opened)]
    assert ("weekly", "pruned") in found
    assert (f"{SHORTEST_KEPT - 1} days ago", "export") in found
    assert (f"{OLD} days ago", "export") not in found


def test_the_monitor_does_its_work(roles: Roles) -> None:
    """Weeks are published, people log in, and what they do is logged and read."""
    with transaction(roles.settings("monitor")) as opened:
        Country(regions=1, districts=1, weeks=[LATEST]).publish(opened)
        changes = Changes(opened, Author("root@server"))
        changes.add("officer", "O", password=PASSWORD)
    with transaction(roles.settings("monitor")) as opened:
        assert log_in(opened, "officer", PASSWORD, Origin("192.0.2.1"), audit.moment()).account is not None
    with connection(roles.settings("monitor")) as opened:
        assert [one.action for one in entries(opened, limit=1)] == ["login"]


def test_tables_of_later_versions_are_open_to_it_too(roles: Roles) -> None:
    with psycopg.connect(roles.server.address(roles.name, driver="", user=roles.name)) as opened:
        opened.execute("CREATE TABLE later (id integer GENERATED BY DEFAULT AS IDENTITY)")
    roles.run("monitor", "INSERT INTO later DEFAULT VALUES")
