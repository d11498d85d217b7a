"""The stamp: what a data folder's demonstration was made with, and how far it has come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Self

from dashboard.errors import SnapshotError
from dashboard.settings import Settings

SOURCE = "demonstration"  # how the drops name their source system
# Raised whenever the same seed gives other drops than before.
VERSION = 2


@dataclass(frozen=True, slots=True)
class Generator:
    """What decides about every number of a demonstration.

    Attributes
    ----------
    version
        Of the generator.
    seed, share
        As given to `history.build`.
    anchor
        The last week of the first history made: the stories of districts end in it.
    detailed
        The first week with a detailed district.
    """

    version: int
    seed: int
    share: float
    anchor: date
    detailed: date

    def as_json(self) -> dict[str, Any]:
        """Return the fields for the stamp and for manifests."""
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Read the fields again."""
        days = {name: date.fromisoformat(document[name]) for name in ("anchor", "detailed")}
        return cls(document["version"], document["seed"], document["share"], **days)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What has been made and published.

    Attributes
    ----------
    generator
        What it was made with.
    first
        The first week that was asked for.
    through
        The latest full week when the demonstration was last completed; None while it is not.
    weeks
        The published weeks and the content ids of their snapshots.
    """

    generator: Generator
    first: date
    through: date | None
    weeks: Mapping[date, str]

    def with_week(self, week: date, content_id: str) -> Stamp:
        """Return the stamp with one more week published."""
        return replace(self, weeks={**self.weeks, week: content_id})

    def completed(self, first: date, through: date) -> Stamp:
        """Return the stamp of a demonstration that is complete up to a week."""
        return replace(self, first=min(self.first, first), through=through)

    def write(self, settings: Settings) -> None:
        """Write the stamp; an interruption leaves the old one."""
        path = _path(settings)
        path.parent.mkdir(parents=True, exist_ok=True)
        document = {
            "generator": self.generator.as_json(),
            "first": self.first.isoformat(),
            "through": self.through.isoformat() if self.through else None,
            "weeks": {week.isoformat(): name for week, name in sorted(self.weeks.items())},
        }
        draft = path.with_suffix(".tmp")
        draft.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
        draft.replace(path)


def demo_folder(settings: Settings) -> Path:
    """Return the folder of the demonstration's own files."""
    return settings.data_folder / "demo"


def _path(settings: Settings) -> Path:
    """Return the file of the stamp."""
    return demo_folder(settings) / "stamp.json"


def read_stamp(settings: Settings) -> Stamp | None:
    """Return the data folder's stamp; None where no demonstration has been made.

    Raises
    ------
    SnapshotError
        If the file cannot be read as a stamp.
    """
    path = _path(settings)
    if not path.exists():
        return None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return Stamp(
            Generator.from_json(document["generator"]),
            date.fromisoformat(document["first"]),
            date.fromisoformat(document["through"]) if document["through"] else None,
            {date.fromisoformat(week): name for week, name in document["weeks"].items()},
        )
    except (ValueError, KeyError, TypeError) as error:
        raise SnapshotError(
            f"{path} is not a stamp of the demonstration ({error}). Delete it; the weeks are made again."
        ) from error


def require_same(stamp: Stamp, seed: int, share: float, settings: Settings) -> None:
    """Check that a demonstration can be continued.

    Raises
    ------
    SnapshotError
        If the one that is there was made with something else.
    """
    there, wanted = stamp.generator, (VERSION, seed, share)
    if (there.version, there.seed, there.share) != wanted:
        raise SnapshotError(
            f"{demo_folder(settings)} holds a demonstration of generator version {there.version}, seed {there.seed}, "
            f"share of schools {there.share:g}; asked for: version {VERSION}, seed {seed}, share {share:g}. "
            f"Set BELSENDI_DATA to another folder, or delete this one together with its database (make clean)."
        )
