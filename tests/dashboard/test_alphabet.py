"""The order of names."""

from __future__ import annotations

from itertools import pairwise

from dashboard.alphabet import ALIKE, folded, name_order, numbered_order, words


def test_q19_the_order_of_letters() -> None:
    alphabet = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
    ordered = ["", " а", "-а", "1а", "2а", *alphabet, "a", "z"]
    assert sorted(ordered, key=name_order) == ordered
    for one, other in pairwise(alphabet):
        assert name_order(one.upper()) < name_order(other)
    assert name_order("ҚАЗАҚ") == name_order("қазақ")
    assert sorted(["Ақсу", "Ақ су", "Ақ-су", "Ақ1су"], key=name_order) == ["Ақ су", "Ақ-су", "Ақ1су", "Ақсу"]


def test_a_name_is_found_by_whoever_has_no_kazakh_keyboard() -> None:
    assert folded("ӘҒҚҢӨҰҮІҺЁ") == "агкноууихе"
    assert folded("Ұлытау") == folded("улытау")
    assert folded("Федоровская") == folded("ФЁДОРОВСКАЯ")
    assert folded("й") == folded("й") != folded("и")  # one letter, in one or two code points
    assert words("Фёдоровская ОСШ № 3, г. Рудный") == ["федоровская", "осш", "3", "г", "рудный"]


def test_the_browser_can_fold_letter_by_letter() -> None:
    """It is given `ALIKE`: every letter stands for itself or one other, in small letters."""
    assert all(len(one) == len(other) == 1 for one, other in ALIKE.items())
    assert not set(ALIKE) & set(ALIKE.values())
    assert all(letter == letter.lower() == letter.casefold() for letter in ALIKE)


def test_numbers_in_names_are_numbers() -> None:
    names = ["№ 2 мектеп", "№ 10 мектеп", "Абай мектебі", "Әуезов мектебі", "Школа № 9", "Школа № 11", "Школа № 11 А"]
    assert sorted(set(names), key=numbered_order) == names
