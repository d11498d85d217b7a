"""The numbers of the monitor: versions of ``monitor.yaml`` (A-32, A.8).

A week is computed and shown with the version whose ``valid_from`` is the latest one not after its first day; the first
version also holds for all weeks before it (Q-39). What a variant of the specification leaves switched off (Q-106) is
refused here instead of being read and ignored.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import yaml

from dashboard.errors import ConfigurationError
from dashboard.indicators import MEASURED_KEYS, PAPERLESS
from dashboard.weeks import ALMATY, DAY, WEEK, cut_off

MONITOR_FILE = Path(__file__).with_name("monitor.yaml")
NORMAL_DAYS = 4  # teaching days from which a week is normal (F.3-2)
WEEK_MODE_DAYS = 5  # the divisor of a short week, for six-day schools too
NOT_COMPUTED = frozenset({"attendance", "hw_timely"})  # of A.8; outside the nine of Q-17
CATEGORIES = ("low", "medium", "high")
FIXED = {"timezone": "Asia/Almaty", "week_start": "sunday", "cutoff": "Sunday 00:00"}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MEDIUM_RULE = {"kind": "fraction_of_target", "round": "ceil"}
T = TypeVar("T")


@dataclass(frozen=True)
class MonitorConfig:
    """One version of the monitor's numbers.

    Attributes
    ----------
    version, valid_from
        Its number and its first day.
    publish_by
        When a week should be out, as text (``Sunday 06:00``).
    min_lessons_per_class
        Lessons a class needs in a normal week (A-28).
    prorate_short_weeks
        Whether fewer days need fewer lessons (F.3-3).
    weights
        Of a school in low, medium and high in the score (A-44).
    targets
        Percent from which a category is high, by indicator; of ``qzj`` the target of its gauge and map (Q-103).
    medium_share
        The share of the target from which a category is medium (A-35).
    medium_borders
        Percent from which it is medium, by indicator.
    seven
        The indicators a paperless school must meet (A-34), in the order of the page.
    gauge_targets
        Where the bar's mark is not at the target (A-15).
    timely_until
        Time of the next day before which a mark is timely (A-33).
    """

    version: int
    valid_from: date
    publish_by: str
    min_lessons_per_class: int
    prorate_short_weeks: bool
    weights: tuple[Fraction, Fraction, Fraction]
    targets: Mapping[str, int]
    medium_share: Fraction
    medium_borders: Mapping[str, int]
    seven: tuple[str, ...]
    gauge_targets: Mapping[str, int]
    timely_until: time

    @property
    def score_weights(self) -> Mapping[str, Fraction]:
        """The weights by category."""
        return dict(zip(CATEGORIES, self.weights, strict=True))

    def medium_from(self, indicator: str) -> int:
        """Return the percent from which an indicator is medium (A-35)."""
        return self.medium_borders[indicator]

    def gauge_target(self, indicator: str) -> int:
        """Return the percent at which the mark of the bar stands (A-15)."""
        return self.gauge_targets.get(indicator, self.targets[indicator])

    def school_target(self, indicator: str) -> int:
        """Return the percent from which a school is in High: of the seven together it has to meet all (A-34, Q-14)."""
        return 100 if indicator == PAPERLESS else self.targets[indicator]

    def min_lessons(self, days: int) -> int:
        """Return the lessons a class needs in a week of so many teaching days (Q-4): 10 from four days on."""
        if days >= NORMAL_DAYS or not self.prorate_short_weeks:
            return self.min_lessons_per_class
        return math.ceil(Fraction(self.min_lessons_per_class * days, WEEK_MODE_DAYS))

    def publish_until(self, week: date) -> datetime:
        """Return the instant by which a week should be out: the first one of `publish_by` after its end (G-2)."""
        name, _, clock = self.publish_by.partition(" ")
        end = cut_off(week)
        due = datetime.combine(end.date() + DAY * ((DAYS.index(name) + 1) % 7), time.fromisoformat(clock), ALMATY)
        return due if due >= end else due + WEEK

    def as_json(self) -> str:
        """Return everything as one JSON text, to be kept with a snapshot; `from_json` reads it again."""
        indicators: dict[str, dict[str, Any]] = {
            key: {"target": self.targets[key], "medium_from": self.medium_borders[key], "in_qzj": key in self.seven}
            for key in MEASURED_KEYS
        }
        indicators["timely"]["deadline_next_day"] = self.timely_until.strftime("%H:%M")
        num, den = self.medium_share.as_integer_ratio()
        document = {
            "version": self.version,
            "valid_from": self.valid_from.isoformat(),
            **FIXED,
            "publish_by": self.publish_by,
            "min_lessons_per_class": self.min_lessons_per_class,
            "prorate_short_weeks": self.prorate_short_weeks,
            "score_weights": {name: str(weight) for name, weight in self.score_weights.items()},
            "indicators": indicators,
            "gauge_targets": {**self.gauge_targets, "schools_qzj": self.targets[PAPERLESS]},
            "medium_rule": {**MEDIUM_RULE, "num": num, "den": den},
        }
        return json.dumps(document)

    @classmethod
    def from_json(cls, text: str) -> MonitorConfig:
        """Return the version that `as_json` wrote."""
        return _version(_Block("snapshot.config", json.loads(text)))


@dataclass(frozen=True, slots=True)
class Configuration:
    """All versions of the monitor's numbers, by their first day."""

    versions: tuple[MonitorConfig, ...]

    def for_week(self, week: date) -> MonitorConfig:
        """Return the version that holds in a week (Q-39)."""
        begun = [version for version in self.versions if version.valid_from <= week]
        return begun[-1] if begun else self.versions[0]


