"""Packages that only some installations need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dashboard.errors import SettingsError


@contextmanager
def extra(name: str, setting: str) -> Iterator[None]:
    """Let what is imported inside be missing: say how it is installed.

    Parameters
    ----------
    name
        Of the extra in ``pyproject.toml``.
    setting
        Whoever sets this needs it.

    Raises
    ------
    SettingsError
        If a package of the extra is not there.
    """
    try:
        yield
    except ImportError:
        missing = f"{setting} is set, but the extra is missing: pip install 'belsendilik[{name}]'."
        raise SettingsError(missing) from None
