"""An installation of the project in a folder of its own, driven through the command line."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from click.testing import CliRunner, Result
from sqlalchemy import func, select

from dashboard import schema
from dashboard.commands import main
from dashboard.database import connection, database_file
from dashboard.settings import Settings
from tests.factories import WEEK, small_drop


class Installation(NamedTuple):
    """An installation with its own folder, and the command ``belsendi`` in it."""

    settings: Settings
    folder: Path
    runner: CliRunner

    def call(self, *words: object) -> Result:
        result = self.runner.invoke(main, [str(word) for word in words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    def build(self, drop: Path, *switches: str, week: date | None = WEEK) -> tuple[int, dict[str, Any]]:
        named = ["--week", week.isoformat()] if week else []
        result = self.call("snapshot", "build", "--records", drop, *named, "--json", *switches)
        return result.exit_code, json.loads(result.stdout)

    def export(self, week: date = WEEK, *switches: str) -> dict[str, list[dict[str, str]]]:
        out = self.folder / "out"
        result = self.call("snapshot", "export", "--week", week, "--out", out, *switches)
        assert result.exit_code == 0, result.stderr
        return {name: _read_csv(out / f"{name}.csv") for name in ("schools", "units", "rejects")}

    def count(self, table: str) -> int:
        with connection(self.settings) as reading:
            return int(reading.scalar(select(func.count()).select_from(schema.metadata.tables[table])) or 0)

    def has_database(self) -> bool:
        file = database_file(self.settings)
        return file is not None and file.exists()

    def build_week(self, week: date, *switches: str, planned: int = 100) -> tuple[int, dict[str, Any]]:
        """Build the small drop of any week; `planned` of 100 lessons of one school are planned."""
        drop = small_drop(self.folder / f"{week}-{planned}", week=week, lessons_planned=planned)
        return self.build(drop, *switches, week=week)


def _read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
