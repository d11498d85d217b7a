"""Acts: what has to be done so that a value reaches its target, in lessons, classes, accounts, fields, marks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dashboard.configuration import MonitorConfig
from dashboard.locales import Language
from dashboard.repair import missing_acts
from layouts.views.measures import difference
from layouts.views.words import Json, indicator_name

Pair = tuple[int, int]


def act_text(lang: Language, key: str, acts: int | None) -> str:
    """Return so many acts in words: ``12 lessons to plan``.

    Parameters
    ----------
    key
        One of the eight measured indicators.
    acts
        As `dashboard.repair.missing_acts` gives it; None: there is nothing yet that could be acted on.
    """
    if acts is None:
        return lang.gettext("nothing to count yet")
    return _TEXTS[key](lang, acts)


def _accounts(lang: Language, n: int) -> str:
    return lang.ngettext("%(num)s account to activate", "%(num)s accounts to activate", n)


_TEXTS: Mapping[str, Callable[[Language, int], str]] = {
    "act_teachers": _accounts,
    "act_pupils": _accounts,
    "act_parents": _accounts,
    "timetable": lambda lang, n: lang.ngettext("%(num)s class to fill", "%(num)s classes to fill", n),
    "planning": lambda lang, n: lang.ngettext("%(num)s lesson to plan", "%(num)s lessons to plan", n),
    "journal": lambda lang, n: lang.ngettext("%(num)s lesson to record", "%(num)s lessons to record", n),
    "timely": lambda lang, n: lang.ngettext("%(num)s mark to set in time", "%(num)s marks to set in time", n),
    "profile": lambda lang, n: lang.ngettext("%(num)s field to complete", "%(num)s fields to complete", n),
}


def school_acts(lang: Language, config: MonitorConfig, pairs: Mapping[str, Pair]) -> list[Json]:
    """Return what turns one school green: a row for each of the seven indicators that it does not meet.

    Parameters
    ----------
    config
        The numbers of the week.
    pairs
        Indicator to the school's numerator and denominator; indicators that are not there have no value (Q-6, Q-7).

    Returns
    -------
    list of dict
        In the order of the page: ``ind``, ``name``, ``value`` (``70,9%``), ``target`` (``71%``), ``acts`` (how many;
        None where there is nothing yet to act on), ``text`` (``12 уроков …``). Empty for a school that is green.
    """
    found: list[Json] = []
    for key in config.seven:
        if key not in pairs:
            continue
        target, pair = config.targets[key], pairs[key]
        acts = missing_acts(*pair, target)
        if acts != 0:
            found.append(
                {
                    "ind": key,
                    "name": indicator_name(lang, key),
                    "value": lang.percent(difference(pair, (0, 1))),
                    "target": f"{target}%",
                    "acts": acts,
                    "text": act_text(lang, key, acts),
                }
            )
    return found


def acts_of(lang: Language, config: MonitorConfig, key: str, pairs: Mapping[str, Pair]) -> str:
    """Return what a school lacks in one indicator; of all seven together, indicator by indicator."""
    if key in _TEXTS:
        return act_text(lang, key, missing_acts(*pairs[key], config.targets[key]))
    return "; ".join(f"{row['name']}: {row['text']}" for row in school_acts(lang, config, pairs))
