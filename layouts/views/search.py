"""What the search box of the header offers: units and schools that were found, with where they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from dashboard.frames import SchoolRow, UnitRow
from dashboard.locales import Language
from layouts.views.names import full_name, short_name
from layouts.views.words import Json


class Hit(Protocol):
    """A unit or school that was found, and the units above it, the nearest first."""

    @property
    def row(self) -> UnitRow | SchoolRow:
        """It."""

    @property
    def above(self) -> tuple[UnitRow, ...]:
        """The units above."""


def results(found: Sequence[Hit], lang: Language, text: str, *, every: bool = True) -> Json:
    """Return the results in their groups; `text` is what was looked for.

    Parameters
    ----------
    every
        Whether all schools were looked through, not only those this reader may be told of (G-39).

    Returns
    -------
    dict
        ``groups`` with ``title`` and ``items``: ``unit`` to go to, ``school`` to open there (or null), ``name``,
        ``lang`` it is written in, ``place`` beside it; ``said`` for those who do not see how many there are; ``note``,
        which schools were looked through where it was not all.
    """
    units = [_unit(hit.row, hit.above, lang) for hit in found if isinstance(hit.row, UnitRow)]
    schools = [_school(hit.row, hit.above, lang) for hit in found if isinstance(hit.row, SchoolRow)]
    groups: list[Json] = [
        {"title": lang.gettext("Regions, districts, cities"), "items": units},
        {"title": lang.gettext("Schools"), "items": schools},
    ]
    said = lang.ngettext("%(num)s result", "%(num)s results", len(found)) if found else lang.gettext("Nothing found")
    note = "" if every else lang.gettext("Schools are found only by their own staff and that of their departments.")
    return {"asked": text, "groups": [group for group in groups if group["items"]], "said": said, "note": note}


def _unit(row: UnitRow, above: Sequence[UnitRow], lang: Language) -> Json:
    """Return a unit: its page is gone to."""
    name, written = lang.name(row.names)
    return {"unit": row.unit_id, "school": None, "name": name, "lang": written, "place": _place(above, lang)}


def _school(row: SchoolRow, above: Sequence[UnitRow], lang: Language) -> Json:
    """Return a school: it is opened on the page of its district."""
    name, written = lang.name(row.names)
    return {"unit": row.unit_id, "school": row.school_id, "name": name, "lang": written, "place": _place(above, lang)}


def _place(above: Sequence[UnitRow], lang: Language) -> str:
    """Return where something is: ``Аркалык, Костанайская область``."""
    names = [short_name(lang, unit)[0] for unit in above[:-1]]
    return ", ".join([*names, *(full_name(lang, unit) for unit in above[-1:])])
