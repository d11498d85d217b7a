"""Compressed copies of static files in a folder, each under the hash of its content.

A file is complete before it appears under its name and is never changed after: workers that start at the same time,
or two versions of the monitor side by side, may share the folder.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

import brotli

# Pictures and fonts are compressed in themselves.
COMPRESSED = frozenset({".css", ".js", ".svg", ".json", ".ico"})

# The best compression of a megabyte takes as long as everything else a first start does, for a twelfth fewer bytes.
LARGE = 500_000
BEST, GOOD = 11, 9


class StaticStore:
    """A folder of files and their compressed copies (``.br``, ``.gz``)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, contents: Sequence[tuple[bytes, str]]) -> list[Path]:
        """Return where each content lies; `contents` are pairs of content and suffix (``.css``).

        What is not there yet is compressed and written, by one process at a time so that workers that start together
        do the work once. Nothing is ever removed: workers of an older version may still be serving it.
        """
        paths = [self.folder / f"{sha256(content).hexdigest()}{suffix}" for content, suffix in contents]
        wanted = {path: content for path, (content, _) in zip(paths, contents, strict=True)}
        if any(not path.exists() for path in wanted):
            with self._alone():
                missing = {path: content for path, content in wanted.items() if not path.exists()}
                with ThreadPoolExecutor() as threads:
                    list(threads.map(_write, missing, missing.values()))
        return paths

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one process at a time write."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as lock:
            flock(lock, LOCK_EX)
            yield


def _write(path: Path, content: bytes) -> None:
    """Write a file and its compressed copies; the file itself last, as the sign that all are there."""
    if path.suffix in COMPRESSED:
        copies = {".br": brotli.compress(content, quality=_quality(content)), ".gz": gzip.compress(content, 9, mtime=0)}
        for suffix, copy in copies.items():
            if len(copy) < len(content):
                _put(path.with_name(path.name + suffix), copy)
    _put(path, content)


def _quality(content: bytes) -> int:
    """Return how hard a content is compressed."""
    return GOOD if len(content) > LARGE else BEST


def _put(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    with NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
        file.write(content)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)
