"""The order of names: one for every interface language, since the frozen rank depends on it (Q-19)."""

from __future__ import annotations

import unicodedata
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