def load_configuration(path: Path | None = None) -> Configuration:
    """Read the monitor's numbers.

    Parameters
    ----------
    path
        A YAML file whose ``monitor_config`` is a list of versions, or one version (A.8). The project's own without.

    Raises
    ------
    ConfigurationError
        If the file cannot be used; the message names the file, the version and the field.
    """
    return _shipped() if path is None else _load(path)


@cache
def _shipped() -> Configuration:
    """Return the project's own numbers, read once."""
    return _load(MONITOR_FILE)


def _load(path: Path) -> Configuration:
    """Read and check one file."""
    try:
        document = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path}: cannot be read as YAML ({error}). Name a readable YAML file.") from error
    found = document.get("monitor_config") if isinstance(document, dict) else None
    blocks: list[Any] = found if isinstance(found, list) else [found]
    if not found or not all(isinstance(block, dict) for block in blocks):
        raise ConfigurationError(f"{path}: monitor_config is missing or not a list of versions. See spec A.8.")
    versions = sorted((_version(_Block(_place(path, block), block)) for block in blocks), key=lambda v: v.valid_from)
    for field in ("version", "valid_from"):
        if len({getattr(version, field) for version in versions}) < len(versions):
            raise ConfigurationError(f"{path}: two versions have the same {field}. Give each its own.")
    return Configuration(tuple(versions))


def _place(path: Path, block: Mapping[str, Any]) -> str:
    """Return how messages name a version."""
    return f"{path}: version {block.get('version', '?')}"


class _Block:
    """A mapping of the file that is taken apart field by field and knows where it stands."""

    def __init__(self, place: str, value: Any, prefix: str = "") -> None:
        if not isinstance(value, dict):
            raise ConfigurationError(f"{place}: {prefix.rstrip('.') or 'it'} is {value!r}. Write fields below it.")
        self.place, self.prefix, self.left = place, prefix, dict(value)

    def take(self, field: str, read: Callable[[Any], T], wanted: str, default: Any = None) -> T:
        """Return one field; `read` raises ValueError or TypeError where it is not what is wanted."""
        value = self.left.pop(field, default)
        try:
            return read(value)
        except (ValueError, TypeError):
            self.refuse(field, f"is {value!r}" if value is not None else "is missing", f"Write {wanted}.")
            raise

    def inner(self, field: str, default: Any = None) -> _Block:
        """Return the block below a field."""
        return _Block(self.place, self.left.pop(field, default), f"{self.prefix}{field}.")

    def finish(self) -> None:
        """Refuse what is left over: a misspelt field must not fall back to a default in silence."""
        for field in self.left:
            self.refuse(field, "is not known", "Remove it or mend its name.")

    def refuse(self, field: str, what: str, remedy: str) -> None:
        """Raise the error for one field."""
        raise ConfigurationError(f"{self.place}: {self.prefix}{field} {what}. {remedy}")


