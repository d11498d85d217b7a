"""Where facts lie: a folder for each snapshot, complete or not there at all; what is kept, and what has had its time.

``<facts>/<content id>/facts.json``, ``<table>/<district>.parquet`` (``<table>.parquet`` of a table without districts).
This module needs neither pandas nor DuckDB.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote

from dashboard.errors import FactsError
from dashboard.facts.tables import FACT_TABLES, LAYOUT
from dashboard.settings import Settings

MANIFEST = "facts.json"
_LONGEST_NAME = 150  # of a file, without its ending


@dataclass(frozen=True, slots=True)
class Kept:
    """The facts of one snapshot.

    Attributes
    ----------
    snapshot
        The content id of the snapshot (Q-92).
    week
        Its Sunday.
    drop
        The hash of the accepted rows they were made of.
    rows
        Rows by table; a table that was not delivered is missing: "not connected", not empty.
    size
        Bytes of all files.
    kept_at
        When they were written.
    """

    snapshot: str
    week: date
    drop: str
    rows: Mapping[str, int]
    size: int
    kept_at: datetime

    def as_json(self) -> str:
        """Return what stands in the folder."""
        return json.dumps({"layout": LAYOUT, **asdict(self)}, default=str, indent=1, ensure_ascii=False) + "\n"


def folder_of(settings: Settings, snapshot: str) -> Path:
    """Return where the facts of a snapshot are, or would be."""
    return settings.facts_folder / snapshot


def file_of(folder: Path, table: str, district: str = "") -> Path:
    """Return the file of a table and district in the folder of a snapshot."""
    if FACT_TABLES[table].whole:
        return folder / f"{table}.parquet"
    return folder / table / f"{_stem(district)}.parquet"


def _stem(district: str) -> str:
    """Return a file name for a district, whatever its id is made of (Q-95)."""
    stem = quote(district, safe="")
    return stem if len(stem) <= _LONGEST_NAME else hashlib.sha256(district.encode()).hexdigest()


def find(settings: Settings, snapshot: str) -> Kept | None:
    """Return what is kept of a snapshot; None where there is nothing, or it is of another layout."""
    return _read(folder_of(settings, snapshot))


def every(settings: Settings) -> list[Kept]:
    """Return all facts there are, by week."""
    folders = settings.facts_folder.iterdir() if settings.facts_folder.is_dir() else iter(())
    found = filter(None, map(_read, folders))
    return sorted(found, key=lambda kept: (kept.week, kept.snapshot))


def _read(folder: Path) -> Kept | None:
    """Return what a folder says of itself."""
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if said.pop("layout") != LAYOUT:
            return None
        times = {"week": date.fromisoformat(said["week"]), "kept_at": datetime.fromisoformat(said["kept_at"])}
        return Kept(**{**said, **times})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def outdated(settings: Settings, weeks: int | None = None) -> list[Kept]:
    """Return the facts of weeks before the latest so many; none where the number is 0 (all weeks are kept)."""
    count = settings.facts_weeks if weeks is None else weeks
    kept = every(settings)
    latest = sorted({one.week for one in kept}, reverse=True)[: count or None]
    return [one for one in kept if one.week not in latest]


def remove(settings: Settings, facts: Iterable[Kept]) -> None:
    """Remove facts; each is gone for readers before its files are.

    Raises
    ------
    FactsError
        If a folder cannot be removed.
    """
    for one in facts:
        folder = folder_of(settings, one.snapshot)
        try:
            (folder / MANIFEST).unlink(missing_ok=True)
            shutil.rmtree(folder)
        except OSError as error:
            raise FactsError(f"{folder} cannot be removed ({error.strerror or error}). Remove it by hand.") from error
