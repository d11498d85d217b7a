"""Registers that are judged row by row: the tree of units (Q-97), and what several drops may repeat (Q-91).

They are short, and what becomes of a row depends on the rows before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.snapshot.contract import REPUBLIC
from dashboard.snapshot.contract_terms import Table
from dashboard.snapshot.faults import FOLDED, SOUND, code_of

# The level a unit's parent must have.
PARENT_LEVEL = {"region": "republic", "district": "region"}

_LONGEST_CHAIN = 12  # passes; three levels need three, and what stands may change twice


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a register.

    Attributes
    ----------
    drop
        The number of its drop.
    code
        Its fault so far: of its values, or of its reference where that is already known.
    values
        Its columns by name.
    """

    drop: int
    code: int
    values: Mapping[str, Any]


def judge(table: Table, records: Sequence[Record]) -> list[int]:
    """Return the code of each record, which are in reading order.

    The first record that stands takes its id; later ones with it are duplicates. One that is equal to a record of an
    earlier drop is folded into it, or shares its fault.
    """
    earlier = _repeats(table, records)
    own = [place for place in range(len(records)) if place not in earlier]
    judged = _units(table, records, own) if table.name == "units" else _in_order(table, records, own)
    codes = [judged.get(place, SOUND) for place in range(len(records))]
    for place, first in earlier.items():
        codes[place] = FOLDED if codes[first] == SOUND else codes[first]
    return codes


def _repeats(table: Table, records: Sequence[Record]) -> dict[int, int]:
    """Return for each record that repeats one of an earlier drop the place of that one."""
    seen: dict[tuple[Any, ...], int] = {}
    repeats: dict[int, int] = {}
    for place, record in enumerate(records):
        content = tuple(record.values[name] for name in table.column_names)
        first = seen.setdefault(content, place)
        if record.code == SOUND and records[first].code == SOUND and records[first].drop < record.drop:
            repeats[place] = first
    return repeats


def _in_order(
    table: Table,
    records: Sequence[Record],
    places: Iterable[int],
    reference: Callable[[Record], int] = lambda record: record.code,
) -> dict[int, int]:
    """Return the codes of some records; the first one that stands takes its id (Q-75)."""
    taken: set[tuple[Any, ...]] = set()
    codes = {}
    for place in places:
        record = records[place]
        key = tuple(record.values[name] for name in table.key)
        code = record.code
        if code == SOUND:
            code = code_of(table, table.key[0], "duplicate_id") if key in taken else reference(record)
        if code == SOUND and table.key:
            taken.add(key)
        codes[place] = code
    return codes


def _units(table: Table, records: Sequence[Record], places: Sequence[int]) -> dict[int, int]:
    """Return the codes of units: each needs an accepted parent of the level above, level by level (Q-74, Q-97)."""
    levels: dict[str, str] = {}
    codes: dict[int, int] = {}
    for _ in range(_LONGEST_CHAIN):
        codes = _in_order(table, records, places, lambda record: _parent_fault(table, record, levels))  # noqa: B023
        standing = {
            records[place].values["unit_id"]: records[place].values["level"]
            for place, code in codes.items()
            if code == SOUND
        }
        if standing == levels:
            break
        levels = standing
    return codes


def _parent_fault(table: Table, record: Record, levels: Mapping[str, str]) -> int:
    """Return the fault of a unit's parent, given the units that stand."""
    unit, parent, level = (record.values[name] for name in ("unit_id", "parent_id", "level"))
    if level == "republic":
        return SOUND if unit == REPUBLIC else code_of(table, "unit_id", "inconsistent")
    if parent not in levels:
        return code_of(table, "parent_id", "unknown_reference")
    return SOUND if levels[parent] == PARENT_LEVEL[level] else code_of(table, "parent_id", "not_in_list")
