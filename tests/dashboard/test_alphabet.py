"""The order of names."""

from __future__ import annotations

from itertools import pairwise

from dashboard.alphabet import name_order


def test_q19_the_order_of_letters() -> None:
    alphabet = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
    words = ["", " а", "-а", "1а", "2а", *alphabet, "a", "z"]
    assert sorted(words, key=name_order) == words
    for one, other in pairwise(alphabet):
        assert name_order(one.upper()) < name_order(other)
    assert name_order("ҚАЗАҚ") == name_order("қазақ")
    assert sorted(["Ақсу", "Ақ су", "Ақ-су", "Ақ1су"], key=name_order) == ["Ақ су", "Ақ-су", "Ақ1су", "Ақсу"]
