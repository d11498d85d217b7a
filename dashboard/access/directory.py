"""Every place a role can be given for: the units and schools of the latest published week, found by id or by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection, select

from dashboard.access.administration import Held
from dashboard.access.decision import Grant, Scope, school_of
from dashboard.access.places import latest_snapshot
from dashboard.alphabet import numbered_order, words
from dashboard.recent import Recent
from dashboard.schema import school_week, unit_week
from dashboard.selection import REPUBLIC

MOST_FOUND = 20
_LEVELS = {"republic": 0, "region": 1, "district": 2, "school": 3}
_KEPT = 2  # the latest week and the one before it


@dataclass(frozen=True, slots=True)
class Place:
    """One place.

    Attributes
    ----------
    key
        Its id.
    path
        Ids from the republic down to it.
    kind
        One of `SCOPES`.
    names
        Language to name; an English one may be missing.
    """

    key: str
    path: tuple[str, ...]
    kind: str
    names: Mapping[str, str | None] = field(compare=False)


# Before the first week is published there is one place all the same: somebody has to administer the installation.
_COUNTRY = Place(
    REPUBLIC,
    (REPUBLIC,),
    "republic",
    {"kk": "Қазақстан Республикасы", "ru": "Республика Казахстан", "en": "Republic of Kazakhstan"},
)


class Directory:
    """The places of one week.

    Parameters
    ----------
    places
        By id.
    """

    def __init__(self, places: Mapping[str, Place]) -> None:
        self._places = {REPUBLIC: _COUNTRY, **places}

    def at(self, key: str) -> Place | None:
        """Return a place by its id, if there is one; a class is there with its school."""
        school, school_class = school_of(key)
        above = self._places.get(school) if school_class else None
        if key in self._places or above is None or above.kind != "school":
            return self._places.get(key)
        names = {lang: f"{name}, {school_class}" for lang, name in above.names.items() if name}
        return Place(key, (*above.path, key), "class", names)

    def held(self, grant: Grant) -> Held:
        """Return a role with where its place lies."""
        place = self.at(grant.place)
        return Held(grant, place.path, place.kind) if place else Held(grant)

    def within(self, scope: Scope) -> list[str] | None:
        """Return the ids of a scope's places with everything below them; None for the whole country."""
        if scope.covers((REPUBLIC,)):
            return None
        return [key for key, place in self._places.items() if scope.covers(place.path)]

    def tops(self, scope: Scope) -> list[Place]:
        """Return the places a scope is made of, the widest first."""
        whole = self._places.values() if scope.everywhere else [self._places.get(key) for key in scope.places]
        found = [place for place in whole if place is not None]
        return sorted(found, key=lambda place: (len(place.path), place.key))[:MOST_FOUND]

    def below(self, key: str) -> list[str]:
        """Return a place and everything below it; nothing of a place nobody knows."""
        return [found for found, place in self._places.items() if key in place.path]

    def find(self, text: str, scope: Scope, most: int = MOST_FOUND) -> list[Place]:
        """Return the places of a scope that a text means: one by its id, or those whose names hold all its words.

        Parameters
        ----------
        text
            An id, a name or words of it in any language; ``name (id)``, as lists offer it, means the id.
        """
        exact = self._named(text)
        if exact is not None:
            return [exact] if scope.covers(exact.path) else []
        asked = [f" {word}" for word in words(text)]
        if not asked:
            return []
        found = (place for place in self._by_name(asked) if scope.covers(place.path))
        return [place for place, _ in zip(found, range(most), strict=False)]

    def meant(self, text: str, scope: Scope) -> list[Place]:
        """Return the places of a scope a text means: those of exactly this name, or else all it finds."""
        found, asked = self.find(text, scope), words(text)
        exact = [place for place in found if any(words(name) == asked for name in place.names.values() if name)]
        return exact or found

    def _named(self, text: str) -> Place | None:
        """Return the place whose id a text is, or ends with in brackets."""
        plain = text.strip()
        bracketed = plain[plain.rfind("(") + 1 : -1] if plain.endswith(")") else ""
        return self.at(plain) or self.at(bracketed)

    def _by_name(self, asked: Sequence[str]) -> Iterator[Place]:
        """Yield the places whose own name or names above hold all words; at least one stands in the own name."""
        for place, own, everything in self._spoken:
            if all(word in everything for word in asked) and any(word in own for word in asked):
                yield place

    @cached_property
    def _spoken(self) -> list[tuple[Place, str, str]]:
        """Each place with the words of its names, and with those of the places above it, wide places first."""
        own = {key: _words(place) for key, place in self._places.items()}
        ordered = sorted(self._places.values(), key=_order)
        return [(place, own[place.key], "".join(own[key] for key in place.path if key in own)) for place in ordered]


def _order(place: Place) -> tuple[int, tuple[object, ...]]:
    """Return what places are sorted by: level, then name."""
    return _LEVELS[place.kind], numbered_order(place.names.get("ru") or "")


def _words(place: Place) -> str:
    """Return the words of a place's names, each after a space."""
    return "".join(f" {word}" for name in place.names.values() if name for word in words(name))


def load(connection: Connection, snapshot_id: int | None) -> Directory:
    """Return the places of a week; without one, the country alone."""
    if snapshot_id is None:
        return Directory({})
    unit = unit_week.c
    rows = connection.execute(
        select(unit.unit_id, unit.parent_id, unit.level, unit.name_kk, unit.name_ru, unit.name_en).where(
            unit.snapshot_id == snapshot_id
        )
    ).all()
    above = {row.unit_id: row.parent_id for row in rows}
    places = {row.unit_id: _place(row.unit_id, _path(above, row.unit_id), row.level, row[3:]) for row in rows}
    school = school_week.c
    schools = connection.execute(
        select(school.school_id, school.unit_id, school.name_kk, school.name_ru, school.name_en).where(
            school.snapshot_id == snapshot_id
        )
    )
    for key, district, *names in schools:
        if district in places and key not in places:
            places[key] = _place(key, (*places[district].path, key), "school", names)
    return Directory(places)


def _place(key: str, path: tuple[str, ...], kind: str, names: Sequence[str | None]) -> Place:
    """Return a place from its row."""
    return Place(key, path, kind, dict(zip(("kk", "ru", "en"), names, strict=True)))


def _path(above: Mapping[str, str | None], unit: str) -> tuple[str, ...]:
    """Return a unit with everything above it."""
    path: list[str] = []
    key: str | None = unit
    while key is not None and key in above and key not in path:
        path.insert(0, key)
        key = above[key]
    return tuple(path)


class Directories:
    """The directory of the latest published week, read once."""

    def __init__(self) -> None:
        self._kept: Recent[int | None, Directory] = Recent(_KEPT)

    def current(self, connection: Connection) -> Directory:
        """Return the places of the latest published week."""
        latest = latest_snapshot(connection)
        return self._kept.get(latest) or self._kept.put(latest, load(connection, latest))
