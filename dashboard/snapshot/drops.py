"""The files of a drop: which tables a folder holds, in which form, and what is not of the contract (Q-84, Q-87)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from dashboard.errors import Refusal
from dashboard.snapshot.contract import TABLES
from dashboard.snapshot.notes import Note

MANIFEST = "manifest.json"

Form = Literal["csv", "parquet"]
FORMS: tuple[Form, ...] = ("csv", "parquet")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a table.

    Attributes
    ----------
    path
        Where it can be read.
    label
        The name that is reported: within its drop, with the drop's name where there are several.
    table, form
        What it holds and how.
    """

    path: Path
    label: str
    table: str
    form: Form


@dataclass
class DropFolder:
    """What stands in the folder of a drop.

    Attributes
    ----------
    prefix
        Written before the names of its files: empty, or the drop's name and a slash (Q-91).
    tables
        The files of each table in reading order.
    manifest
        The manifest's path, if there is one.
    refusals, notes
        What is wrong with the folder as a whole, and what was ignored.
    """

    folder: Path
    prefix: str
    tables: dict[str, tuple[SourceFile, ...]] = field(default_factory=dict)
    manifest: Path | None = None
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def label(self, *names: str) -> str:
        """Return the reported name of a file; bytes that are no text are written out."""
        name = "/".join(names)
        return self.prefix + os.fsencode(name).decode("utf-8", "backslashreplace")


def list_folder(folder: Path, prefix: str = "") -> DropFolder:
    """List the tables of a drop's folder.

    A table in more than one form, an empty table folder, and anything but plain files become refusals; files that are
    not of the contract become notes (Q-99).
    """
    drop = DropFolder(folder, prefix)
    forms: dict[str, list[str]] = {}
    for entry in _entries(folder):
        table, form = _table_of(entry)
        if entry.name == MANIFEST:
            if _is_plain(drop, entry, "", "file"):
                drop.manifest = Path(entry.path)
        elif table is None:
            drop.notes.append(Note("unknown_file", {"file": drop.label(entry.name)}))
        else:
            forms.setdefault(table, []).append(entry.name)
            if _is_plain(drop, entry, table, "file" if form else "folder"):
                drop.tables[table] = _files(drop, entry, table, form)
    drop.refusals += [_several_forms(drop, table, names) for table, names in forms.items() if len(names) > 1]
    return drop


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Yield what stands in a folder, in name order."""
    with os.scandir(folder) as found:
        yield from sorted(found, key=lambda entry: os.fsencode(entry.name))


def _table_of(entry: os.DirEntry[str]) -> tuple[str | None, Form | None]:
    """Return the table an entry belongs to by its exact name, and the form; a folder has none."""
    for form in FORMS:
        stem = entry.name.removesuffix(f".{form}")
        if stem != entry.name and stem in TABLES:
            return stem, form
    if entry.name in TABLES:
        return entry.name, None
    return None, None


def _is_plain(drop: DropFolder, entry: os.DirEntry[str], table: str, wanted: str) -> bool:
    """Return whether an entry is what it must be; a link or anything else is refused (Q-87)."""
    plain = entry.is_file if wanted == "file" else entry.is_dir
    if plain(follow_symlinks=False):
        return True
    found = "a link" if entry.is_symlink() else "a folder" if entry.is_dir() else "no plain file or folder"
    remedy = "hand over the file itself; links are not followed"
    label = drop.label(*Path(entry.path).relative_to(drop.folder).parts)
    drop.refusals.append(Refusal(label, table, "", f"a plain {wanted}", found, remedy))
    return False


def _files(drop: DropFolder, entry: os.DirEntry[str], table: str, form: Form | None) -> tuple[SourceFile, ...]:
    """Return the files of a table: one, or the parts of its folder."""
    if form:
        return (SourceFile(Path(entry.path), drop.label(entry.name), table, form),)
    parts = [part for child in _entries(Path(entry.path)) for part in _part(drop, entry.name, child, table)]
    if not parts and not any(refusal.table == table for refusal in drop.refusals):
        remedy = f"put the parts into it, or remove it and hand over {table}.csv with a header alone"
        label = drop.label(entry.name)
        drop.refusals.append(Refusal(label, table, "", "part files .csv or .parquet", "an empty folder", remedy))
    return tuple(parts)


def _part(drop: DropFolder, folder: str, entry: os.DirEntry[str], table: str) -> Iterator[SourceFile]:
    """Yield a part of a table's folder; other files are noted, anything but a plain file is refused."""
    form = next((form for form in FORMS if entry.name.endswith(f".{form}")), None)
    if not _is_plain(drop, entry, table, "file"):
        return
    if form is None:
        drop.notes.append(Note("unknown_file", {"file": drop.label(folder, entry.name)}))
    else:
        yield SourceFile(Path(entry.path), drop.label(folder, entry.name), table, form)


def _several_forms(drop: DropFolder, table: str, names: list[str]) -> Refusal:
    """Return the refusal of a table that comes more than once."""
    found = " and ".join(names)
    return Refusal(drop.label(names[0]), table, "", "the table in one form", found, "keep one of them")
