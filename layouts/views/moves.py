"""Directions, and changes of places in a ranking."""

from __future__ import annotations

from dashboard.locales import Language
from layouts.views.words import Json

UP, DOWN, FLAT = "up", "down", "flat"


def direction(n: int) -> str:
    """Return the direction of a number that has a sign."""
    return FLAT if n == 0 else UP if n > 0 else DOWN


def move(lang: Language, places: int, against: str = "") -> Json:
    """Return a movement by so many places, up where it is positive.

    Parameters
    ----------
    against
        The days of the week it is measured against, where that is not the week before.
    """
    count = lang.ngettext("%(num)s place", "%(num)s places", abs(places))
    labels = {
        UP: lambda: lang.gettext("%(places)s up", places=count),
        DOWN: lambda: lang.gettext("%(places)s down", places=count),
        FLAT: lambda: lang.gettext("same place"),
    }
    way = direction(places)
    label = labels[way]()
    if against:
        label = lang.gettext("%(move)s, compared with %(span)s", move=label, span=against)
    return {"dir": way, "text": str(abs(places)) if places else "–", "label": label}
