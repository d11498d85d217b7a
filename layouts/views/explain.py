"""How a figure is computed: one explanation per figure, made of the same numbers as the figure itself.

Every figure of a page has a name here; elements of the page carry it (``data-how``), and the answer to
``/<lang>/how?…&of=<name>`` is the explanation of that figure for a unit or a school. All explanations have the same
parts: what is meant, the fraction with this unit's numbers, the rule, and a table of facts - target, how many schools
the figure is made of and which are left out, source, snapshot, time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dashboard.dates import day_with_year, week_label
from dashboard.indicators import INDICATOR_KEYS, INDICATORS, PAPERLESS, Indicator
from dashboard.weeks import ALMATY
from layouts.views.names import full_name
from layouts.views.ranking import Table
from layouts.views.reading import Reading
from layouts.views.words import Json, indicator_name, schools

VALUE = "value"
NO_TEACHING, NOT_CONNECTED = "no_teaching", "not_connected"


@dataclass(frozen=True)
class Question:
    """Which figure is asked about.

    Attributes
    ----------
    rows
        The indicator on the page of the unit.
    states
        How many participating schools of the unit are in which state of `dashboard.schema.school_week`.
    school
        Place of a school among the page's schools; None where the figure is the unit's.
    """

    rows: Table
    states: Mapping[str, int] = field(default_factory=dict)
    school: int | None = None

    @property
    def reading(self) -> Reading:
        """The page."""
        return self.rows.reading

    @property
    def item(self) -> Indicator:
        """The indicator."""
        return self.rows.item


@dataclass(frozen=True)
class Explanation:
    """What is particular to one figure.

    Attributes
    ----------
    definition
        What the figure is.
    fractions
        What is divided by what; made by `fraction`.
    rule
        How it is judged or made, in a sentence; may be empty.
    facts
        Rows of names and texts that stand before those all explanations share.
    excluded
        What is left out besides whole schools; may be empty.
    """

    definition: str
    fractions: tuple[Json, ...] = ()
    rule: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    excluded: str = ""


def fraction(part: tuple[str, str], whole: tuple[str, str], result: str, caption: str = "") -> Json:
    """Return a fraction: number and text above and below the line, and what it gives."""
    return {
        "caption": caption,
        "numerator": {"value": part[0], "text": part[1]},
        "denominator": {"value": whole[0], "text": whole[1]},
        "result": f"= {result}",
    }


def _always(question: Question) -> bool:
    """Tell that every page has the figure."""
    return True


@dataclass(frozen=True)
class Figure:
    """One kind of figure.

    Attributes
    ----------
    name
        What it is called.
    explain
        Its explanation.
    of_school, of_unit
        Whether schools have it, and units.
    applies
        Whether this page has it.
    """

    name: Callable[[Question], str]
    explain: Callable[[Question], Explanation]
    of_school: bool = False
    of_unit: bool = True
    applies: Callable[[Question], bool] = _always


def explanation(question: Question, of: str, figures: Mapping[str, Figure]) -> Json:
    """Return the explanation of a figure as the page shows it.

    Parameters
    ----------
    question
        Whose figure.
    of
        Name of the figure; one that this unit or school has not falls back to its value.
    figures
        All there are (`layouts.views.figures.FIGURES`).
    """
    mine = {key: figure for key, figure in figures.items() if _has(question, figure)}
    chosen = of if of in mine else VALUE
    found = mine[chosen].explain(question)
    lang = question.reading.lang
    return {
        "of": chosen,
        "title": mine[chosen].name(question),
        "subject": f"{_subject(question)}, {week_label(lang, question.reading.data.week)}",
        "definition": found.definition,
        "fractions": list(found.fractions),
        "rule": found.rule,
        "facts": [*map(list, found.facts), *_shared(question, found)],
        "others": [{"of": key, "text": figure.name(question)} for key, figure in mine.items()],
        "more": lang.gettext("More on this page"),
    }


def nothing(reading: Reading) -> Json:
    """Return the explanation where the week has no numbers."""
    lang = reading.lang
    return {
        "of": VALUE,
        "title": lang.gettext("How it is computed"),
        "subject": f"{full_name(lang, reading.data.unit)}, {week_label(lang, reading.data.week)}",
        "definition": lang.gettext("There are no numbers for this week."),
        "fractions": [],
        "rule": "",
        "facts": [],
        "others": [],
        "more": "",
    }


def question_of(
    reading: Reading, indicator: str, states: Mapping[str, int] | None = None, school: str | None = None
) -> Question:
    """Return the question about an indicator of a unit, or of one of its schools."""
    places = {row.school_id: at for at, row in enumerate(reading.data.schools)}
    rows = Table(reading, INDICATOR_KEYS.index(indicator), INDICATORS[indicator])
    return Question(rows, states or {}, places.get(school) if school else None)


def _has(question: Question, figure: Figure) -> bool:
    """Tell whether a unit or school has a figure."""
    suits = figure.of_unit if question.school is None else figure.of_school
    return suits and figure.applies(question)


def _subject(question: Question) -> str:
    """Return whose figure it is."""
    data, lang = question.reading.data, question.reading.lang
    if question.school is None:
        return full_name(lang, data.unit)
    return lang.name(data.schools[question.school].names)[0]


def _shared(question: Question, found: Explanation) -> list[list[str]]:
    """Return the facts every explanation ends with."""
    lang = question.reading.lang
    left_out = found.excluded
    rows = [] if question.school is not None else _coverage(question)
    if left_out:
        rows.append([lang.gettext("Not counted"), left_out])
    return [*rows, *_source(question.reading)]


def _coverage(question: Question) -> list[list[str]]:
    """Return n of N, and why the others are not counted."""
    lang, unit = question.reading.lang, question.reading.data.unit
    rows = [[lang.gettext("Schools with data"), lang.of(question.rows.own.counted, unit.schools)]]
    reasons: Mapping[str, Callable[[int], str]] = {
        NO_TEACHING: lambda n: lang.gettext("no teaching days: %(schools)s", schools=schools(lang, n)),
        NOT_CONNECTED: lambda n: lang.gettext("not connected: %(schools)s", schools=schools(lang, n)),
    }
    texts = [text(question.states[state]) for state, text in reasons.items() if question.states.get(state)]
    silent = unit.reporting - question.rows.own.counted
    if silent > 0:
        texts.append(lang.gettext("no marks in the week: %(schools)s", schools=schools(lang, silent)))
    return [*rows, [lang.gettext("Schools not counted"), "; ".join(texts)]] if texts else rows


def _source(reading: Reading) -> list[list[str]]:
    """Return where the numbers come from: system, cut-off, snapshot and when it was published."""
    lang, shown = reading.lang, reading.data.shown
    rows = [[lang.gettext("Source"), lang.gettext("electronic journal, %(moment)s", moment=reading.moment)]]
    if shown is None:
        return rows
    if shown.source:
        rows[0][1] = f"{shown.source}, {reading.moment}"
    rows.append([lang.gettext("Snapshot"), shown.content_id[:12]])
    if shown.published_at is not None:
        moment = shown.published_at.astimezone(ALMATY)
        rows.append([lang.gettext("Published"), f"{day_with_year(lang, moment.date())}, {moment:%H:%M}"])
    return rows


def left_out(question: Question) -> str:
    """Return what an indicator does not count within schools with data."""
    lang, item = question.reading.lang, question.item
    texts = {
        "timetable": lambda: lang.gettext("cancelled lessons; classes without teaching days"),
        "planning": lambda: lang.gettext("cancelled lessons; classes without teaching days"),
        "journal": lambda: lang.gettext("cancelled lessons; classes without teaching days"),
        "timely": lambda: lang.gettext("summative marks; marks after the end of the week"),
        "profile": lambda: lang.gettext("recommended fields"),
        PAPERLESS: lambda: indicator_name(lang, "timely"),
    }
    return texts[item.key]() if item.key in texts else lang.gettext("archived accounts")
