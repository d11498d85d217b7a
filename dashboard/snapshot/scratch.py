"""Temporary folders that do not outlive a build, however it ends.

A process that is killed cannot clean up; its spilled rows may be gigabytes. So each folder is held by a lock that the
system takes back, and the next build removes those that nobody holds any more. The lock's file stands beside the
folder: it comes first and goes last, so that there is no moment at which a folder is there that nothing tells of.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

PREFIX = "belsendi-"
_HELD = ".held"


def scratch_folder(resources: ExitStack, parent: Path | None = None) -> Path:
    """Make a temporary folder; `resources` removes it.

    Parameters
    ----------
    parent
        Where; the system's folder for such things without.
    """
    holder, held = _hold(parent)
    resources.callback(os.close, holder)
    resources.callback(held.unlink, missing_ok=True)
    folder = held.with_suffix("")
    resources.callback(shutil.rmtree, folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def _hold(parent: Path | None) -> tuple[int, Path]:
    """Make and lock the file of a new folder; give its handle and path."""
    while True:
        handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=_HELD, dir=parent)
        fcntl.flock(handle, fcntl.LOCK_EX)
        held = Path(name)
        if held.exists():
            return handle, held
        os.close(handle)  # a sweep came between, and took it for one that nobody holds


def sweep(parent: Path | None = None) -> list[Path]:
    """Remove the folders that killed processes left.

    Returns
    -------
    list of Path
        Those that were removed.
    """
    found = sorted(Path(parent or tempfile.gettempdir()).glob(f"{PREFIX}*{_HELD}"))
    return [held.with_suffix("") for held in found if _removed(held)]


def _removed(held: Path) -> bool:
    """Remove a folder unless somebody holds it, or it is somebody else's."""
    try:
        handle = os.open(held, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        folder = held.with_suffix("")
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            return False
        held.unlink(missing_ok=True)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(handle)
