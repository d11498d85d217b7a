"""What a reader has chosen: a unit, a week, an indicator. It lives in the address and nowhere else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.dates import week_label
from dashboard.indicators import INDICATORS, PAPERLESS
from dashboard.locales import ABSENT, Language, current_language
from dashboard.school_filter import ALL_SCHOOLS, SchoolFilter
from dashboard.weeks import week_of

REPUBLIC = "000000000"
SHOWN_CHARACTERS = 40  # of a value that is not known, in the notice about it
CATEGORIES = ("high", "medium", "low")  # of schools; which of them are listed
GROWTH_ORDERS = ("up", "down")  # how the chart of growth is sorted, if not by value
PINS = 4  # how many units are compared at most
PIN_MARK = "."  # between the units that are compared: stays readable in an address


@dataclass(frozen=True, slots=True)
class Known:
    """What may be chosen.

    Attributes
    ----------
    units
        The ids of all units of any published week; the republic belongs to it.
    first, latest
        The first and the latest published week; None where nothing has been published.
    """

    units: Collection[str] = frozenset({REPUBLIC})
    first: date | None = None
    latest: date | None = None

    def has_week(self, week: date) -> bool:
        """Tell whether a week can be shown: any from the first to the latest, holidays included."""
        return self.first is not None and self.latest is not None and self.first <= week <= self.latest


@dataclass(frozen=True, slots=True)
class Selection:
    """A choice that can be shown.

    Attributes
    ----------
    unit
        Id of the unit.
    week
        Its Sunday; None is the latest published one, whichever that will be.
    indicator
        Key of the indicator.
    category
        The category of schools that are listed (A-49); empty lists all.
    growth
        How the chart of growth is sorted: ``up`` or ``down`` (A-54); empty sorts by value (A-50).
    pins
        The units that are compared over time, at most `PINS`, in the order they were pinned.
    listed
        Which schools are listed and how.
    """

    unit: str = REPUBLIC
    week: date | None = None
    indicator: str = PAPERLESS
    category: str = ""
    growth: str = ""
    pins: tuple[str, ...] = ()
    listed: SchoolFilter = ALL_SCHOOLS

    @classmethod
    def from_query(
        cls, query: Mapping[str, str], known: Known, lang: Language | None = None
    ) -> tuple[Selection, list[str]]:
        """Return what an address chooses.

        Whatever is unknown falls back to its default with a notice; fields that are not ours are ignored. A day within
        a week means the week.

        Parameters
        ----------
        query
            The address's fields: ``unit``, ``week``, ``ind``, ``cat``, ``growth``, ``pin``; those of `SchoolFilter`.
        known
            What may be chosen.
        lang
            The language of the notices; the request's without.

        Returns
        -------
        Selection, list of str
            A valid choice, and what the reader should be told.
        """
        lang = lang or current_language()
        notices: list[str] = []
        unit = _unit(query.get("unit") or "", known, lang, notices)
        week = _week(query.get("week") or "", known, lang, notices)
        indicator = _indicator(query.get("ind") or "", lang, notices)
        category = _category(query.get("cat") or "", lang, notices)
        growth = _growth(query.get("growth") or "", lang, notices)
        pins = _pins(query.get("pin") or "", known, lang, notices)
        listed, unknown = SchoolFilter.from_query(query, known.units)
        if unknown:
            text = lang.gettext("Not known in the address and left out: %(fields)s.", fields=", ".join(unknown))
            notices.append(text)
        return cls(unit, week, indicator, category, growth, pins, listed), notices

    def to_query(self) -> dict[str, str]:
        """Return the fields of the address; defaults are left out."""
        fields = {
            "unit": self.unit if self.unit != REPUBLIC else "",
            "week": self.week.isoformat() if self.week else "",
            "ind": self.indicator if self.indicator != PAPERLESS else "",
            "cat": self.category,
            "growth": self.growth,
            "pin": PIN_MARK.join(self.pins),
        }
        return {name: text for name, text in fields.items() if text} | self.listed.to_query()


def _unit(text: str, known: Known, lang: Language, notices: list[str]) -> str:
    """Return the unit, or the republic."""
    if not text or text == REPUBLIC or text in known.units:
        return text or REPUBLIC
    notices.append(lang.gettext("Unknown unit “%(text)s”. The republic is shown.", text=_shown(text)))
    return REPUBLIC


def _week(text: str, known: Known, lang: Language, notices: list[str]) -> date | None:
    """Return the week, or None for the latest one."""
    if not text:
        return None
    try:
        week = week_of(date.fromisoformat(text))
    except (ValueError, OverflowError):
        notices.append(lang.gettext("Unknown week “%(text)s”. The latest week is shown.", text=_shown(text)))
        return None
    if known.has_week(week):
        return week
    if known.latest is not None:
        message = lang.gettext(
            "There are no data for this period: %(week)s. The latest week is shown.", week=_label(lang, week)
        )
        notices.append(message)
    return None


def _indicator(text: str, lang: Language, notices: list[str]) -> str:
    """Return the indicator, or the first one."""
    if not text or text in INDICATORS:
        return text or PAPERLESS
    first = lang.gettext(INDICATORS[PAPERLESS].name)
    notices.append(
        lang.gettext("Unknown indicator “%(text)s”. Shown is: %(indicator)s.", text=_shown(text), indicator=first)
    )
    return PAPERLESS


def _category(text: str, lang: Language, notices: list[str]) -> str:
    """Return the category of schools, or none."""
    if not text or text in CATEGORIES:
        return text
    notices.append(lang.gettext("Unknown category “%(text)s”. All schools are listed.", text=_shown(text)))
    return ""


def _growth(text: str, lang: Language, notices: list[str]) -> str:
    """Return the order of the chart of growth, or the one by value."""
    if not text or text in GROWTH_ORDERS:
        return text
    notices.append(lang.gettext("Unknown order “%(text)s”. The chart is sorted by value.", text=_shown(text)))
    return ""


def _pins(text: str, known: Known, lang: Language, notices: list[str]) -> tuple[str, ...]:
    """Return the units that are compared: known ones, each once, not more than there is room for."""
    named = list(dict.fromkeys(filter(None, text.split(PIN_MARK))))
    found = [unit for unit in named if unit in known.units]
    if len(found) < len(named):
        strangers = PIN_MARK.join(unit for unit in named if unit not in known.units)
        notices.append(lang.gettext("Unknown units are not compared: %(text)s.", text=_shown(strangers)))
    if len(found) > PINS:
        notices.append(lang.gettext("Not more than %(limit)s units are compared.", limit=PINS))
    return tuple(found[:PINS])


def _label(lang: Language, week: date) -> str:
    """Return the week's label; years at the edge of the calendar have no last day."""
    try:
        return week_label(lang, week)
    except OverflowError:
        return week.isoformat()


def _shown(text: str) -> str:
    """Return a value as a notice shows it: on one line and not too long."""
    line = " ".join(text.split())
    printable = "".join(character for character in line if character.isprintable())
    return printable[:SHOWN_CHARACTERS] + ("…" if len(printable) > SHOWN_CHARACTERS else "") or ABSENT
