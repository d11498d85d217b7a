"""The order of names: one for every interface language, since the frozen rank depends on it (Q-19).

And how a name is looked for: whoever has no Kazakh keyboard finds the Kazakh letters by their Russian neighbours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

LETTERS = {letter: place for place, letter in enumerate("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя")}


@lru_cache(maxsize=10_000)  # every page and every week sorts the same units
def name_order(name: str) -> tuple[tuple[int, int], ...]:
    """Return what names are sorted by: case ignored, Kazakh letter by letter (Q-19).

    Space and punctuation come first by code point, then digits, the letters of the list, other letters by code point.
    """
    return tuple(_letter_order(letter) for letter in unicodedata.normalize("NFC", name).casefold())


def _letter_order(letter: str) -> tuple[int, int]:
    """Return group and place of a character."""
    if letter in LETTERS:
        return 2, LETTERS[letter]
    if letter.isalpha():
        return 3, ord(letter)
    return (1 if letter.isdigit() else 0), ord(letter)


# What counts as the same letter when a name is looked for; the browser is given the same table.
ALIKE: Mapping[str, str] = {
    "ё": "е", "і": "и", "ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х", "h": "х",
}  # fmt: skip
_ALIKE = str.maketrans(dict(ALIKE))
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"(\d+)")


def folded(text: str) -> str:
    """Return a text as it is looked for: case ignored, letters of `ALIKE` as one."""
    return unicodedata.normalize("NFC", text).casefold().translate(_ALIKE)


def words(text: str) -> list[str]:
    """Return the folded words and numbers of a text: ``Федоровская ОСШ № 3`` is федоровская, осш, 3."""
    return _WORD.findall(folded(text))


@lru_cache(maxsize=20_000)  # one region's list after the other
def numbered_order(name: str) -> tuple[object, ...]:
    """Return what names of schools are sorted by: as `name_order`, but No. 2 comes before No. 10."""
    parts = _DIGITS.split(name)
    return tuple(int(part) if place % 2 else name_order(part) for place, part in enumerate(parts))
