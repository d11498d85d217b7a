"""The figures of a page and how each is computed. Adding a figure is adding a row to `FIGURES`."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.indicators import INDICATOR_KEYS
from dashboard.locales import ABSENT
from layouts.views.explain import Explanation, Figure, Question, fraction
from layouts.views.figure_schools import school_change, school_met, school_value
from layouts.views.figure_values import (
    accounts,
    counts,
    is_pooled,
    is_ranked,
    members,
    place,
    score,
    value,
)
from layouts.views.figure_weeks import change, growth, statistic, trend
from layouts.views.fix import lifts, next_place
from layouts.views.measures import difference
from layouts.views.words import indicator_name


def _schools(question: Question) -> Explanation:
    """Explain how many schools take part and how many of them report."""
    lang, unit = question.reading.lang, question.reading.data.unit
    return Explanation(
        lang.gettext("Schools that take part in the monitor by the register of the week, and those that have data."),
        (
            fraction(
                (lang.number(unit.reporting), lang.ngettext("school with data", "schools with data", unit.reporting)),
                (lang.number(unit.schools), lang.gettext("participating schools")),
                lang.percent(difference((unit.reporting, unit.schools), (0, 1))),
            ),
        ),
        lang.gettext("Not connected is not zero: such schools are in no value."),
    )


def _targets(question: Question) -> Explanation:
    """Explain how many of the seven meet their target."""
    reading, lang = question.reading, question.reading.lang
    config, met = reading.data.config, reading.units.met[reading.now, reading.own]
    facts = []
    for key in config.seven:
        place = INDICATOR_KEYS.index(key)
        tenths = int(reading.units.bar[reading.now, reading.own, place])
        value = lang.percent(tenths) if tenths >= 0 else ABSENT
        text = lang.gettext("%(value)s, target %(target)s", value=value, target=f"{config.gauge_target(key)}%")
        facts.append((indicator_name(lang, key), text))
    count = sum(bool(met[INDICATOR_KEYS.index(key)]) for key in config.seven)
    return Explanation(
        lang.gettext("How many of the seven indicators have a value that is not below its target."),
        (
            fraction(
                (lang.number(count), lang.gettext("indicators that meet the target")),
                (lang.number(len(config.seven)), lang.gettext("indicators")),
                lang.of(count, len(config.seven)),
            ),
        ),
        lang.gettext("Timely journal keeping and paperless schools are not among the seven."),
        tuple(facts),
    )


def _lifts(question: Question) -> Explanation:
    """Explain what to fix first: the fewest schools for the target and for the next place."""
    lang, rows = question.reading.lang, question.rows
    facts: list[tuple[str, str]] = [
        (lang.gettext("Schools to lift: to the target"), lang.number(lifts(rows, rows.own)))
    ]
    above = next_place(rows)
    if above:
        facts.append((lang.gettext("for a place up"), "".join(p if isinstance(p, str) else p["b"] for p in above)))
    return Explanation(
        lang.gettext(
            "The fewest schools that have to reach the category High so that the unit's score reaches the target, and "
            "so that the unit gains one place."
        ),
        (),
        lang.gettext(
            "Low schools come first: they add the most. Ties are decided as in the ranking; the numbers are exact, no "
            "smaller choice of schools is enough."
        ),
        ((lang.gettext("Target"), f"{rows.target}%"), *facts),
    )


FIGURES: Mapping[str, Figure] = {
    "value": Figure(
        lambda q: indicator_name(q.reading.lang, q.item.key),
        lambda q: value(q) if q.school is None else school_value(q),
        of_school=True,
    ),
    "accounts": Figure(lambda q: q.reading.lang.gettext("Accounts"), accounts, applies=is_pooled),
    "change": Figure(
        lambda q: q.reading.lang.gettext("Change"),
        lambda q: change(q) if q.school is None else school_change(q),
        of_school=True,
    ),
    "growth": Figure(
        lambda q: q.reading.lang.gettext("Growth and decline"), growth, applies=lambda q: len(q.reading.data.path) > 1
    ),
    "trend": Figure(lambda q: q.reading.lang.gettext("12 weeks"), trend),
    "score": Figure(lambda q: q.reading.lang.gettext("Score"), score),
    "rank": Figure(lambda q: q.reading.lang.gettext("Place"), place, applies=is_ranked),
    "counts": Figure(lambda q: q.reading.lang.gettext("Categories of schools"), counts),
    "schools": Figure(lambda q: q.reading.lang.gettext("Schools"), _schools),
    "members": Figure(
        lambda q: q.reading.lang.gettext("Units of the map"), members, applies=lambda q: bool(q.rows.ranked)
    ),
    "targets": Figure(lambda q: q.reading.lang.gettext("Targets met"), _targets),
    "lifts": Figure(lambda q: q.reading.lang.gettext("What to fix first"), _lifts),
    "marks": statistic("marks"),
    "homework": statistic("homework"),
    "logins": statistic("logins"),
    "met": Figure(lambda q: q.reading.lang.gettext("All indicators"), school_met, of_school=True, of_unit=False),
}
