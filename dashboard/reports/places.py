"""Where a report may be asked for: region, district, school, each list cut to what its reader may see (A-59, T16)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dashboard.access.decision import NOWHERE, Path, Scope, school_of
from dashboard.frames import SchoolRow, UnitRow
from dashboard.reports.terms import DISTRICT, LEVELS, REGION, REPUBLIC, SCHOOL

PathOf = Callable[[str], Path]


@dataclass(frozen=True)
class Reach:
    """Where a reader may see a report.

    Attributes
    ----------
    scope
        What `scope` answers for the report.
    path_of
        Where a unit or school lies, from the republic down; empty of a place nobody knows.
    parts
        Where it may be seen of single classes alone; nowhere of a report that cannot be asked of them.
    """

    scope: Scope
    path_of: PathOf
    parts: Scope = NOWHERE

    @cached_property
    def own(self) -> tuple[tuple[str, ...], ...]:
        """The paths of the places the role was given for, the widest first; that of a class ends with the class."""
        found = {tuple(self.path_of(place)) for place in self.scope.places} - {()}
        found |= {path for place in self.parts.places if (path := self._path_of_class(place))}
        return tuple(sorted(found, key=lambda path: (len(path), path)))

    @cached_property
    def organisations(self) -> tuple[tuple[str, ...], ...]:
        """The same without the classes: the school of each."""
        return tuple(dict.fromkeys(path[: len(LEVELS)] for path in self.own))

    def classes(self, path: Path) -> frozenset[str] | None:
        """Return the only classes of a school that may be seen; None where all of the place may be."""
        return None if self.sees(path) else self.parts.classes(path)

    def _path_of_class(self, place: str) -> tuple[str, ...]:
        """Return where a class lies, if a place is one."""
        school, school_class = school_of(place)
        above = tuple(self.path_of(school)) if school_class else ()
        return (*above, place) if len(above) == len(LEVELS) else ()

    def sees(self, path: Path) -> bool:
        """Return whether the report of a place is within reach."""
        return self.scope.covers(path)

    def leads(self, path: Path) -> bool:
        """Return whether a place is within reach, or something below it is."""
        return bool(path) and (self.sees(path) or any(tuple(path) == own[: len(path)] for own in self.own))

    def settled(self, path: Path) -> tuple[str, ...]:
        """Return a place within reach, or the widest one below it that is, a class too; empty where there is none."""
        if self.sees(path):
            return tuple(path)
        return next((own for own in self.own if path and own[: len(path)] == tuple(path)), ())


def wanted(chosen: Sequence[str], reach: Reach) -> tuple[str, ...]:
    """Return the place an address asks for; empty where it is out of reach or does not exist, which looks the same.

    Parameters
    ----------
    chosen
        What was chosen, from wide to narrow. A narrower choice that does not lie within the wider one is left over
        from before and is passed over, whether there is such a place or not.
    """
    path: tuple[str, ...] = ()
    for place in filter(None, chosen):
        found = tuple(reach.path_of(place))
        if path and found[: len(path)] != path:
            break
        path = found
        if not path:
            return ()
    if not path:
        return reach.own[0] if reach.own else ()
    return reach.settled(path)


@dataclass(frozen=True, slots=True)
class Choice:
    """One list to choose a place from.

    Attributes
    ----------
    level
        What is listed: region, district, school.
    options
        Ids, with the names in each language.
    chosen
        One of them, or empty: all.
    open_end
        Whether all of them together can be chosen.
    """

    level: str
    options: Sequence[tuple[str, Mapping[str, str | None]]]
    chosen: str
    open_end: bool


def choices(
    path: Sequence[str], units: Mapping[str, UnitRow], schools: Iterable[SchoolRow], reach: Reach
) -> list[Choice]:
    """Return the lists region, district, school as they stand when a place is chosen.

    Parameters
    ----------
    path
        The chosen place.
    units
        All units of the week, by id.
    schools
        The schools of the chosen district; none where none is chosen.
    """
    at = dict(zip(LEVELS, path, strict=False))
    found = []
    for level, above in ((REGION, REPUBLIC), (DISTRICT, REGION)):
        parent = at.get(above, "")
        rows = [row for row in units.values() if parent and row.parent_id == parent and row.level == level]
        options = [(row.unit_id, row.names) for row in rows if reach.leads(reach.path_of(row.unit_id))]
        found.append(Choice(level, options, at.get(level, ""), reach.sees(reach.path_of(parent))))
    district = at.get(DISTRICT, "")
    above_school = tuple(path[: LEVELS.index(SCHOOL)])
    listed = [(row.school_id, row.names) for row in schools if reach.leads((*above_school, row.school_id))]
    open_end = bool(district) and reach.sees(above_school)
    return [*found, Choice(SCHOOL, listed, at.get(SCHOOL, ""), open_end)]
