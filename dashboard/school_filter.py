"""Which schools of a page are listed and how: the part of a selection that only the list of schools follows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from dashboard.indicators import INDICATORS, PAPERLESS

COLUMNS = ("name", "district", "value", "change", "trend", "met", "unmet")
DEFAULT_ORDER = "-value"  # best first
ORDERS = frozenset({*COLUMNS, *(f"-{name}" for name in COLUMNS)})
ANY = "any"  # of the seven indicators
PAGE_SIZE = 25
LONGEST_TEXT = 100
LONGEST_ID = 128
_MOST_PAGES = 9_999


@dataclass(frozen=True, slots=True)
class SchoolFilter:
    """What a reader has chosen in the list of schools; every default lists all schools of the page, best first.

    Attributes
    ----------
    text
        What is looked for in names of schools and districts.
    district
        Id of the district whose schools are listed; empty for all.
    unmet
        Key of an indicator: only schools that do not meet it are listed; `ANY`: those that miss one at least (A-56);
        empty for all.
    order
        A column of `COLUMNS`, after a minus where it descends.
    page
        Which page of the list, from 1.
    school
        Id of the school whose numbers are open; empty for none.
    """

    text: str = ""
    district: str = ""
    unmet: str = ""
    order: str = DEFAULT_ORDER
    page: int = 1
    school: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str], units: Collection[str]) -> tuple[SchoolFilter, list[str]]:
        """Return what an address chooses, and the names of its fields that say nothing that is known.

        Parameters
        ----------
        query
            The address's fields: ``q``, ``district``, ``unmet``, ``order``, ``page``, ``school``.
        units
            The ids of all units.
        """
        district, unmet, order = (query.get(name, "") for name in ("district", "unmet", "order"))
        page = query.get("page", "")
        unknown = {
            "district": district not in {"", *units},
            "unmet": unmet not in {"", ANY, *INDICATORS} or unmet == PAPERLESS,
            "order": order not in {"", *ORDERS},
            "page": page != "" and not _is_page(page),
        }
        chosen = cls(
            text=_line(query.get("q", ""))[:LONGEST_TEXT].strip(),
            district="" if unknown["district"] else district,
            unmet="" if unknown["unmet"] else unmet,
            order=DEFAULT_ORDER if unknown["order"] else order or DEFAULT_ORDER,
            page=1 if unknown["page"] else int(page or 1),
            school=_line(query.get("school", ""))[:LONGEST_ID].strip(),
        )
        return chosen, [name for name, is_unknown in unknown.items() if is_unknown]

    def to_query(self) -> dict[str, str]:
        """Return the fields of the address; defaults are left out."""
        fields = {
            "q": self.text,
            "district": self.district,
            "unmet": self.unmet,
            "order": self.order if self.order != DEFAULT_ORDER else "",
            "page": str(self.page) if self.page > 1 else "",
            "school": self.school,
        }
        return {name: text for name, text in fields.items() if text}


ALL_SCHOOLS = SchoolFilter()


def _is_page(text: str) -> bool:
    """Tell whether a text is the number of a page."""
    return text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= _MOST_PAGES


def _line(text: str) -> str:
    """Return a text on one line, without characters nobody can see."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())
