"""What programs may ask for: one class per list of parameters, and how a request becomes one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import FieldInfo, fields
from werkzeug.datastructures import MultiDict

from callbacks.api.problems import Refused
from callbacks.api.shapes import Fault
from dashboard.indicators import INDICATOR_KEYS

LEVELS = ("republic", "region", "district")
FORMATS = ("json", "csv")
LONGEST_PAGE, USUAL_PAGE = 5_000, 500
_TEXT = r"^[^\x00-\x1f\x7f]+$"

Id = Annotated[str, Meta(max_length=128, pattern=_TEXT)]
Position = Annotated[str, Meta(max_length=300, pattern=_TEXT)]
Level = Annotated[str, Meta(pattern=f"^({'|'.join(LEVELS)})$", extra_json_schema={"enum": list(LEVELS)})]
Format = Annotated[str, Meta(pattern=f"^({'|'.join(FORMATS)})$", extra_json_schema={"enum": list(FORMATS)})]
Key = Annotated[str, Meta(pattern=f"^({'|'.join(INDICATOR_KEYS)})$", extra_json_schema={"enum": list(INDICATOR_KEYS)})]

WEEK = "Any day of the week; the latest published week without."
UNIT = "Only this unit and what lies below."
BETWEEN = {"first": "from", "last": "to"}  # field to parameter: `from` is a word of Python
INDICATOR = "Only these indicators; may stand several times; all without."


class Nothing(Struct, frozen=True, kw_only=True):
    """No parameters."""


class Listed(Struct, frozen=True, kw_only=True):
    """What every list takes."""

    limit: Annotated[int, Meta(ge=1, le=LONGEST_PAGE, description="How many rows at most.")] = USUAL_PAGE
    cursor: Annotated[Position | UnsetType, Meta(description="`next` of the answer before.")] = UNSET
    format: Annotated[Format, Meta(description="The form of the answer; `Accept: text/csv` does the same.")] = "json"


class InWeek(Struct, frozen=True, kw_only=True):
    """A week."""

    week: Annotated[date | UnsetType, Meta(description=WEEK)] = UNSET


class ListedInWeek(Listed, frozen=True, kw_only=True):
    """A list of a week."""

    week: Annotated[date | UnsetType, Meta(description=WEEK)] = UNSET


class AllBetween(Listed, frozen=True, kw_only=True, rename=BETWEEN):
    """A list of weeks: all of them without."""

    first: Annotated[date | UnsetType, Meta(description="Any day of the first week; the earliest without.")] = UNSET
    last: Annotated[date | UnsetType, Meta(description="Any day of the last week; the latest one without.")] = UNSET


class Between(Listed, frozen=True, kw_only=True, rename=BETWEEN):
    """A list of numbers of some weeks: of the latest one without."""

    first: Annotated[date | UnsetType, Meta(description="Any day of the first week; that of `to` without.")] = UNSET
    last: Annotated[date | UnsetType, Meta(description="Any day of the last week; the latest one without.")] = UNSET


class OneSnapshot(Struct, frozen=True, kw_only=True):
    """One snapshot."""

    snapshot: Annotated[Id, Meta(description="Its hash.")]


class Units(ListedInWeek, frozen=True, kw_only=True):
    """Units of a week."""

    level: Annotated[Level | UnsetType, Meta(description="Only units of this level.")] = UNSET
    parent: Annotated[Id | UnsetType, Meta(description="Only units right below this one.")] = UNSET


class OneUnit(InWeek, frozen=True, kw_only=True):
    """One unit of a week."""

    unit: Annotated[Id, Meta(description="Its KATO code.")]


class UnitSeries(Between, frozen=True, kw_only=True, rename=BETWEEN):
    """Numbers of units in some weeks."""

    unit: Annotated[tuple[Id, ...], Meta(description="Only these units; may stand several times.", max_length=100)] = ()
    level: Annotated[Level | UnsetType, Meta(description="Only units of this level.")] = UNSET
    parent: Annotated[Id | UnsetType, Meta(description="Only units right below this one.")] = UNSET


class UnitValues(UnitSeries, frozen=True, kw_only=True, rename=BETWEEN):
    """Values of units in some weeks."""

    indicator: Annotated[tuple[Key, ...], Meta(description=INDICATOR)] = ()


class Schools(ListedInWeek, frozen=True, kw_only=True):
    """Schools of a week."""

    unit: Annotated[Id | UnsetType, Meta(description=UNIT)] = UNSET


class OneSchool(InWeek, frozen=True, kw_only=True):
    """One school of a week."""

    school: Annotated[Id, Meta(description="Its id.")]


class SchoolValues(Between, frozen=True, kw_only=True, rename=BETWEEN):
    """Values of schools in some weeks."""

    unit: Annotated[Id | UnsetType, Meta(description=UNIT)] = UNSET
    school: Annotated[Id | UnsetType, Meta(description="Only this school.")] = UNSET
    indicator: Annotated[tuple[Key, ...], Meta(description=INDICATOR)] = ()


Q = TypeVar("Q", bound=Struct)
_BACKQUOTES = re.compile(r" - at `\$.*$")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")  # what the patterns refuse too, but for a line break at the end


def read(wanted: type[Q], path: Mapping[str, Any], query: MultiDict[str, str]) -> Q:
    """Return what a request asks for.

    Parameters
    ----------
    wanted
        Its class.
    path, query
        What stands in the address.

    Raises
    ------
    Refused
        400 with every parameter at fault.
    """
    known = {field.encode_name: field for field in fields(wanted)}
    texts = {**{name: [text] for name, text in path.items()}, **dict(query.lists())}
    faults = [Fault(name, f"Unknown; known are: {', '.join(known) or 'none'}.") for name in texts if name not in known]
    found: dict[str, Any] = {}
    for name, field in known.items():
        if name in texts:
            _take(field, texts[name], found, faults)
    if faults:
        raise Refused(HTTPStatus.BAD_REQUEST, "Some parameters cannot be used.", faults)
    return wanted(**found)


def _take(field: FieldInfo, texts: Sequence[str], found: dict[str, Any], faults: list[Fault]) -> None:
    """Read one parameter, or add what is wrong with it."""
    several = field.default == ()
    if any(_CONTROLS.search(text) for text in texts):
        faults.append(Fault(field.encode_name, "Has characters nobody can see."))
        return
    if not several and len(texts) > 1:
        faults.append(Fault(field.encode_name, "Stands more than once."))
        return
    try:
        found[field.name] = msgspec.convert(tuple(texts) if several else texts[0], field.type, strict=False)
    except msgspec.ValidationError as error:
        faults.append(Fault(field.encode_name, f"{_BACKQUOTES.sub('', str(error))}."))
