"""Changes against the previous period: of values, and of places in the ranking (F.3-5, F.3-6)."""

from __future__ import annotations

from dashboard.frames import Block
from dashboard.indicators import INDICATORS
from layouts.views.measures import difference
from layouts.views.reading import Reading
from layouts.views.words import Json

UP, DOWN, FLAT = "up", "down", "flat"


def direction(n: int) -> str:
    """Return the direction of a number that has a sign."""
    return FLAT if n == 0 else UP if n > 0 else DOWN


def change(reading: Reading, tenths: int) -> Json:
    """Return a change of a value: signed, with the sentence that says against what."""
    return {
        "dir": direction(tenths),
        "text": reading.lang.signed(tenths),
        "label": reading.change_pattern % {"change": reading.lang.points(tenths)},
        "warn": reading.is_uneven,
    }


def unit_change(reading: Reading, place: int) -> Json | None:
    """Return the change of the headline value of the page's unit over the schools common to both weeks (G-46).

    Parameters
    ----------
    place
        The indicator's place.
    """
    block = reading.data.comparison
    tenths = common_change(block, place) if block is not None else None
    return None if tenths is None else change(reading, tenths)


def common_change(block: Block, place: int) -> int | None:
    """Return a change in tenths of a point; None where no school has values in both weeks."""
    counts = dict(zip(block.shape.fields, block.numbers[0, 0, place].tolist(), strict=True))
    if not counts["schools"]:
        return None
    if list(INDICATORS.values())[place].gauge == "pooled":
        now, then = (
            (counts["numerator_now"], counts["denominator_now"]),
            (counts["numerator_then"], counts["denominator_then"]),
        )
    else:
        now, then = (counts["high_now"], counts["schools"]), (counts["high_then"], counts["schools"])
    return difference(now, then)


def move(reading: Reading, now: int, then: int) -> Json | None:
    """Return how a unit's place has changed; None where there was none before.

    Parameters
    ----------
    now, then
        Ranks; 0 is none.
    """
    if not now or not then:
        return None
    lang, places = reading.lang, then - now
    count = lang.ngettext("%(num)s place", "%(num)s places", abs(places))
    labels = {
        UP: lambda: lang.gettext("%(places)s up", places=count),
        DOWN: lambda: lang.gettext("%(places)s down", places=count),
        FLAT: lambda: lang.gettext("same place"),
    }
    way = direction(places)
    return {"dir": way, "text": str(abs(places)) if places else "–", "label": labels[way]()}
