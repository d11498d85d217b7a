"""Failures of the database are told; what was asked wrongly is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from dashboard.failures import watch_failures


@pytest.fixture
def told() -> Iterator[list[str]]:
    """What was told during a test; nobody listens afterwards."""
    heard: list[str] = []
    end = watch_failures(lambda: heard.append("failed"))
    yield heard
    end()


def ask(engine: Engine, *statements: str) -> None:
    try:
        with engine.begin() as opened:
            for statement in statements:
                opened.execute(text(statement))
    finally:
        engine.dispose()


def test_a_database_that_is_gone_or_damaged_is_told(told: list[str], tmp_path: Path) -> None:
    with pytest.raises(OperationalError):
        ask(create_engine(f"sqlite:///{tmp_path / 'no-folder' / 'x.db'}"), "SELECT 1")
    assert told == ["failed"]
    (tmp_path / "damaged.db").write_bytes(b"no database at all " * 100)
    with pytest.raises(DatabaseError):
        ask(create_engine(f"sqlite:///{tmp_path / 'damaged.db'}"), "SELECT * FROM sqlite_master")
    assert told == ["failed", "failed"]


def test_what_was_asked_wrongly_is_not(told: list[str]) -> None:
    with pytest.raises(IntegrityError):
        ask(create_engine("sqlite://"), "CREATE TABLE t (a INTEGER UNIQUE)", "INSERT INTO t VALUES (1), (1)")
    ask(create_engine("sqlite://"), "SELECT 1")
    assert told == []
