"""Figures over weeks: change, line of twelve weeks, statistics blocks."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.dates import day_with_year, month_alone, week_label, week_span
from dashboard.frames import StatisticRow
from dashboard.locales import ABSENT
from dashboard.weeks import DAY, cut_off
from layouts.views.changes import unit_change
from layouts.views.explain import Explanation, Figure, Question, fraction
from layouts.views.figure_values import (
    plural,
)
from layouts.views.measures import difference
from layouts.views.words import Json


def change(question: Question) -> Explanation:
    """Explain the change against the previous period over the schools with values in both (F.3-5, F.3-6, G-46)."""
    reading, lang = question.reading, question.reading.lang
    block, base = reading.data.comparison, reading.data.base
    found = unit_change(reading, question.rows.place)
    definition = lang.gettext(
        "Change of the value against the previous week with data, in percentage points, over the schools that have "
        "data in both weeks."
    )
    if block is None or base is None or found is None:
        return Explanation(definition, (), lang.gettext("There is no earlier week to compare with."))
    counts = dict(zip(block.shape.fields, block.numbers[0, 0, question.rows.place].tolist(), strict=True))
    fractions = tuple(
        _side(question, counts, when, week_label(lang, week))
        for when, week in (("now", reading.data.week), ("then", base.week))
    )
    rule = lang.gettext("A short week is among the two: compare with care.") if reading.is_uneven else ""
    facts = (
        (lang.gettext("Change"), str(found["label"])),
        (lang.gettext("Schools in both weeks"), lang.of(counts["schools"], reading.data.unit.schools)),
    )
    return Explanation(definition, fractions, rule, facts)


def growth(question: Question) -> Explanation:
    """Explain a bar of growth and decline: schools in High in either week, of those with values in both (A-50)."""
    reading, lang = question.reading, question.reading.lang
    counts, base = _common(question), reading.data.base
    definition = lang.gettext(
        "Schools in the category High in the shown week and in the previous teaching week, of the schools that have "
        "data in both."
    )
    if not counts or base is None:
        return Explanation(definition, (), lang.gettext("There is no earlier week to compare with."))
    fractions = tuple(
        _in_high(question, counts, when, week_label(lang, week))
        for when, week in (("now", reading.data.week), ("then", base.week))
    )
    rule = lang.gettext("Blue is what both weeks have; green was gained, red was lost.")
    return Explanation(
        definition,
        fractions,
        rule,
        ((lang.gettext("Schools in both weeks"), lang.of(counts["schools"], reading.data.unit.schools)),),
    )


def _common(question: Question) -> Mapping[str, int]:
    """Return the counts over the schools with values in both weeks; nothing where there are none."""
    block = question.reading.data.comparison
    if block is None:
        return {}
    counts = dict(zip(block.shape.fields, block.numbers[0, 0, question.rows.place].tolist(), strict=True))
    return counts if counts["schools"] else {}


def _side(question: Question, counts: Mapping[str, int], when: str, caption: str) -> Json:
    """Return the value of one of the two weeks over the common schools."""
    lang, item = question.reading.lang, question.item
    if item.gauge != "pooled":
        return _in_high(question, counts, when, caption)
    part, whole = counts[f"numerator_{when}"], counts[f"denominator_{when}"]
    texts = plural(question, item.numerator, part), plural(question, item.denominator, whole)
    result = lang.percent(difference((part, whole), (0, 1)))
    return fraction((lang.number(part), texts[0]), (lang.number(whole), texts[1]), result, caption)


def _in_high(question: Question, counts: Mapping[str, int], when: str, caption: str) -> Json:
    """Return the share of High in one of the two weeks over the common schools."""
    lang, part, whole = question.reading.lang, counts[f"high_{when}"], counts["schools"]
    return fraction(
        (lang.number(part), lang.ngettext("school in the category High", "schools in the category High", part)),
        (lang.number(whole), lang.ngettext("school with data", "schools with data", whole)),
        lang.percent(difference((part, whole), (0, 1))),
        caption,
    )


def trend(question: Question) -> Explanation:
    """Explain the line of twelve weeks."""
    reading, lang = question.reading, question.reading.lang
    rows = [
        (
            week_span(lang, snapshot.week),
            ABSENT if value is None else lang.percent(round(value * 10)),
        )
        for snapshot, value in zip(reading.data.trend, reading.bars[question.rows.place][reading.own], strict=True)
        if snapshot is not None
    ]
    return Explanation(
        lang.gettext(
            "Twelve weeks of the value, the shown one last, all scored with the numbers of the shown week. Weeks "
            "without data - holidays too - are left out: the line is broken there."
        ),
        (),
        "",
        tuple(rows),
    )


def statistic(name: str) -> Figure:
    """Return the figure of one statistics block (A-36 … A-38)."""
    texts = {
        "marks": lambda lang: lang.gettext("Marks set"),
        "homework": lambda lang: lang.gettext("Homework given"),
        "logins": lambda lang: lang.gettext("Services provided (unique logins)"),
    }
    return Figure(
        lambda question: texts[name](question.reading.lang), lambda question: _sums(question, name), applies=_has_sums
    )


def _has_sums(question: Question) -> bool:
    """Tell whether the page has statistics."""
    return bool(question.reading.data.statistics)


def _sums(question: Question, name: str) -> Explanation:
    """How a statistics block is summed over weeks."""
    reading, lang = question.reading, question.reading.lang
    row = next(row for row in reading.data.statistics if row.statistic == name)
    definitions = {
        "marks": lambda: lang.gettext("Marks that teachers set in the system, of every kind."),
        "homework": lambda: lang.gettext("Homework that teachers entered."),
        "logins": lambda: lang.gettext("Unique logins: all entries of one user within one day count once."),
    }
    weeks = reading.data.timeline.year_until(reading.data.week)
    month = cut_off(reading.data.week).date().replace(day=1) - DAY
    whole = reading.data.unit.schools
    return Explanation(
        definitions[name](),
        (),
        lang.gettext("Summed over the published weeks; a week belongs to the month of its last day."),
        (
            (lang.gettext("since the school year began"), _total(question, row, row.year)),
            (lang.gettext("Weeks summed"), lang.number(len(weeks))),
            *(((lang.gettext("First week"), day_with_year(lang, weeks[0].week)),) if weeks else ()),
            (lang.gettext("in %(month)s", month=month_alone(lang, month)), _total(question, row, row.month)),
            (lang.gettext("Schools connected"), lang.of(whole - row.unconnected, whole)),
        ),
    )


def _total(question: Question, row: StatisticRow, total: int | None) -> str:
    """Return a sum in full."""
    return ABSENT if total is None else question.reading.lang.number(total)
