"""Whether a week's drop has arrived, and whether it is still being copied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from dashboard.errors import SettingsError

PLACE = "{week}"
# Path, size and time of change of every file.
Fingerprint = tuple[tuple[str, int, int], ...]


def check_patterns(patterns: Sequence[str]) -> None:
    """Refuse places that would be the same every week.

    Raises
    ------
    SettingsError
        If one has no place for the week.
    """
    for pattern in patterns:
        if PLACE not in pattern:
            raise SettingsError(
                f"--records is {pattern!r}; write {PLACE} where the week stands in the path, such as "
                f"/srv/drops/{PLACE} or /srv/drops/{PLACE}.zip."
            )


def drop_paths(patterns: Sequence[str], week: date) -> list[Path]:
    """Return where the drops of a week are expected: ``{week}`` stands for its Sunday, as in 2025-11-09."""
    return [Path(pattern.replace(PLACE, week.isoformat())) for pattern in patterns]


def fingerprint(paths: Sequence[Path]) -> Fingerprint | None:
    """Return what the drops look like, without reading them; None while one of them is not there."""
    if not all(path.exists() for path in paths):
        return None
    return tuple(sorted(entry for path in paths for entry in _entries(path)))


def _entries(path: Path) -> Iterator[tuple[str, int, int]]:
    """Yield every file; one that is gone in this moment is left to the next look."""
    for file in [path] if path.is_file() else path.rglob("*"):
        try:
            found = file.stat()
        except FileNotFoundError:
            continue
        # The time of change of the entry itself: copying programs may set the other one back.
        yield str(file), found.st_size, found.st_ctime_ns
