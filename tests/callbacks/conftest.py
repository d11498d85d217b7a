"""An installation of a test's own, copied from one that was made once for its module: hashing passwords takes time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.database import connection
from dashboard.settings import Settings

Copy = Callable[[Settings], bytes]


@pytest.fixture(scope="session")
def bytes_of() -> Copy:
    """Return what gives the whole SQLite database of an installation."""

    def found(settings: Settings) -> bytes:
        with connection(settings) as opened:
            raw = opened.connection.dbapi_connection
            assert raw is not None
            copied: bytes = raw.serialize()
        return copied

    return found


@pytest.fixture
def own_copy(tmp_path: Path) -> Callable[[bytes], Settings]:
    """Return what makes an installation out of such a database."""

    def made(database: bytes) -> Settings:
        file = tmp_path / "belsendi.db"
        file.write_bytes(database)
        return Settings(f"sqlite:///{file}", tmp_path, compress=False)

    return made
