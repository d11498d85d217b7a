"""What was delivered for a week: one or several drops found, unpacked, their manifests and the week (Q-85 … Q-91)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from dashboard.errors import DropRefused, Refusal
from dashboard.settings import Settings
from dashboard.snapshot.archives import unpack
from dashboard.snapshot.drops import DropFolder, list_folder
from dashboard.snapshot.manifest import Manifest, disagreements, read_manifest
from dashboard.snapshot.notes import Note
from dashboard.snapshot.reading import RawTable
from dashboard.snapshot.scratch import scratch_folder

_SUNDAY = 6


@dataclass
class Delivery:
    """Drops of one week, not read yet.

    Attributes
    ----------
    names
        How the drops are called in messages.
    folders, manifests
        One of each for each drop.
    refusals
        What is wrong so far.
    """

    week: date
    names: list[str]
    folders: list[DropFolder]
    manifests: list[Manifest]
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def present(self) -> frozenset[str]:
        """The tables that any drop has."""
        return frozenset(name for folder in self.folders for name in folder.tables)

    @property
    def notes(self) -> list[Note]:
        """What was ignored."""
        of_folders = [note for folder in self.folders for note in folder.notes]
        return of_folders + [note for manifest in self.manifests for note in manifest.notes]

    @property
    def source(self) -> str:
        """The systems that sent the drops."""
        return ", ".join(dict.fromkeys(one.source for one in self.manifests if one.source))

    @property
    def produced_at(self) -> datetime | None:
        """When the latest of the drops was produced."""
        return max((one.produced_at for one in self.manifests if one.produced_at), default=None)

    def disagreements(self, raw: Mapping[str, RawTable]) -> Iterator[Refusal]:
        """Yield where a manifest and its files differ; rows of tables that could not be read are not compared."""
        for number, (folder, manifest) in enumerate(zip(self.folders, self.manifests, strict=True)):
            rows = {
                name: table.drop_rows[number]
                for name, table in raw.items()
                if number in table.drop_rows and not table.refusals
            }
            yield from disagreements(manifest, folder, rows)


def open_drops(paths: Sequence[Path], week: date | None, settings: Settings, resources: ExitStack) -> Delivery:
    """Find the tables of each drop and settle the week.

    Archives are unpacked into a folder that ``resources`` removes.

    Raises
    ------
    DropRefused
        If a path is no drop, an archive or manifest is not sound, or the week is not known.
    """
    names = _names(paths)
    folders: list[DropFolder] = []
    manifests: list[Manifest] = []
    refusals: list[Refusal] = []
    for path, name in zip(paths, names, strict=True):
        try:
            folder = _opened(path, f"{name}/" if len(paths) > 1 else "", settings, resources)
            folders.append(folder)
            refusals += folder.refusals
            manifests.append(read_manifest(folder))
        except DropRefused as error:
            refusals += error.reasons
        except OSError as error:
            refusals.append(_no_drop(name, error.strerror or str(error)))
    if len(manifests) < len(paths):
        raise DropRefused(refusals)
    settled, faults = _week(week, manifests)
    if settled is None:
        raise DropRefused([*refusals, *faults])
    return Delivery(settled, names, folders, manifests, [*refusals, *faults])


def _names(paths: Sequence[Path]) -> list[str]:
    """Return the names of drops: of their folder, the whole path where two have the same."""
    short = [path.absolute().name or str(path) for path in paths]
    return [str(path) if short.count(name) > 1 else name for path, name in zip(paths, short, strict=True)]


def _opened(path: Path, prefix: str, settings: Settings, resources: ExitStack) -> DropFolder:
    """Return the listing of a drop, unpacked if need be."""
    if path.is_dir():
        return list_folder(path, prefix)
    if not path.exists():
        raise DropRefused([_no_drop(str(path), "nothing there")])
    if not zipfile.is_zipfile(path):
        raise DropRefused([_no_drop(path.name, "a file that is no .zip archive")])
    folder = scratch_folder(resources) / "unpacked"
    folder.mkdir()
    return list_folder(unpack(path, path.name, folder, settings), prefix)


def _no_drop(name: str, found: str) -> Refusal:
    remedy = "name the folder that holds the tables, or a .zip of it"
    return Refusal(name, "", "", "a folder or a .zip of a drop", found, remedy)


def _week(week: date | None, manifests: Sequence[Manifest]) -> tuple[date | None, list[Refusal]]:
    """Return the week that is read: the one that is asked for, else the manifests' (Q-90)."""
    settled = week or next((one.week for one in manifests if one.week), None)
    if settled is None:
        remedy = "add --week with the first day of the week, a Sunday, or a manifest.json with it"
        return None, [Refusal("", "", "week", "the week that is built", "neither --week nor a manifest", remedy)]
    refusals = [
        Refusal(one.label, "", "week", f"week {settled}", f"week {one.week}", "hand over the drop of that week")
        for one in manifests
        if one.week not in {None, settled}
    ]
    if settled.weekday() != _SUNDAY:
        remedy = "name the week by its first day"
        refusals.append(Refusal("", "", "week", "a Sunday", f"{settled:%Y-%m-%d}, which is none", remedy))
    return settled, refusals
