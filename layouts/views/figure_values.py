"""Figures of a unit in one week: value, score, categories, place, units of the map, accounts."""

from __future__ import annotations

from fractions import Fraction

from dashboard.dates import week_label
from dashboard.indicators import INDICATORS, PAPERLESS
from dashboard.locales import ABSENT
from layouts.views.acts import act_text
from layouts.views.explain import Explanation, Question, fraction, left_out
from layouts.views.measures import STATUSES, difference
from layouts.views.rail import headline, values_above
from layouts.views.words import MEMBERS, Json, finding, schools, status_words, total_of

WHOLE = 100  # percent
MANY = 5  # a count whose plural form also stands as a heading


def value(question: Question) -> Explanation:
    """Explain the value of the block: the share of activated accounts (A-18) or of schools in High (A-20 … A-24)."""
    reading, lang, item = question.reading, question.reading.lang, question.item
    result = headline(reading, question.rows.place, item) if question.rows.own.counted else ABSENT
    target = (lang.gettext("Target"), f"{reading.data.config.gauge_target(item.key)}%")
    above = tuple((name, value) for _, name, _, value in values_above(reading, question.rows.place))
    pooled = () if item.gauge == "pooled" else ((lang.gettext("All schools together"), _together(question)),)
    return Explanation(
        lang.gettext(item.definition) + ".",
        (fraction_of_value(question, result),),
        school_rule(question),
        (target, *above, *pooled),
        left_out(question),
    )


def pooled(question: Question) -> tuple[int, int]:
    """Return the pooled numerator and denominator (Q-23)."""
    reading = question.reading
    at, values = (reading.now, reading.own, question.rows.place), reading.data.values
    return int(values.of("numerator")[at]), int(values.of("denominator")[at])


def fraction_of_value(question: Question, result: str) -> Json:
    """Return the fraction of the headline value."""
    lang, item, own = question.reading.lang, question.item, question.rows.own
    if item.gauge == "pooled":
        part, whole = pooled(question)
        return fraction(
            (lang.number(part), plural(question, item.numerator, part)),
            (lang.number(whole), plural(question, item.denominator, whole)),
            result,
        )
    in_high = (
        lang.ngettext("school that meets all seven", "schools that meet all seven", own.high)
        if item.key == PAPERLESS
        else lang.ngettext("school in the category High", "schools in the category High", own.high)
    )
    with_data = lang.ngettext("school with data", "schools with data", own.counted)
    return fraction((lang.number(own.high), in_high), (lang.number(own.counted), with_data), result)


def plural(question: Question, text: str, n: int) -> str:
    """Return what is counted in the plural form of `n`; `indicators.toml` has one English form for all."""
    return question.reading.lang.ngettext(text, text, n)


def school_rule(question: Question) -> str:
    """Return when a school stands in which category (A-35)."""
    lang, config = question.reading.lang, question.reading.data.config
    if question.item.key == PAPERLESS:
        return lang.gettext(
            "A school is in High when all seven indicators are, in Low when one of them is, else in Medium."
        )
    medium, target = f"{config.medium_from(question.item.key)}%", f"{question.rows.target}%"
    if question.rows.target == WHOLE:
        return lang.gettext("A school is in High at 100%%, in Medium from %(medium)s.", medium=medium)
    return lang.gettext("A school is in High from %(target)s, in Medium from %(medium)s.", target=target, medium=medium)


def _together(question: Question) -> str:
    """Return the pooled numbers with what they count; information, the score never comes from them (Q-23)."""
    lang, (part, whole) = question.reading.lang, pooled(question)
    if not whole:
        return lang.gettext("nothing to count")
    return lang.gettext(
        "%(things)s: %(part)s of %(whole)s (%(percent)s)",
        things=plural(question, question.item.numerator, MANY),
        part=lang.number(part),
        whole=lang.number(whole),
        percent=lang.percent(difference((part, whole), (0, 1))),
    )


def score(question: Question) -> Explanation:
    """Explain the score of A-44: what orders the ranking and colours the map."""
    reading, lang, own = question.reading, question.reading.lang, question.rows.own
    config = reading.data.config
    of_low, of_medium, of_high = (_decimal(question, weight) for weight in config.weights)
    number = lang.number
    total = number(own.counted)
    reached = f"{number(own.high)} × {of_high} + {number(own.medium)} × {of_medium} + {number(own.low)} × {of_low}"
    medium, target = f"{config.medium_from(question.item.key)}%", f"{question.rows.target}%"
    rule = lang.gettext(
        "On the map: green from %(target)s, yellow from %(medium)s, red below.", target=target, medium=medium
    )
    return Explanation(
        lang.gettext(
            "Score: each school counts by its category, the sum is divided by the number of schools with data. It is "
            "not the share of schools in High."
        ),
        (
            fraction(
                (reached, lang.gettext("high, medium, low")),
                (total, lang.ngettext("school with data", "schools with data", own.counted)),
                lang.percent(own.score) if own.counted else ABSENT,
            ),
        ),
        f"{school_rule(question)} {rule}",
        ((lang.gettext("Target"), target),),
        left_out(question),
    )


