"""What a wall display plays: units, indicators, seconds, languages. It lives in the address, as a selection does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from dashboard.indicators import INDICATOR_KEYS
from dashboard.locales import LOCALES, Language
from dashboard.selection import REPUBLIC, SHOWN_CHARACTERS

SECONDS, SHORTEST, LONGEST = 30, 5, 3600  # that an indicator stays
UNITS = 30  # that are played at most: the republic, its regions and a few more
_LONGEST_LIST = 1_000  # characters of a list in the address that are read


@dataclass(frozen=True, slots=True)
class Playlist:
    """What is played, in its order: all indicators of the first unit, then those of the next one.

    Attributes
    ----------
    units
        Ids of units, at least one, at most `UNITS`.
    indicators
        Keys of indicators, at least one.
    seconds
        How long each stays.
    languages
        Codes that take turns, at least one.
    """

    units: tuple[str, ...]
    indicators: tuple[str, ...]
    seconds: int
    languages: tuple[str, ...]

    @classmethod
    def from_query(
        cls, query: Mapping[str, str], unit: str, known: Collection[str], lang: Language
    ) -> tuple[Playlist, list[str]]:
        """Return what an address asks to play.

        What is unknown or out of its limits is left out or falls back to its default, with a notice.

        Parameters
        ----------
        query
            The fields ``units``, ``ind`` and ``lang``, lists with commas, and ``seconds``; others are ignored.
        unit
            The unit of the address, played where no other is named.
        known
            The units there are.
        lang
            The language of the address and of the notices.

        Returns
        -------
        Playlist, list of str
            What is played, and what has to be said about the address.
        """
        notices: list[str] = []
        units = _listed(query.get("units", ""), {*known, REPUBLIC}, lang, notices)
        if len(units) > UNITS:
            notices.append(lang.gettext("Not more than %(limit)s units are shown in turn.", limit=UNITS))
        indicators = _listed(query.get("ind", ""), INDICATOR_KEYS, lang, notices)
        languages = _listed(query.get("lang", ""), LOCALES, lang, notices)
        seconds = _seconds(query.get("seconds", ""), lang, notices)
        return cls(units[:UNITS] or (unit,), indicators or INDICATOR_KEYS, seconds, languages or (lang.key,)), notices


def _listed(text: str, known: Collection[str], lang: Language, notices: list[str]) -> tuple[str, ...]:
    """Return the known ones of a list, each once; strangers are named in a notice."""
    named = list(dict.fromkeys(part.strip() for part in text[:_LONGEST_LIST].split(",") if part.strip()))
    strangers = [part for part in named if part not in known]
    if strangers:
        notices.append(lang.gettext("Not known in the address and left out: %(fields)s.", fields=_shown(strangers)))
    return tuple(part for part in named if part in known)


def _seconds(text: str, lang: Language, notices: list[str]) -> int:
    """Return how long an indicator stays."""
    if not text:
        return SECONDS
    if text.isascii() and text.isdigit() and len(text) <= len(str(LONGEST)) and SHORTEST <= int(text) <= LONGEST:
        return int(text)
    notices.append(
        lang.gettext(
            "“%(text)s” is not a number of seconds from %(shortest)s to %(longest)s. Each indicator stays %(usual)s s.",
            text=_shown([text]),
            shortest=SHORTEST,
            longest=LONGEST,
            usual=SECONDS,
        )
    )
    return SECONDS


def _shown(parts: list[str]) -> str:
    """Return values as a notice shows them: on one line and not too long."""
    text = "".join(letter for letter in " ".join(", ".join(parts).split()) if letter.isprintable())
    return text[:SHOWN_CHARACTERS] + ("…" if len(text) > SHOWN_CHARACTERS else "")
