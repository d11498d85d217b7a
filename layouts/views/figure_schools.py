"""Figures of a school: value, change, how many of the seven it meets."""

from __future__ import annotations

from dashboard.dates import week_label
from layouts.views.acts import acts_of, school_acts
from layouts.views.explain import Explanation, Question, fraction, left_out
from layouts.views.figure_values import (
    plural,
    school_rule,
)
from layouts.views.fix import pairs_of
from layouts.views.measures import GOOD, NONE, difference
from layouts.views.school_cells import SchoolTable, school_tables
from layouts.views.words import indicator_name


def _tables(question: Question) -> list[SchoolTable]:
    """Return the tables of the page's schools."""
    return school_tables(question.reading)


def school_value(question: Question) -> Explanation:
    """Explain a school's value: its own numerator and denominator."""
    lang, item, at = question.reading.lang, question.item, question.school or 0
    tables = _tables(question)
    table = tables[question.rows.place]
    target = (lang.gettext("Target"), f"{table.target}%")
    if table.statuses[at] == NONE:
        return Explanation(lang.gettext(item.definition) + ".", (), lang.gettext("no data"), (target,))
    part, whole = table.pairs[at]
    parts = fraction(
        (lang.number(part), plural(question, item.numerator, part)),
        (lang.number(whole), plural(question, item.denominator, whole)),
        lang.percent(table.now[at]),
    )
    missing = () if table.statuses[at] == GOOD else ((lang.gettext("What is missing"), _missing(question, tables)),)
    return Explanation(
        lang.gettext(item.definition) + ".", (parts,), school_rule(question), (target, *missing), left_out(question)
    )


def _missing(question: Question, tables: list[SchoolTable]) -> str:
    """Return in acts what a school lacks."""
    pairs = pairs_of(tables, question.school or 0)
    return acts_of(question.reading.lang, question.reading.data.config, question.item.key, pairs)


def school_change(question: Question) -> Explanation:
    """Explain a school's change: both weeks' numbers."""
    reading, lang, at = question.reading, question.reading.lang, question.school or 0
    table, base = _tables(question)[question.rows.place], reading.data.base
    moved = table.changes[at]
    definition = lang.gettext("Change of the school's value against the previous week with data, in percentage points.")
    if base is None or reading.then is None or moved is None:
        return Explanation(definition, (), lang.gettext("There is no earlier week to compare with."))
    numbers = table.measures.values.numbers
    fractions = []
    for place, week in ((reading.now, reading.data.week), (reading.then, base.week)):
        part, whole = (int(n) for n in numbers[place, at, question.rows.place, :2])
        fractions.append(
            fraction(
                (lang.number(part), plural(question, question.item.numerator, part)),
                (lang.number(whole), plural(question, question.item.denominator, whole)),
                lang.percent(difference((part, whole), (0, 1))),
                week_label(lang, week),
            )
        )
    change = (lang.gettext("Change"), str(reading.changed(moved)["label"]))
    return Explanation(definition, tuple(fractions), "", (change,))


def school_met(question: Question) -> Explanation:
    """Explain how many of the seven a school meets, and what turns it green."""
    lang, tables, at = question.reading.lang, _tables(question), question.school or 0
    config = question.reading.data.config
    pairs = pairs_of(tables, at)
    lacking = {str(row["ind"]): str(row["text"]) for row in school_acts(lang, config, pairs)}
    facts = []
    for key in config.seven:
        if key not in pairs:
            continue
        value = lang.percent(difference(pairs[key], (0, 1)))
        text = lang.gettext("%(value)s, target %(target)s", value=value, target=f"{config.targets[key]}%")
        facts.append((indicator_name(lang, key), f"{text}: {lacking[key]}" if key in lacking else text))
    met = len(pairs.keys() & set(config.seven)) - len(lacking)
    parts = fraction(
        (lang.number(met), lang.gettext("indicators that meet the target")),
        (lang.number(len(config.seven)), lang.gettext("indicators")),
        lang.of(met, len(config.seven)),
    )
    return Explanation(
        lang.gettext("How many of the seven indicators the school meets; it is green when it meets all of them."),
        (parts,) if pairs else (),
        "",
        tuple(facts),
    )
