"""The indicators: what is shown, in the order of the page, from ``indicators.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dashboard.errors import ConfigurationError

INDICATORS_FILE = Path(__file__).with_name("indicators.toml")
PAPERLESS = "qzj"  # derived from the seven, so it has neither an expression nor a target of its own
CHOICES = {
    "group": ("coverage", "journal"),
    "gauge": ("pooled", "share_high"),
    "counts": ("schools", "pooled", "none"),
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One block of ``indicators.toml``; texts are English message ids.

    Attributes
    ----------
    key
        The name of the indicator in records, tables and addresses.
    group
        The half of the rail: ``coverage`` or ``journal``.
    name, definition, numerator, denominator
        What it is called, what it is, what is counted.
    gauge
        What the bar shows: ``pooled`` (A-18) or ``share_high`` (A-20 … A-24, Q-101).
    counts
        What "n of m" beside the value counts: ``schools``, ``pooled`` numbers or ``none``.
    source
        The requirement in the source documents.
    """

    key: str
    group: str
    name: str
    definition: str
    numerator: str
    denominator: str
    gauge: str
    counts: str
    source: str


def load_indicators(path: Path = INDICATORS_FILE) -> Mapping[str, Indicator]:
    """Read the table of indicators.

    Returns
    -------
    Mapping
        Key to indicator, in the order of the file.

    Raises
    ------
    ConfigurationError
        If the file cannot be read or a block lacks a field, has one too many or a value outside its list; the message
        names the file, the block and the field.
    """
    try:
        blocks = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read as TOML ({error}). Restore or mend the file.") from error
    if PAPERLESS not in blocks:
        raise ConfigurationError(f"{path}: block [{PAPERLESS}] is missing. Add it; every page begins with it.")
    return MappingProxyType({key: _indicator(path, key, block) for key, block in blocks.items()})


def _indicator(path: Path, key: str, block: Any) -> Indicator:
    """Return one checked block."""
    if not isinstance(block, dict):
        raise ConfigurationError(f"{path}: {key} is not a block. Write it as [{key}] with its fields below.")
    wanted = {field.name for field in fields(Indicator)} - {"key"}
    for field in sorted(wanted - block.keys()):
        raise ConfigurationError(f"{path}: [{key}] has no field {field!r}. Add it.")
    for field in sorted(block.keys() - wanted):
        raise ConfigurationError(f"{path}: [{key}] has an unknown field {field!r}. Remove it.")
    for field, value in block.items():
        _check_value(f"{path}: [{key}] {field}", value, CHOICES.get(field))
    return Indicator(key=key, **block)


def _check_value(place: str, value: Any, choices: tuple[str, ...] | None) -> None:
    """Refuse an empty text or a value outside its list."""
    if not isinstance(value, str) or not value.strip():
        raise ConfigurationError(f"{place} is {value!r}. Write a text that is not empty.")
    if choices and value not in choices:
        raise ConfigurationError(f"{place} is {value!r}. Write one of: {', '.join(choices)}.")


INDICATORS = load_indicators()
INDICATOR_KEYS = tuple(INDICATORS)
MEASURED_KEYS = tuple(key for key in INDICATOR_KEYS if key != PAPERLESS)
