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
    shared = of_the_run(factory)
    whole = shared / f"made-{name}"
    with (shared / f"made-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            half = factory.mktemp(name)
            make(half)
            half.rename(whole)
    return Path(shutil.copytree(whole, factory.mktemp(name), symlinks=True, dirs_exist_ok=True))


def share_static_files(factory: pytest.TempPathFactory, folder: Path) -> None:
    """Let an installation keep its compressed static files where others of the run do, which saves seconds.

    Versions side by side may share that folder (callbacks/static_store.py); whoever comes first fills it.

    Parameters
    ----------
    folder
        The data folder, made if need be.
    """
    shared = of_the_run(factory) / "static"
    shared.mkdir(exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "static").symlink_to(shared)


def of_the_run(factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all processes of a run have in common."""
    base = factory.getbasetemp()
    # Beside one another the processes of a run have folders of their own in one folder.
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
