"""Notes of each unit: what a reader of its page should know about the data of its own schools (Q-104, G-18, G-21).

They are worked out once, when a week is built, so that a page reads some thirty short rows and no list of all schools.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd
from sqlalchemy import Connection

from dashboard.snapshot.compute import Computed
from dashboard.snapshot.notes import UNIT_KINDS, Note
from dashboard.snapshot.quality import new_schools, school_register
from dashboard.snapshot.revisions import Revision

# Schools that a unit's note names; the page reads their names where it shows them.
NAMED = 10
# A school is told when more than this share of its recorded lessons has nothing but the tick (G-18) …
MUCH = Fraction(1, 2)
# … of at least so many: of a handful a share says nothing.
FEW_LESSONS = 20


@dataclass(frozen=True)
class Findings:
    """What the notes of units are made of.

    Attributes
    ----------
    notes
        The notes on the week; those that are told per unit with all their schools.
    late
        Of `Computed`: one row is one school.
    base
        The schools of the base week, where the district of those that are absent is known from: school_id, unit_id.
    """

    notes: Sequence[Note]
    late: pd.DataFrame
    base: pd.DataFrame


def find(connection: Connection, computed: Computed, notes: Sequence[Note], base: Revision | None) -> Findings:
    """Find what is told of units beside the notes on the week: late entries, schools that are new (G-46).

    Parameters
    ----------
    base
        The week it is compared with (Q-40), if there is one; a week without teaching is compared with none.
    """
    if base is None or not (computed.schools["teaching_days"] > 0).any():
        return Findings(notes, computed.late, computed.schools)
    then = school_register(connection, base.id)
    return Findings([*notes, *new_schools(base, then, computed.schools)], computed.late, then)


def unit_notes(computed: Computed, found: Findings) -> pd.DataFrame:
    """Return the notes of every unit.

    Returns
    -------
    DataFrame
        The table ``unit_note``: one row is one note of one unit: unit_id, number (from 1, in the order of the page),
        kind, details (JSON).
    """
    places = _Places(computed, found.base)
    counts = _school_counts(computed)
    told = [
        *_reporting(computed),
        *_sources(places, computed.schools),
        *_sums(places, counts),
        *_tick_only_schools(places, counts),
        *_late(places, found.late),
        *(pair for note in found.notes if note.kind in UNIT_KINDS for pair in _of_schools(places, note)),
    ]
    frame = pd.DataFrame(
        [(unit, note.kind, note.details_json()) for unit, note in told], columns=["unit_id", "kind", "details"]
    )
    return frame.assign(number=frame.groupby("unit_id").cumcount() + 1)


class _Places:
    """Which units a school is in: its district and everything above."""

    def __init__(self, computed: Computed, base: pd.DataFrame) -> None:
        above = computed.units.set_index("unit_id")["parent_id"].to_dict()
        self.units = list(computed.units["unit_id"])
        self._above = {unit: parent if isinstance(parent, str) else None for unit, parent in above.items()}
        districts = pd.concat([base[["school_id", "unit_id"]], computed.schools[["school_id", "unit_id"]]])
        self._district: dict[str, str] = dict(zip(districts["school_id"], districts["unit_id"], strict=True))

    def of(self, school: str) -> Iterator[str]:
        """Yield the units of a school that there are, from its district up."""
        unit = self._district.get(school)
        while unit is not None and unit in self._above:
            yield unit
            unit = self._above[unit]

    def grouped(self, schools: Sequence[str]) -> dict[str, list[str]]:
        """Return the schools of each unit that has any, in the order given."""
        found: dict[str, list[str]] = {}
        for school in schools:
            for unit in self.of(school):
                found.setdefault(unit, []).append(school)
        return found

    def summed(self, frame: pd.DataFrame) -> dict[str, dict[str, int]]:
        """Add up a frame of whole numbers, one row is one school (index), over every unit that has any."""
        pairs = [(unit, place) for place, school in enumerate(frame.index.tolist()) for unit in self.of(school)]
        if not pairs:
            return {}
        sums = frame.iloc[[place for _, place in pairs]].groupby([unit for unit, _ in pairs]).sum()
        return {str(unit): {str(key): int(n) for key, n in row.items()} for unit, row in sums.to_dict("index").items()}


def _reporting(computed: Computed) -> Iterator[tuple[str, Note]]:
    """Yield how many schools of each unit have values; nothing where there are no schools."""
    for unit, schools, reporting in computed.units[["unit_id", "schools", "reporting"]].itertuples(index=False):
        if schools:
            yield unit, Note("schools_reporting", {"reporting": int(reporting), "of": int(schools)})


def _sources(places: _Places, schools: pd.DataFrame) -> Iterator[tuple[str, Note]]:
    """Yield the schools of each unit by their journal system, if any school tells it; largest first."""
    source = schools["source"].astype(object).where(schools["source"].notna(), "").map(str.strip)
    if not source.any():
        return
    named = dict(zip(schools["school_id"], source, strict=True))
    for unit, members in places.grouped(list(named)).items():
        counted = Counter(named[school] for school in members)
        ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        yield unit, Note("sources", {"systems": {name[:100]: count for name, count in ordered}})


def _school_counts(computed: Computed) -> pd.DataFrame:
    """Return what is summed: one row is one school with data (index): recorded, tick_only, eligible, timely (Int64)."""
    values = computed.values.set_index("school_id")
    schools = computed.schools.loc[computed.schools["state"] == "data"].set_index("school_id")
    journal, timely = (values.loc[values["indicator"] == key].reindex(schools.index) for key in ("journal", "timely"))
    return pd.DataFrame(
        {
            "recorded": journal["numerator"],
            "tick_only": schools["tick_only"].astype("Int64"),
            "eligible": timely["denominator"],
            "timely": timely["numerator"],
        }
    )


def _sums(places: _Places, counts: pd.DataFrame) -> Iterator[tuple[str, Note]]:
    """Yield the ticks and the late marks of each unit, over the schools that tell them."""
    ticks = counts.loc[counts["tick_only"].notna(), ["tick_only", "recorded"]].assign(covered=1)
    for unit, row in places.summed(ticks).items():
        details = {"lessons": row["tick_only"], "recorded": row["recorded"], "covered": row["covered"]}
        yield unit, Note("tick_only", details)
    marks = counts.loc[counts["eligible"].notna(), ["eligible", "timely"]].assign(covered=1)
    for unit, row in places.summed(marks).items():
        late = row["eligible"] - row["timely"]
        yield unit, Note("marks_late", {"late": late, "eligible": row["eligible"], "covered": row["covered"]})


def _tick_only_schools(places: _Places, counts: pd.DataFrame) -> Iterator[tuple[str, Note]]:
    """Yield the schools in which most recorded lessons have nothing but the tick (G-18)."""
    told = counts.loc[counts["tick_only"].notna() & (counts["recorded"] >= FEW_LESSONS)]
    much = told["tick_only"] * MUCH.denominator > told["recorded"] * MUCH.numerator
    yield from _of_schools(places, Note("tick_only_school", {}, tuple(told.index[much])))


def _late(places: _Places, late: pd.DataFrame) -> Iterator[tuple[str, Note]]:
    """Yield what was entered after the end of the week."""
    if late.empty:
        return
    sums = places.summed(late.set_index("school_id"))
    for unit, note in _of_schools(places, Note("entered_after_cut_off", {}, tuple(late["school_id"]))):
        yield unit, Note(note.kind, {**note.details, **sums[unit]})


def _of_schools(places: _Places, note: Note) -> Iterator[tuple[str, Note]]:
    """Yield a note that names schools once for each unit, with the schools of that unit."""
    shared: Mapping[str, object] = {
        key: value for key, value in note.details.items() if key not in {"count", "schools"}
    }
    for unit, schools in places.grouped(note.about).items():
        yield unit, Note(note.kind, {**shared, "count": len(schools), "schools": schools[:NAMED]})
