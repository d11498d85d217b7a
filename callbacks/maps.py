"""The drawings of the maps, by unit: imported ones where there are any, the shipped ones otherwise."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from http.client import NOT_FOUND
from pathlib import Path

from flask import Flask, Response, abort, request

from callbacks.responses import Packed, PackedCache, respond
from dashboard.selection import REPUBLIC
from dashboard.settings import Settings
from geo.maps import DRAWINGS_FOLDER, has_map, imported_folder, svg_path

FOR_EVER = "public, max-age=31536000, immutable"
_KEPT = 64


def version(settings: Settings) -> str:
    """Return a name of the present set of drawings: it changes when boundaries are imported."""
    republic = svg_path(REPUBLIC, settings)
    folders = {republic.parent, settings.data_folder / "geo"}
    stamps = [_stamp(path) for folder in folders for path in sorted(folder.glob("*.svg"))]
    return blake2b("\n".join(stamps).encode(), digest_size=6).hexdigest()


def content(settings: Settings) -> str:
    """Return a name of what the present drawings show: the same one on every machine that has the same ones."""
    return _content(version(settings), imported_folder(settings))


@lru_cache(maxsize=4)
def _content(_: str, imported: Path) -> str:
    """Return the hash of the drawings of a version; imported ones stand before shipped ones."""
    found = blake2b(digest_size=6)
    for folder in (imported, DRAWINGS_FOLDER):
        for path in sorted(folder.glob("*.svg")):
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


def _stamp(path: Path) -> str:
    """Return what tells one state of a file from another without reading it."""
    status = path.stat()
    return f"{path} {status.st_size} {status.st_mtime_ns}"


def register(server: Flask, settings: Settings) -> None:
    """Serve ``maps/<version>/<unit>.svg``."""
    cache = PackedCache(_KEPT)

    @server.get("/maps/<edition>/<unit>.svg")
    def drawing(edition: str, unit: str) -> Response:
        packed = cache.get((edition, unit))
        if packed is None:
            # Whoever asks for an edition that is not the present one would keep today's drawing for ever under it.
            if edition != version(settings):
                abort(NOT_FOUND)
            packed = cache.put((edition, unit), _read(unit, settings))
        return respond(packed, request, FOR_EVER)


def _read(unit: str, settings: Settings) -> Packed:
    """Return a unit's drawing, or answer 404 where it has none."""
    if not has_map(unit, settings):
        abort(NOT_FOUND)
    return Packed(svg_path(unit, settings).read_bytes(), "image/svg+xml")
