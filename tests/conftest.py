"""What tests share: settings of an installation of their own, its database, a runner of commands."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner
from hypothesis import settings as hypothesis_settings

from dashboard import migrations
from dashboard.access import passwords
from dashboard.database import engine
from dashboard.settings import Settings
from tests.installation import Installation
from tests.missing_programs import skipped_lines
from tests.postgres_server import any_database, postgres_database, postgres_server, postgres_settings, skipped_line

__all__ = ["any_database", "postgres_database", "postgres_server", "postgres_settings"]

# How long an example takes depends on the machine; what it shows does not.
hypothesis_settings.register_profile("patient", deadline=None)
hypothesis_settings.load_profile("patient")

# Modules whose tests take long are begun first, so that no worker ends long after the others.
LONG = (
    "test_killing",
    "test_access_doors",
    "test_contract",
    "test_full_disk",
    "test_two_databases",
    "test_behind_nginx",
)


# What was collected stays to the end: looking there for garbage again and again would take a tenth of the time.
SELDOM = (10_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """Look for no garbage while modules are imported."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage among what the tests leave behind, and not too often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the long tests to the front; the others keep their order."""
    items.sort(key=lambda item: item.path.stem not in LONG)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly how many tests found no PostgreSQL server, or another program they need."""
    for line in filter(None, [skipped_line(terminalreporter), *skipped_lines(terminalreporter)]):
        terminalreporter.write_line(line, red=True)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hash passwords quickly: what makes them slow to guess makes tests slow too; test_passwords is about that."""
    kept, passwords._HASHER = passwords._HASHER, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    passwords._HASHER = kept


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """An installation in a folder of its own, which commands find through the environment."""
    folder = tmp_path / "var"
    monkeypatch.setenv("BELSENDI_DATA", str(folder))
    for name in ("DATABASE_URL", "BELSENDI_REJECT_LIMIT", "BELSENDI_CHANGE_LIMIT"):
        monkeypatch.delenv(name, raising=False)
    made = Settings.from_environment()
    yield made
    engine(made).dispose()


@pytest.fixture
def database(settings: Settings) -> Settings:
    """The same installation with its tables, made by the migrations."""
    migrations.upgrade(settings)
    return settings


@pytest.fixture
def runner() -> CliRunner:
    """A runner of ``belsendi`` that keeps what goes to stdout and to stderr apart."""
    return CliRunner()


@pytest.fixture
def installation(settings: Settings, tmp_path: Path, runner: CliRunner) -> Installation:
    """An installation and the command ``belsendi`` in it."""
    return Installation(settings, tmp_path, runner)