def _decimal(question: Question, weight: Fraction) -> str:
    """Return a weight as a number: ``0,5``; one that is no short decimal as a fraction."""
    tenths = weight * 10
    if weight.denominator == 1:
        return str(weight)
    return question.reading.lang.tenths(int(tenths)) if tenths.denominator == 1 else str(weight)


def counts(question: Question) -> Explanation:
    """Explain the numbers of schools in High, Medium and Low."""
    lang, own, config = question.reading.lang, question.rows.own, question.reading.data.config
    target, medium = f"{question.rows.target}%", config.medium_from(question.item.key)
    ranges = {
        lang.gettext("High"): (
            own.high,
            target if question.rows.target == WHOLE else lang.gettext("%(border)s and above", border=target),
        ),
        lang.gettext("Medium"): (
            own.medium,
            lang.gettext("from %(first)s to %(second)s", first=medium, second=target),
        ),
        lang.gettext("Low"): (own.low, lang.gettext("below %(border)s", border=f"{medium}%")),
    }
    if question.item.key == PAPERLESS:
        facts = tuple((name, schools(lang, n)) for name, (n, _) in ranges.items())
    else:
        facts = tuple((name, f"{schools(lang, n)} ({text})") for name, (n, text) in ranges.items())
    return Explanation(
        lang.gettext("How many schools stand in each category; every school with data stands in exactly one."),
        (),
        school_rule(question),
        facts,
        left_out(question),
    )


def place(question: Question) -> Explanation:
    """Explain the place among the siblings and its movement (A-43, A-44)."""
    reading, lang, rows = question.reading, question.reading.lang, question.rows
    whole = total_of(lang, reading.data.unit.level, reading.ranked[rows.place])
    facts = [(lang.gettext("Place"), lang.gettext("%(rank)s of %(whole)s", rank=rows.own.rank, whole=whole))]
    base = reading.comparable
    if base is not None and reading.ranks_before is not None:
        before = int(reading.ranks_before[reading.own, rows.place])
        facts.append((week_label(lang, base.week), str(before) if before else ABSENT))
    rule = lang.gettext(
        "Equal scores: the higher share of High goes first, then of Medium, then the name. Places are compared with "
        "the last week of the school year that is not short; with fewer than five schools no movement is shown."
    )
    return Explanation(
        lang.gettext("Place by score among the units of the same level, best score first."), (), rule, tuple(facts)
    )


def is_ranked(question: Question) -> bool:
    """Tell whether the unit has a place."""
    return bool(question.rows.own.rank) and question.reading.data.sibling_values is not None


def members(question: Question) -> Explanation:
    """Explain how many of the units of the map meet the target."""
    lang, rows = question.reading.lang, question.rows
    statuses = [STATUSES[rows.counts[at].status] for _, at in rows.order]
    facts = tuple(
        (text.capitalize(), lang.number(statuses.count(status)))
        for status, text in status_words(lang).items()
        if statuses.count(status)
    )
    met = statuses.count("good")
    return Explanation(
        lang.gettext(
            "How many units of the map have a score that meets the target; units without data are not counted."
        ),
        (
            fraction(
                (lang.number(met), lang.gettext("units with a score that meets the target")),
                (lang.number(rows.ranked), lang.gettext("units with a score")),
                finding(lang, MEMBERS[question.reading.data.unit.level], met, rows.ranked),
            ),
        ),
        "",
        ((lang.gettext("Target"), f"{rows.target}%"), *facts),
    )


def is_pooled(question: Question) -> bool:
    """Tell whether accounts are counted."""
    return INDICATORS[question.item.key].gauge == "pooled"


def accounts(question: Question) -> Explanation:
    """Explain the numbers of created and activated accounts (A-18, A-19, Q-102)."""
    lang, (part, whole) = question.reading.lang, pooled(question)
    target = question.reading.data.config.gauge_target(question.item.key)
    missing = max(0, -(-target * whole // 100) - part)
    facts: tuple[tuple[str, str], ...] = ((lang.gettext("Target"), f"{target}%"),)
    if missing:
        facts += ((lang.gettext("What is missing"), act_text(lang, question.item.key, missing)),)
    return Explanation(
        lang.gettext(
            "An account is activated when its user has entered the system at least once and has completed the "
            "registration."
        ),
        (fraction_of_value(question, lang.percent(difference((part, whole), (0, 1)))),),
        "",
        facts,
        left_out(question),
    )
