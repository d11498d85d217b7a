"""The page of what is behind a number of a school: its title, the number, the rows and where they come from."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.dates import week_label
from dashboard.locales import Language
from dashboard.school_choice import SchoolChoice
from dashboard.school_frames import SchoolFacts
from layouts.views.school_names import address
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
    """
    return {
        "title": title,
        "meaning": meaning,
        "fraction": _fraction(lang, totals) if totals else "",
        "about": list(about),
        "back": address(choice, listed="", missing=False, school_class="", subject="", teacher=""),
        "switch": _switch(lang, choice) if switched else [],
        "heads": heads,
        "rows": rows,
        "count": count,
        "cut": lang.gettext("The first %(shown)s are shown; the file has all.", shown=SHOWN) if cut else "",
        "empty": empty,
        "sources": [
            lang.gettext("%(week)s: snapshot %(name)s", week=week_label(lang, week), name=name[:12])
            for week, name in facts.weeks.items()
        ],
    }


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
