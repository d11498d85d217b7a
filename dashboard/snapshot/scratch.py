"""Temporary folders that do not outlive a build, however it ends.

A process that is killed cannot clean up; its spilled rows may be gigabytes. So each folder is held by a lock that the
system takes back, and the next build removes those that nobody holds any more.
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
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    resources.callback(shutil.rmtree, folder, ignore_errors=True)
    holder = os.open(folder / _HELD, os.O_CREAT | os.O_RDWR)
    resources.callback(os.close, holder)
    fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return folder


def sweep(parent: Path | None = None) -> list[Path]:
    """Remove the folders that killed processes left.

    Returns
    -------
    list of Path
        Those that were removed.
    """
    found = sorted(Path(parent or tempfile.gettempdir()).glob(f"{PREFIX}*/{_HELD}"))
    return [path.parent for path in found if _removed(path)]


def _removed(held: Path) -> bool:
    """Remove a folder unless somebody holds it, or it is somebody else's."""
    try:
        handle = os.open(held, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        shutil.rmtree(held.parent, ignore_errors=True)
        return not held.parent.exists()
    finally:
        os.close(handle)
