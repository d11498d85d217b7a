"""What several test processes need and takes long to make: one makes it, each works on a copy of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def copied(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder of one's own with what `make` writes into a folder; it is called once in a run.

    Parameters
    ----------
    name
        What is made; the same name is the same thing.
    """
    base = factory.getbasetemp()
    # Beside one another the processes of a run have folders of their own in one folder.
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    whole = shared / f"made-{name}"
    with (shared / f"made-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            half = factory.mktemp(name)
            make(half)
            half.rename(whole)
    return Path(shutil.copytree(whole, factory.mktemp(name), dirs_exist_ok=True))
