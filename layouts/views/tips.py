"""What is said about a unit when it is pointed at: value, rank, target, counts, in this order everywhere (A-41)."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.frames import UnitRow
from layouts.views.reading import Reading, is_few
from layouts.views.words import reporting, target_text


@dataclass(frozen=True)
class Tips:
    """The sentences of one indicator, looked up once for all units.

    Attributes
    ----------
    reading
        The page.
    first, second, third
        Patterns of value and rank, and of the counts; the line about the target.
    """

    reading: Reading
    first: str
    second: str
    third: str

    @classmethod
    def of(cls, reading: Reading, target: int, republic: int, ranked: int) -> Tips:
        """Return the sentences for a target, the republic's score in tenths (-1: none) and a number of ranked units."""
        lang, second = reading.lang, target_text(reading.lang, target)
        if republic >= 0:
            second = lang.gettext(
                "%(norm)s, score of the republic %(value)s", norm=second, value=lang.percent(republic)
            )
        # The last number is the same for all units: it goes in now, the others stay open.
        first = lang.gettext("%(score)s, place %(rank)s of %(count)s") % {
            "score": "%(score)s%%",
            "rank": "%(rank)s",
            "count": ranked,
        }
        return cls(reading, first, second, lang.gettext("%(schools)s: high %(high)s, medium %(medium)s, low %(low)s"))

    def lines(self, unit: UnitRow, score: str, rank: int, parts: tuple[str, str, str]) -> list[str]:
        """Return the lines of a unit with a score; `parts` are its schools in high, medium and low."""
        words, (high, medium, low) = self.reading.school_words[unit.unit_id], parts
        counts = self.third % {"schools": words, "high": high, "medium": medium, "low": low}
        found = [self.first % {"score": score, "rank": rank}, self.second, counts]
        if unit.reporting < unit.schools:
            found.append(reporting(self.reading.lang, unit))
        if is_few(unit):
            found.append(self.reading.lang.gettext("Few schools: each one moves the score a lot"))
        return found

    def silent(self, reason: str) -> list[str]:
        """Return the lines of a unit without a score."""
        return [reason, self.second]
