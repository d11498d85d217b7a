"""Changes of values against the previous period (F.3-5, F.3-6)."""

from __future__ import annotations

from dashboard.frames import Block
from dashboard.indicators import INDICATORS
from layouts.views.measures import difference
from layouts.views.reading import Reading
from layouts.views.words import Json


def unit_change(reading: Reading, place: int) -> Json | None:
    """Return the change of the headline value of the page's unit over the schools common to both weeks (G-46).

    Parameters
    ----------
    place
        The indicator's place.
    """
    block = reading.data.comparison
    tenths = common_change(block, place) if block is not None else None
    return None if tenths is None else reading.changed(tenths)


def common_change(block: Block, place: int, member: int = 0) -> int | None:
    """Return a change in tenths of a point; None where no school has values in both weeks."""
    counts = dict(zip(block.shape.fields, block.numbers[0, member, place].tolist(), strict=True))
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
