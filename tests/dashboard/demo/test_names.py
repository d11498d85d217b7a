from __future__ import annotations

import numpy as np
import pytest

from dashboard.demo.names import KINDS, DistrictNames, heads, transliterate
from dashboard.demo.sources import table


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("Қарасу", "Karasu"),
        ("Ыбырай Алтынсарин", "Ybyray Altynsarin"),
        ("Щорс ауылы № 5", "Shchors auyly № 5"),
        ("объект", "obekt"),
        ("", ""),
    ],
)
def test_transliteration(text, latin):
    assert transliterate(text) == latin


def _names(region: str, urban: int, rural: int) -> list[str]:
    names = DistrictNames(region, np.random.default_rng(3))
    made = [names.urban(KINDS[0]) for _ in range(urban)] + [names.private() for _ in range(8)]
    made += [names.rural(KINDS[number % len(KINDS)]) for number in range(rural)]
    return made


@pytest.mark.parametrize("region", ["610000000", "590000000"])
def test_no_name_is_given_twice_in_a_district(region):
    made = _names(region, 60, 400)  # more villages than the list has
    for texts in ([name.kk for name in made], [name.ru for name in made]):
        assert len(set(texts)) == len(texts)


def test_russian_villages_are_common_in_the_north_only():
    russian = {row["name_ru"] for row in table("settlements") if row["origin"] == "ru"}

    def share(region: str) -> float:
        villages = [name.village_ru for name in _names(region, 0, 40) if name.village_ru]
        return sum(village in russian for village in villages) / len(villages)

    assert share("590000000") > 0.2
    assert share("610000000") < 0.05


def test_numbered_schools_use_the_numbers_they_are_given():
    names = DistrictNames("750000000", np.random.default_rng(1), [12, 7])
    assert {"12", "7"} == {names.urban(KINDS[0]).short.split()[-1] for _ in range(2)}


def test_heads_have_three_names_that_agree():
    people = heads(200, np.random.default_rng(2))
    assert all(len(person.split()) == 3 for person in people)
    assert len(set(people)) > 100
    assert not [person for person in people if person.endswith("қызы") and person.split()[0].endswith("ов")]
