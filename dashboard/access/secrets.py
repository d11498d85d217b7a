"""The key that signs sessions: given by the administrator, or made once and kept beside the data."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from dashboard.errors import SettingsError
from dashboard.settings import Settings

FILE = "secret_key"
SHORTEST = 32
_VARIETY = 8  # different characters
_MAKE = "Make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'"
# In keys that were copied from an example.
_EXAMPLES = ("change", "example", "secret", "password", "default", "12345678")


def secret_key(settings: Settings) -> str:
    """Return the installation's key; there is no default one.

    Several machines that serve one monitor need the same ``BELSENDI_SECRET_KEY``. A single one makes a key at its first
    start and keeps it in the data folder, readable for its owner alone; in production it has to be given.

    Raises
    ------
    SettingsError
        If the key is missing in production, too short or easily guessed, or the file can be read by others or cannot be
        made.
    """
    if settings.production and not settings.secret_key:
        raise SettingsError(
            "BELSENDI_SECRET_KEY is not set, and where readers come by TLS or BELSENDI_PRODUCTION is true the monitor "
            f"does not start without a key of its own. {_MAKE} and write it into a file that only the monitor's user "
            "may read; then set BELSENDI_SECRET_KEY_FILE to that file."
        )
    key = settings.secret_key or _kept(settings.data_folder / FILE)
    fault = _fault(key)
    if fault:
        raise SettingsError(f"BELSENDI_SECRET_KEY {fault}. {_MAKE}")
    return key


def _fault(key: str) -> str:
    """Return what is wrong with a key; empty if nothing is."""
    if len(key) < SHORTEST:
        return f"has {len(key)} characters, {SHORTEST} are needed"
    example = next((word for word in _EXAMPLES if word in key.lower()), "")
    if example:
        return f"holds {example!r} and looks like an example"
    return "" if len(set(key)) >= _VARIETY else "repeats a few characters"


def _kept(path: Path) -> str:
    """Return the key in a file; make it if there is none."""
    try:
        _make(path)
        if path.stat().st_mode & 0o077:
            raise SettingsError(f"{path} can be read by others. Run: chmod 600 {path}")
        return path.read_text("ascii").strip()
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read or made ({error.strerror}). Set BELSENDI_SECRET_KEY, or make the folder writable."
        ) from None


def _make(path: Path) -> None:
    """Make the file whole or not at all: workers start at the same moment."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{FILE}.{os.getpid()}")
    fresh.touch(0o600)
    fresh.write_text(secrets.token_hex(32), "ascii")
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass  # another worker was faster; its key is the one
    finally:
        fresh.unlink()
