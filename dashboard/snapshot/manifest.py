"""The manifest of a drop: what its sender says is in it, checked where it is said (Q-85)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from dashboard.errors import DropRefused, Refusal
from dashboard.snapshot.contract import CONTRACT_VERSION, TABLES
from dashboard.snapshot.drops import DropFolder, SourceFile
from dashboard.snapshot.notes import Note
from dashboard.weeks import ALMATY

_SAME_AGAIN = "write the manifest again from the files that are handed over, or leave it out"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Promise:
    """What a manifest says about a table; None where it says nothing."""

    rows: int | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says; everything may be missing."""

    label: str = ""
    source: str = ""
    week: date | None = None
    produced_at: datetime | None = None
    tables: Mapping[str, Promise] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


def read_manifest(drop: DropFolder) -> Manifest:
    """Read the manifest of a drop; without one, an empty one.

    Raises
    ------
    DropRefused
        If it is not JSON, of another contract version, or a key holds what it must not.
    """
    if drop.manifest is None:
        return Manifest()
    label = drop.label(drop.manifest.name)
    said = _Said(label, _parsed(drop.manifest, label))
    said.check("contract", _is_contract, f"the number {CONTRACT_VERSION}")
    said.check("source", lambda value: isinstance(value, str), "a text")
    said.check("week", lambda value: _as_date(value) is not None, "the first day of a week, YYYY-MM-DD")
    said.check("tables", lambda value: isinstance(value, dict), "an object of tables")
    produced_at, notes = _produced_at(said, label)
    tables = dict(_promises(said))
    if said.refusals:
        raise DropRefused(said.refusals)
    return Manifest(label, said.get("source") or "", _as_date(said.get("week")), produced_at, tables, notes)


def _parsed(path: Path, label: str) -> dict[str, Any]:
    """Return the object of a JSON file."""
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError, OSError) as error:
        found = str(error).partition("\n")[0]
        raise DropRefused([Refusal(label, "", "", "readable JSON", found, _SAME_AGAIN)]) from None
    if not isinstance(content, dict):
        raise DropRefused([Refusal(label, "", "", "a JSON object", type(content).__name__, _SAME_AGAIN)])
    return content


class _Said:
    """The values of a JSON object, with the refusals of those that must not be."""

    def __init__(self, label: str, content: dict[str, Any]) -> None:
        self.label, self.content = label, content
        self.refusals: list[Refusal] = []

    def get(self, key: str) -> Any:
        """Return a value, None without."""
        return self.content.get(key)

    def check(self, key: str, holds: Callable[[Any], bool], expected: str) -> None:
        """Refuse a value that is given and does not hold; it then counts as not given."""
        if self.get(key) is not None and not holds(self.get(key)):
            found = json.dumps(self.content.pop(key), ensure_ascii=False)[:200]
            self.refusals.append(Refusal(self.label, "", key, expected, found, _SAME_AGAIN))


def _is_contract(value: Any) -> bool:
    return type(value) in {int, float} and value == CONTRACT_VERSION


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_sha256(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-fA-F]{64}", value) is not None


def _as_date(value: Any) -> date | None:
    """Return a date written YYYY-MM-DD, or None."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _produced_at(said: _Said, label: str) -> tuple[datetime | None, tuple[Note, ...]]:
    """Return the moment of production; one that cannot be read is only noted: nothing depends on it."""
    value = said.get("produced_at")
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None:
        ignored = value is not None
        return None, (Note("produced_at_ignored", {"file": label, "value": str(value)[:200]}),) * ignored
    return moment if moment.tzinfo else moment.replace(tzinfo=ALMATY), ()


def _promises(said: _Said) -> Iterator[tuple[str, Promise]]:
    """Yield what is said about each table of the contract; other names are unknown keys, which are ignored."""
    for table, content in (said.get("tables") or {}).items():
        if table not in TABLES:
            continue
        if not isinstance(content, dict):
            found = json.dumps(content, ensure_ascii=False)[:200]
            expected = "an object with rows and sha256"
            said.refusals.append(Refusal(said.label, table, "", expected, found, _SAME_AGAIN))
            continue
        entry = _Said(said.label, dict(content))
        entry.check("rows", _is_count, "a number of rows")
        entry.check("sha256", _is_sha256, "64 hexadecimal digits")
        said.refusals += [
            Refusal(one.file, table, one.column, one.expected, one.found, one.remedy) for one in entry.refusals
        ]
        yield table, Promise(entry.get("rows"), entry.get("sha256"))


def disagreements(manifest: Manifest, drop: DropFolder, rows: Mapping[str, int]) -> list[Refusal]:
    """Return where the manifest and the files differ.

    Parameters
    ----------
    rows
        The data rows of each table of this drop, before anything is set aside; tables that could not be read are
        missing.
    """
    refusals = []
    for table, promise in manifest.tables.items():
        files = drop.tables.get(table)
        if not files:
            refusals.append(Refusal(manifest.label, table, "", "the table to be there", "no file", _SAME_AGAIN))
            continue
        label = files[0].label
        if promise.rows is not None and rows.get(table, promise.rows) != promise.rows:
            found = f"{rows[table]} rows"
            refusals.append(Refusal(label, table, "", f"{promise.rows} rows by the manifest", found, _SAME_AGAIN))
        if promise.sha256 is not None and (found := _sha256(files)) != promise.sha256.lower():
            expected = f"sha256 {promise.sha256} by the manifest"
            refusals.append(Refusal(label, table, "", expected, f"sha256 {found}", _SAME_AGAIN))
    return refusals


def _sha256(files: Sequence[SourceFile]) -> str:
    """Return the hash of the files' bytes, joined in reading order."""
    digest = hashlib.sha256()
    for file in files:
        with file.path.open("rb") as opened:
            hashlib.file_digest(opened, lambda: digest)
    return digest.hexdigest()
