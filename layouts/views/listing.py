"""The page of what is behind a number of a school: its title, the number, the rows and where they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from dashboard.dates import week_label
from dashboard.locales import Language
from dashboard.school_choice import SchoolChoice
from dashboard.school_frames import SchoolFacts
from layouts.views.school_names import address, class_name, subject_name, teacher_name
from layouts.views.words import Json

SHOWN = 500  # rows on a page; the files hold all


def listing(  # noqa: PLR0913 the parts of a page, by name
    lang: Language,
    facts: SchoolFacts,
    choice: SchoolChoice,
    *,
    title: str,
    meaning: str,
    totals: tuple[int, int] | None,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    count: str,
    cut: bool,
    empty: str,
    about: Sequence[str] = (),
    switched: bool = True,
    sources: Mapping[date, str] | None = None,
) -> Json:
    """Return the page.

    Parameters
    ----------
    totals
        Numerator and denominator of the number that is explained; None of a list alone.
    cut
        Whether there are more rows than are shown.
    about
        What the list is narrowed to.
    switched
        Whether it can be narrowed to what lacks something.
    sources
        Content ids, by week, of the snapshots the rows are of; those of the interval without.
    """
    return {
        "title": title,
        "meaning": meaning,
        "fraction": _fraction(lang, totals) if totals else "",
        "about": list(about),
        "back": address(
            choice, listed="", missing=False, school_class="", grade="", subject="", teacher="", term="", whole=False
        ),
        "switch": _switch(lang, choice) if switched else [],
        "heads": heads,
        "rows": rows,
        "count": count,
        "cut": lang.gettext("The first %(shown)s are shown; the file has all.", shown=SHOWN) if cut else "",
        "empty": empty,
        "sources": [
            lang.gettext("%(week)s: snapshot %(name)s", week=week_label(lang, week), name=name[:12])
            for week, name in (facts.weeks if sources is None else sources).items()
        ],
    }


def about(lang: Language, facts: SchoolFacts, choice: SchoolChoice) -> Iterator[str]:
    """Yield the class, grade, subject and teacher that were chosen."""
    if choice.school_class:
        yield class_name(lang, facts, choice.school_class)
    if choice.grade:
        yield lang.gettext("grade %(grade)s", grade=choice.grade)
    if choice.subject:
        yield subject_name(lang, facts.subjects, choice.subject)
    if choice.teacher:
        yield teacher_name(lang, choice.teacher)


def _fraction(lang: Language, totals: tuple[int, int]) -> str:
    """Return ``349 из 493: 70,7%``."""
    part, whole = totals
    return f"{lang.of(part, whole)}: {lang.percent(1000 * part // whole)}" if whole else lang.gettext("no data")


def _switch(lang: Language, choice: SchoolChoice) -> list[Json]:
    """Return the choice between all rows and those that lack something."""
    texts = ((False, lang.pgettext("rows of a list", "all")), (True, lang.gettext("only with something missing")))
    return [
        {"title": text, "href": address(choice, missing=missing), "on": choice.missing == missing}
        for missing, text in texts
    ]
