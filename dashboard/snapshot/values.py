"""Values of the contract's types, as Ibis expressions over what a file holds (Q-44, Q-80 … Q-82, Q-88).

A value that is given and is not of its type becomes null here; that is how it is recognised.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import ibis

from dashboard.snapshot.contract_terms import Column, ColumnType
from dashboard.snapshot.parquet_files import Physical

TYPES: dict[ColumnType, str] = {
    "text": "string",
    "bool": "boolean",
    "int": "int64",
    "date": "date",
    "time": "timestamp(6)",
}

# Asia/Almaty is UTC+5 since 1 March 2024 and was UTC+6 before (F.1). Both offsets are written here, since engines come
# with different editions of the time zone data, some of them wrong.
ALMATY_CHANGE = datetime(2024, 3, 1)  # noqa: DTZ001 - local time
ALMATY_MINUTES, ALMATY_MINUTES_BEFORE = 300, 360


def to_instant(moment: datetime) -> datetime:
    """Return a local time of Almaty, without zone, as an instant in UTC, without zone."""
    minutes = ALMATY_MINUTES if moment >= ALMATY_CHANGE else ALMATY_MINUTES_BEFORE
    return moment - timedelta(minutes=minutes)


_FIRST_DAY, _LAST_DAY = date(1, 1, 1), date(9999, 12, 31)
_FIRST_MOMENT, _LAST_MOMENT = datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999999)  # noqa: DTZ001 - UTC

_HOUR, _MINUTE = "([01][0-9]|2[0-3])", "[0-5][0-9]"
_DATE_FORM = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\z"
_TIME_FORM = (
    rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[T ]{_HOUR}:{_MINUTE}(:{_MINUTE}(\.[0-9]+)?)?"
    rf"(Z|[+-]{_HOUR}(:{_MINUTE})?)?\z"
)
_LOCAL_PART = r"^([0-9-]{10}[T ][0-9:]{5,8}(?:\.[0-9]{1,6})?)"  # microseconds are the finest that is kept
_ZONE_PART = r"(Z|[+-][0-9]{2}(?::[0-9]{2})?)\z"
_INT_FORM = r"^[+-]?[0-9]+\z"
_NUL = "\0"


def typed(column: Column, raw: Any, physical: Physical, *, nul: bool = True, sound: bool = False) -> Any:
    """Return the value of a column as its type; null where it is missing or not of the type.

    Parameters
    ----------
    raw
        What the file holds.
    physical
        What it is there; in CSV always ``text``. "null" and "other" stand for columns without a value.
    nul
        Whether there may be a NUL in a text; False spares the search.
    sound
        Whether all values are known to be of the type; True spares looking at them again.
    """
    if physical in {"null", "other"}:
        return ibis.null(TYPES[column.type])
    if column.type == "text":
        return raw.cast("string") if column.profile or sound or not nul else _without_nul(raw.cast("string"))
    if sound and (column.type, physical) in _CAST:
        return raw.cast(TYPES[column.type])
    return _READERS[column.type, physical](raw)


def _without_nul(raw: Any) -> Any:
    return ibis.ifelse(raw.contains(_NUL), ibis.null("string"), raw)


def _int_of_text(raw: Any) -> Any:
    return ibis.ifelse(raw.re_search(_INT_FORM), raw.try_cast("int64"), ibis.null("int64"))


def _int_of_float(raw: Any) -> Any:
    held = raw.cast("float64")
    # Engines differ in what they make of numbers that no int64 can hold.
    number = ibis.ifelse((held >= -(2.0**63)) & (held < 2.0**63), held, ibis.null("float64")).try_cast("int64")
    return ibis.ifelse(number.cast("float64") == held, number, ibis.null("int64"))


def _bool_of_text(raw: Any) -> Any:
    lowered = raw.lower()
    return ibis.cases((lowered.isin(["true", "1"]), True), (lowered.isin(["false", "0"]), False))


def _bool_of_int(raw: Any) -> Any:
    return ibis.cases((raw == 1, True), (raw == 0, False))


def _date_of_text(raw: Any) -> Any:
    return _day(ibis.ifelse(raw.re_search(_DATE_FORM), raw.try_cast("date"), ibis.null("date")))


def _day(value: Any) -> Any:
    """Return a date, null outside the years 1 to 9999: nothing after this could hold it."""
    return ibis.ifelse(value.between(_FIRST_DAY, _LAST_DAY), value, ibis.null("date"))


def _moment(value: Any) -> Any:
    """Return a moment, null outside the years 1 to 9999."""
    fits = value.between(ibis.literal(_FIRST_MOMENT), ibis.literal(_LAST_MOMENT))
    return ibis.ifelse(fits, value, ibis.null("timestamp(6)"))


def _moment_of_text(raw: Any) -> Any:
    """Return the instant of an ISO 8601 text in UTC; without an offset it is Almaty's time (Q-44)."""
    local = raw.re_extract(_LOCAL_PART, 1).replace("T", " ").try_cast("timestamp(6)")
    zone = raw.re_extract(_ZONE_PART, 1)
    moment = local - _offset(zone, local).as_interval("m")
    return _moment(ibis.ifelse(raw.re_search(_TIME_FORM), moment, ibis.null("timestamp(6)")))


def _offset(zone: Any, local: Any) -> Any:
    """Return the minutes that a zone is ahead of UTC."""
    hours = zone.substr(1, 2).try_cast("int64").fill_null(0)
    minutes = zone.substr(4, 2).try_cast("int64").fill_null(0)
    ahead = hours * 60 + minutes
    signed = ibis.ifelse(zone.startswith("-"), -ahead, ahead)
    return ibis.ifelse(zone == "", _almaty_offset(local), signed)


def _almaty_offset(local: Any) -> Any:
    return ibis.ifelse(local < ibis.literal(ALMATY_CHANGE), ALMATY_MINUTES_BEFORE, ALMATY_MINUTES).cast("int64")


def _moment_of_local(raw: Any) -> Any:
    local = _moment(raw.try_cast("timestamp(6)"))
    return _moment(local - _almaty_offset(local).as_interval("m"))


def _moment_of_instant(raw: Any) -> Any:
    """Return an instant as UTC without zone: the session's zone is UTC."""
    return _moment(raw.try_cast("timestamp(6)"))


_READERS: dict[tuple[ColumnType, Physical], Callable[[Any], Any]] = {
    ("bool", "text"): _bool_of_text,
    ("bool", "bool"): lambda raw: raw,
    ("bool", "int"): _bool_of_int,
    ("int", "text"): _int_of_text,
    ("int", "int"): lambda raw: raw.try_cast("int64"),
    ("int", "float"): _int_of_float,
    ("date", "text"): _date_of_text,
    ("date", "date"): _day,
    ("time", "text"): _moment_of_text,
    ("time", "naive"): _moment_of_local,
    ("time", "instant"): _moment_of_instant,
}

# What a cast alone makes of values that are known to be of the type.
_CAST = frozenset({("bool", "bool"), ("int", "int"), ("date", "date"), ("time", "instant")})
