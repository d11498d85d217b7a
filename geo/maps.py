"""Which drawing shows a unit: an imported one where there is one, else the shipped one. Light: for the web server."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import TypedDict

from dashboard.settings import PROJECT_FOLDER, Settings

DRAWINGS_FOLDER = PROJECT_FOLDER / "assets" / "geo"

_CODE = re.compile(r"[0-9]{9}")
_ATTRIBUTE = re.compile(r'data-(schematic|credit)="([^"]*)"')
_VIEW_BOX = re.compile(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"')


class MapFacts(TypedDict):
    """What a page says about its map.

    ``schematic`` is true where the shapes are cells instead of boundaries, ``credit`` names whose geometry it is (may
    be empty), ``ratio`` is its width over its height.
    """

    schematic: bool
    credit: str
    ratio: float


NO_MAP: MapFacts = {"schematic": False, "credit": "", "ratio": 0}


def imported_folder(settings: Settings) -> Path:
    """Return the folder of imported drawings; it need not exist."""
    return settings.data_folder / "geo"


def svg_path(unit_id: str, settings: Settings) -> Path:
    """Return the drawing that shows the parts of a unit (the republic or a region).

    For any other unit the path does not exist.
    """
    imported = imported_folder(settings) / f"{unit_id}.svg"
    return imported if imported.is_file() else DRAWINGS_FOLDER / f"{unit_id}.svg"


def has_map(unit_id: str, settings: Settings) -> bool:
    """Tell whether a unit has a drawing; anything that is no KATO code, of any length, has none."""
    return _CODE.fullmatch(unit_id) is not None and svg_path(unit_id, settings).is_file()


def describe(unit_id: str, settings: Settings) -> MapFacts:
    """Return what a page says about a unit's map.

    Raises
    ------
    FileNotFoundError
        If the unit has no drawing.
    """
    path = svg_path(unit_id, settings)
    return _facts(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _facts(path: Path, changed: int) -> MapFacts:
    """Return the facts that stand in a drawing's root element; `changed` makes a changed file be read anew."""
    with path.open(encoding="utf-8") as file:
        head = file.readline()
    found = dict(_ATTRIBUTE.findall(head))
    [(width, height)] = _VIEW_BOX.findall(head)
    return {
        "schematic": found["schematic"] == "true",
        "credit": unescape(found["credit"]),
        "ratio": float(width) / float(height),
    }