def _version(block: _Block) -> MonitorConfig:
    """Return one checked version."""
    for field, value in FIXED.items():
        block.take(field, _one_of(value), f"{value!r}; other values are not supported", value)
    rule = _medium_rule(block.inner("medium_rule"))
    gauges = _gauges(block.inner("gauge_targets", {}))
    targets, borders, seven, until = _indicators(block.inner("indicators"), rule)
    config = MonitorConfig(
        version=block.take("version", _whole(1, 10**9), "a whole number from 1 on"),
        valid_from=block.take("valid_from", _day, "a date such as 2026-09-01"),
        publish_by=block.take("publish_by", _moment, "a time such as 'Sunday 06:00'", "Sunday 06:00"),
        min_lessons_per_class=block.take("min_lessons_per_class", _whole(1, 100), "a whole number from 1 to 100"),
        prorate_short_weeks=block.take("prorate_short_weeks", _switch, "true or false", True),
        weights=_weights(block.inner("score_weights")),
        targets=MappingProxyType({PAPERLESS: gauges[PAPERLESS], **targets}),
        medium_share=rule,
        medium_borders=MappingProxyType({PAPERLESS: math.ceil(rule * gauges.pop(PAPERLESS)), **borders}),
        seven=seven,
        gauge_targets=MappingProxyType(gauges),
        timely_until=until,
    )
    block.finish()
    return config


def _medium_rule(block: _Block) -> Fraction:
    """Return the share of the target from which a category is medium (A-35)."""
    for field, value in MEDIUM_RULE.items():
        block.take(field, _one_of(value), f"{value!r}; other values are not supported", value)
    den = block.take("den", _whole(1, 1000), "a whole number from 1 on")
    num = block.take("num", _whole(0, den), "a whole number that is not above den")
    block.finish()
    return Fraction(num, den)


def _gauges(block: _Block) -> dict[str, int]:
    """Return the targets of bars that differ from the indicators' own; the one of ``qzj`` always."""
    percent = _whole(1, 100)
    gauges = {PAPERLESS: block.take("schools_qzj", percent, "a whole number from 1 to 100", 90)}
    for key in MEASURED_KEYS:
        if key in block.left:
            gauges[key] = block.take(key, percent, "a whole number from 1 to 100")
    block.finish()
    return gauges


def _indicators(block: _Block, rule: Fraction) -> tuple[dict[str, int], dict[str, int], tuple[str, ...], time]:
    """Return targets, lower borders of medium, the seven, and the time until which marks are timely."""
    targets, borders, seven, until = {}, {}, [], time(13)
    for key in NOT_COMPUTED & block.left.keys():
        del block.left[key]
    for key in MEASURED_KEYS:
        inner = block.inner(key)
        target = inner.take("target", _whole(1, 100), "a whole number from 1 to 100")
        border = math.ceil(rule * target)
        targets[key] = target
        borders[key] = inner.take("medium_from", _whole(0, target), "a whole number not above target", border)
        if inner.take("in_qzj", _switch, "true or false"):
            seven.append(key)
        if key == "timely":
            until = inner.take("deadline_next_day", _clock, "a quoted time such as '13:00'", "13:00")
        inner.finish()
    block.finish()
    if not seven or "timely" in seven:  # timely may be without a value in a school that has all others
        block.refuse("timely.in_qzj", "must be false and of another indicator true", "Mend in_qzj.")
    return targets, borders, tuple(seven), until


def _weights(block: _Block) -> tuple[Fraction, Fraction, Fraction]:
    """Return the weights; they rise from low to high, and high is 1 so that all-High is 100 % (A-45)."""
    low, medium, high = (block.take(name, _weight, "a number from 0 to 1") for name in CATEGORIES)
    block.finish()
    if not low <= medium <= high == 1:
        block.refuse("high", "must be 1 and low <= medium <= high", "Mend the weights.")
    return low, medium, high


def _one_of(*values: str) -> Callable[[Any], str]:
    """Return a reader of a text from a list."""

    def read(value: Any) -> str:
        return values[values.index(value)]

    return read


def _whole(least: int, most: int) -> Callable[[Any], int]:
    """Return a reader of whole numbers within limits."""

    def read(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError
        return value

    return read


def _switch(value: Any) -> bool:
    """Read true or false."""
    if type(value) is not bool:
        raise ValueError
    return value


def _day(value: Any) -> date:
    """Read a date, as YAML or JSON give it."""
    return value if type(value) is date else date.fromisoformat(value)


def _clock(value: Any) -> time:
    """Read hours and minutes; unquoted, YAML takes 13:00 for the number 780."""
    if not isinstance(value, str) or not re.fullmatch(r"\d\d:\d\d", value):
        raise ValueError
    return time.fromisoformat(value)


def _moment(value: Any) -> str:
    """Read a weekday with a time."""
    day, _, clock = str(value).partition(" ")
    _clock(clock)
    return f"{_one_of(*DAYS)(day)} {clock}"


def _weight(value: Any) -> Fraction:
    """Read a share as written: 0.5 is one half."""
    weight = Fraction(str(value))
    if not 0 <= weight <= 1:
        raise ValueError
    return weight
