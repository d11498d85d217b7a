"""Drops in a .zip: checked entry by entry, then unpacked into a folder of their own (Q-86)."""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from dashboard.errors import DropRefused, Refusal
from dashboard.settings import Settings
from dashboard.snapshot.contract import TABLES
from dashboard.snapshot.drops import FORMS, MANIFEST

_IGNORED = "__MACOSX"
_ENCRYPTED = 0x1
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def unpack(archive: Path, label: str, folder: Path, settings: Settings) -> Path:
    """Unpack the tables of a drop into ``folder`` and return the folder that holds them.

    Files that are not of the contract are only made as empty files, so that they can be named in a warning.

    Raises
    ------
    DropRefused
        If an entry is not safe, or the archive is damaged; every unsafe entry is named.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = [(_parts(entry.filename), entry) for entry in opened.infolist()]
            refusals = [*_unsafe(entries, label, settings), *_doubled(entries, label)]
            if refusals:
                raise DropRefused(refusals)
            top = _top([parts for parts, entry in entries if not entry.is_dir()])
            for parts, entry in entries:
                if parts[:1] != (_IGNORED,) and parts[: len(top)] == top and parts != top:
                    _write(opened, entry, folder.joinpath(*parts[len(top) :]), parts[len(top) :])
    except _DAMAGED as error:
        raise DropRefused([_damaged(label, str(error) or type(error).__name__)]) from None
    except OSError as error:
        raise DropRefused([_damaged(label, error.strerror or str(error))]) from None
    return folder


def _parts(name: str) -> tuple[str, ...]:
    """Return the parts of an entry's name; a backslash separates as well."""
    return PurePosixPath(name.replace("\\", "/")).parts


def _unsafe(
    entries: list[tuple[tuple[str, ...], zipfile.ZipInfo]], label: str, settings: Settings
) -> Iterator[Refusal]:
    """Yield a refusal for each entry that must not be unpacked."""
    for parts, entry in entries:
        fault = _fault(parts, entry, settings)
        if fault:
            expected, found, remedy = fault
            yield Refusal(label, "", "", expected, f"{found}: {entry.filename!r}", remedy)


def _fault(parts: tuple[str, ...], entry: zipfile.ZipInfo, settings: Settings) -> tuple[str, str, str] | None:
    """Return what is expected, found and to be done about an entry, if it is not safe."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    drive = bool(parts) and len(parts[0]) > 1 and parts[0][1] == ":"
    if not parts or parts[0] == "/" or drive or ".." in parts or "\0" in entry.filename:
        return "names within the archive", "an absolute or climbing name", "pack the drop's folder again"
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "plain files", "a link", "pack the file itself"
    if entry.flag_bits & _ENCRYPTED:
        return "files without a password", "an encrypted entry", "pack the drop without a password"
    if _is_bomb(entry, settings):
        expected = f"at most {settings.zip_ratio_limit:g} times the packed size above {settings.zip_entry_limit} bytes"
        found = f"{entry.file_size} bytes out of {entry.compress_size}"
        return expected, found, "hand over the folder, or raise BELSENDI_ZIP_RATIO_LIMIT if the file is sound"
    return None


def _is_bomb(entry: zipfile.ZipInfo, settings: Settings) -> bool:
    """Return whether an entry grows beyond both limits."""
    large = entry.file_size > settings.zip_entry_limit
    return large and entry.file_size > settings.zip_ratio_limit * entry.compress_size


def _doubled(entries: list[tuple[tuple[str, ...], zipfile.ZipInfo]], label: str) -> Iterator[Refusal]:
    """Yield a refusal for each name that comes twice."""
    seen: set[tuple[str, ...]] = set()
    for parts, entry in entries:
        if parts in seen:
            yield Refusal(label, "", "", "each name once", f"{entry.filename!r} twice", "pack the drop again")
        seen.add(parts)


def _top(files: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the one top folder of a drop, or nothing when its files stand at the top."""
    tops = {parts[0] for parts in files if parts[0] != _IGNORED}
    at_top = any(len(parts) == 1 for parts in files)
    return (tops.pop(),) if len(tops) == 1 and not at_top and not tops & TABLES.keys() else ()


def _write(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, parts: tuple[str, ...]) -> None:
    """Write one entry into the folder."""
    if entry.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if not _is_wanted(parts):
        target.touch()
        return
    with opened.open(entry) as packed, target.open("xb") as unpacked:
        shutil.copyfileobj(packed, unpacked, 1 << 20)


def _is_wanted(parts: tuple[str, ...]) -> bool:
    """Return whether an entry is the manifest, a table, or in a table's folder."""
    stem, _, form = parts[0].rpartition(".")
    table = stem if form in FORMS else parts[0]
    return parts == (MANIFEST,) or table in TABLES


def _damaged(label: str, found: str) -> Refusal:
    return Refusal(label, "", "", "a readable .zip of a drop", found, "pack the drop again")
