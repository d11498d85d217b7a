"""Phrases that several parts of the page share."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dashboard.frames import UnitRow
from dashboard.indicators import INDICATORS
from dashboard.locales import Language
from layouts.views.names import CITIES

Rich = list[str | dict[str, str]]
Json = dict[str, object]

REGION, DISTRICT, SCHOOL = "region", "district", "school"
MEMBERS: Mapping[str, str] = {"republic": REGION, "region": DISTRICT, "district": DISTRICT}
_BOLD = re.compile(r"\*\*(.+?)\*\*")


def rich(text: str) -> Rich:
    """Return a text as segments; what stands between double asterisks is bold."""
    parts = _BOLD.split(text)
    return [{"b": part} if place % 2 else part for place, part in enumerate(parts) if part]


def indicator_name(lang: Language, key: str) -> str:
    """Return an indicator's name."""
    return lang.gettext(INDICATORS[key].name)


def target_text(lang: Language, target: int) -> str:
    """Return ``норма 71%``."""
    return lang.gettext("target %(target)s", target=f"{target}%")


def total_of(lang: Language, what: str, n: int) -> str:
    """Return ``20 регионов`` as it stands after "of"; in Kazakh a number, since there the sentence names the thing."""
    texts = {
        REGION: lambda: lang.npgettext("of a total", "%(num)s region", "%(num)s regions", n),
        DISTRICT: lambda: lang.npgettext("of a total", "%(num)s district", "%(num)s districts", n),
        SCHOOL: lambda: lang.npgettext("of a total", "%(num)s school", "%(num)s schools", n),
    }
    return texts[what]()


def finding(lang: Language, what: str, met: int, total: int) -> str:
    """Return ``Норму выполняют 10 из 20 регионов``, the heading that is the finding."""
    whole = total_of(lang, what, total)
    texts = {
        REGION: lambda: lang.npgettext(
            "regions", "%(num)s of %(whole)s meets the target", "%(num)s of %(whole)s meet the target", met, whole=whole
        ),
        DISTRICT: lambda: lang.npgettext(
            "districts",
            "%(num)s of %(whole)s meets the target",
            "%(num)s of %(whole)s meet the target",
            met,
            whole=whole,
        ),
        SCHOOL: lambda: lang.npgettext(
            "schools", "%(num)s of %(whole)s meets the target", "%(num)s of %(whole)s meet the target", met, whole=whole
        ),
    }
    return texts[what]()


def schools(lang: Language, n: int) -> str:
    """Return ``452 школы``."""
    return lang.ngettext("%(num)s school", "%(num)s schools", n)


def reporting(lang: Language, unit: UnitRow) -> str:
    """Return how many of a unit's participating schools have data in the week: stands beside every aggregate."""
    part, whole = lang.number(unit.reporting), total_of(lang, SCHOOL, unit.schools)
    return lang.gettext("%(part)s of %(whole)s report", part=part, whole=whole)


def average_name(lang: Language, unit: UnitRow) -> str:
    """Return the name of the row of a unit's own score among its members' ones: not its headline value (G-9)."""
    if unit.level == "republic":
        return lang.gettext("Republic, average score")
    return lang.gettext("City, average score") if unit.kind in CITIES else lang.gettext("Region, average score")


def column_of(lang: Language, what: str, unit: UnitRow | None = None) -> str:
    """Return the head of the column of names; below a city of republican significance there are only districts."""
    if what == DISTRICT and unit is not None and unit.kind in CITIES:
        return lang.pgettext("column", "District")
    texts = {
        REGION: lambda: lang.pgettext("column", "Region"),
        DISTRICT: lambda: lang.pgettext("column", "District, city"),
        SCHOOL: lambda: lang.pgettext("column", "School"),
    }
    return texts[what]()


def status_words(lang: Language) -> dict[str, str]:
    """Return the word of each status, as the map's key says it."""
    return {
        "good": lang.gettext("meet"),
        "warn": lang.gettext("partly"),
        "bad": lang.gettext("do not meet"),
        "none": lang.gettext("no data"),
    }


def absence(lang: Language, reason: str) -> str:
    """Return why there is no value: the five kinds of empty keep their own words.

    Parameters
    ----------
    reason
        ``no_teaching`` (Q-6), ``not_connected`` (Q-7), ``mixed``, ``no_schools`` (Q-25), ``no_marks`` (Q-13) or
        ``no_data``.
    """
    texts = {
        "no_teaching": lambda: lang.gettext("no teaching days"),
        "not_connected": lambda: lang.gettext("not connected"),
        "mixed": lambda: lang.gettext("no teaching days or not connected"),
        "no_schools": lambda: lang.gettext("no schools in the monitor"),
        "no_marks": lambda: lang.gettext("not applicable: no marks in the week"),
        "no_data": lambda: lang.gettext("no data"),
    }
    return texts[reason]()
