"""The settings: the only reader of the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dashboard.errors import SettingsError

PROJECT_FOLDER = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may set.

    Attributes
    ----------
    database_url
        ``DATABASE_URL``: where the snapshots are kept, an SQLAlchemy URL.
    data_folder
        ``BELSENDI_DATA``: a folder for everything the installation makes itself: the default database, imported
        boundaries, compressed static files.
    url_prefix
        ``BELSENDI_URL_PREFIX``: path under which a proxy serves the monitor; starts and ends with a slash.
    reject_limit
        ``BELSENDI_REJECT_LIMIT``: largest share of rejected rows of a table, in percent (Q-79).
    change_limit
        ``BELSENDI_CHANGE_LIMIT``: change of a total that draws a warning, in percent (Q-93).
    stale_after
        ``BELSENDI_STALE_AFTER``: days after the end of the latest week when the page says that data are old.
    zip_entry_limit
        ``BELSENDI_ZIP_ENTRY_LIMIT``: bytes of an unpacked zip entry above which its ratio is looked at (Q-86).
    zip_ratio_limit
        ``BELSENDI_ZIP_RATIO_LIMIT``: largest unpacked : packed ratio of such an entry (Q-86).
    demonstration
        ``BELSENDI_DEMONSTRATION``: true where the data are made up; every page says so.
    compress
        ``BELSENDI_COMPRESS``: false while working on style sheets and scripts; they are then read anew at each request.
    """

    database_url: str
    data_folder: Path
    url_prefix: str = "/"
    reject_limit: float = 1.0
    change_limit: float = 20.0
    stale_after: int = 8
    zip_entry_limit: int = 64 * 1024 * 1024
    zip_ratio_limit: float = 100.0
    demonstration: bool = False
    compress: bool = True

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings.

        Raises
        ------
        SettingsError
            If a value cannot be used; the message names the variable.
        """
        env = os.environ if environment is None else environment
        folder = Path(env.get("BELSENDI_DATA") or PROJECT_FOLDER / "var").absolute()
        return cls(
            database_url=env.get("DATABASE_URL") or f"sqlite:///{folder / 'belsendi.db'}",
            data_folder=folder,
            url_prefix=_prefix(env.get("BELSENDI_URL_PREFIX", "/")),
            reject_limit=_number(env, "BELSENDI_REJECT_LIMIT", 1.0),
            change_limit=_number(env, "BELSENDI_CHANGE_LIMIT", 20.0),
            stale_after=int(_number(env, "BELSENDI_STALE_AFTER", 8)),
            zip_entry_limit=int(_number(env, "BELSENDI_ZIP_ENTRY_LIMIT", 64 * 1024 * 1024)),
            zip_ratio_limit=_number(env, "BELSENDI_ZIP_RATIO_LIMIT", 100.0),
            demonstration=env.get("BELSENDI_DEMONSTRATION", "").lower() in {"1", "true", "yes"},
            compress=env.get("BELSENDI_COMPRESS", "").lower() not in {"0", "false", "no"},
        )


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    """Return a non-negative number from the environment."""
    text = env.get(name)
    if not text:
        return default
    try:
        number = float(text)
    except ValueError:
        number = -1
    if not 0 <= number < float("inf"):
        raise SettingsError(f"{name} is {text!r}; set it to a number that is not negative, or unset it.")
    return number


def _prefix(text: str) -> str:
    """Return a path that starts and ends with a slash."""
    return f"/{text.strip('/')}/".replace("//", "/")
