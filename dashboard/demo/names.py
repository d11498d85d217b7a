"""Plausible names: of schools, of the villages they stand in, of their heads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.demo.sources import table

# Regions where villages with Russian names are common; elsewhere they are the exception.
MIXED_REGIONS = frozenset({"110000000", "350000000", "390000000", "550000000", "590000000", "630000000"})

_LETTERS = {row["letter"]: row["latin"] for row in table("letters")}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of school and its words.

    Attributes
    ----------
    kk, kk_plain
        Kazakh with the possessive ending (after a name) and without (after a number).
    ru, en
        Russian and English.
    short_ru
        The Russian abbreviation of the short name.
    grades
        The highest grade.
    size
        Pupils in relation to an ordinary secondary school of the same locality.
    urban, rural
        How common the kind is, in percent of state schools.
    """

    kk: str
    kk_plain: str
    ru: str
    en: str
    short_ru: str
    grades: int
    size: float
    urban: float
    rural: float


KINDS = (
    Kind("жалпы білім беретін мектебі", "жалпы білім беретін мектеп", "Общеобразовательная школа", "School",
         "ОШ", 11, 1.0, 66, 71),
    Kind("негізгі орта мектебі", "негізгі орта мектеп", "Основная средняя школа", "Basic School",
         "ОСШ", 9, 0.32, 2, 13),
    Kind("бастауыш мектебі", "бастауыш мектеп", "Начальная школа", "Primary School", "НШ", 4, 0.16, 2, 11),
    Kind("мектеп-гимназиясы", "мектеп-гимназия", "Школа-гимназия", "Gymnasium School", "ШГ", 11, 1.2, 17, 3),
    Kind("мектеп-лицейі", "мектеп-лицей", "Школа-лицей", "Lyceum School", "ШЛ", 11, 1.1, 11, 1),
    Kind("мектеп-интернаты", "мектеп-интернат", "Школа-интернат", "Boarding School", "ШИ", 11, 0.4, 2, 1),
)  # fmt: skip
PRIVATE = Kind("жеке мектебі", "жеке мектеп", "Частная школа", "Private School", "ЧШ", 11, 0.3, 0, 0)
EVENING = Kind("кешкі мектебі", "кешкі мектеп", "Вечерняя школа", "Evening School", "ВШ", 11, 0.2, 0, 0)


@dataclass(frozen=True, slots=True)
class SchoolName:
    """A school's name in three languages, its short name and its village (empty in a town)."""

    kk: str
    ru: str
    en: str
    short: str
    village_kk: str
    village_ru: str


def transliterate(text: str) -> str:
    """Write Kazakh or Russian letters with Latin ones; other characters stay."""
    return "".join(map(_latin, text))


def _latin(letter: str) -> str:
    """Return one letter's Latin writing."""
    latin = _LETTERS.get(letter.lower(), letter)
    return latin.capitalize() if letter.isupper() else latin


class DistrictNames:
    """Gives out the names of one district's schools; none twice."""

    def __init__(self, region: str, rng: np.random.Generator, numbers: list[int] | None = None) -> None:
        """Prepare the names.

        Parameters
        ----------
        region
            The region's code: it decides which villages are common.
        rng
            The random stream.
        numbers
            Numbers for the town's schools, shared by the districts of a city; without them 1, 2, 3 … are used.
        """
        self.region = region
        self._rng = rng
        self._villages = _shuffled_villages(region, rng)
        self._persons = _shuffled("personalities", rng)
        self._private = _shuffled("private_names", rng)
        self._numbers = numbers if numbers is not None else []
        self._last_number = 0

    def urban(self, kind: Kind) -> SchoolName:
        """Return the name of a school in a town: numbered, and often with a personality's name."""
        number = self._number()
        if self._rng.random() < 0.4 and self._persons:
            person = self._persons.pop()
            kk = f"{person['name_kk']} атындағы № {number} {kind.kk_plain}"
            ru = f"{kind.ru} № {number} имени {person['genitive_ru']}"
            en = f"{transliterate(person['name_kk'])} {kind.en} No. {number}"
        else:
            kk, ru, en = f"№ {number} {kind.kk_plain}", f"{kind.ru} № {number}", f"{kind.en} No. {number}"
        return SchoolName(kk, ru, en, f"{kind.short_ru} № {number}", "", "")

    def rural(self, kind: Kind) -> SchoolName:
        """Return the name of a village school: by the village, or by a personality and the village."""
        village_kk, village_ru = self._village()
        place_en = transliterate(village_kk)
        if self._rng.random() < 0.4 and self._persons:
            person = self._persons.pop()
            kk = f"{person['name_kk']} атындағы {kind.kk}"
            ru = f"{kind.ru} имени {person['genitive_ru']}"
            en = f"{transliterate(person['name_kk'])} {kind.en}"
        else:
            kk, ru, en = f"{village_kk} {kind.kk}", f"{kind.ru} села {village_ru}", f"{place_en} {kind.en}"
        return SchoolName(kk, ru, en, f"{kind.short_ru} {village_ru}", village_kk, village_ru)

    def private(self) -> SchoolName:
        """Return the name of a private school."""
        if not self._private:
            return self.urban(PRIVATE)
        name = self._private.pop()
        kk, ru = name["name_kk"], name["name_ru"]
        en = f"{transliterate(kk)} {PRIVATE.en}"
        return SchoolName(f"«{kk}» {PRIVATE.kk}", f"{PRIVATE.ru} «{ru}»", en, f"{PRIVATE.short_ru} «{ru}»", "", "")

    def _number(self) -> int:
        """Return the next number of a town's school."""
        if self._numbers:
            return self._numbers.pop()
        self._last_number += 1
        return self._last_number

    def _village(self) -> tuple[str, str]:
        """Return the next village; when the list is used up, farms with a number."""
        if self._villages:
            village = self._villages.pop()
            return village["name_kk"], village["name_ru"]
        self._last_number += 1
        return f"{self._last_number}-бөлімше", f"Отделение № {self._last_number}"


def _shuffled(name: str, rng: np.random.Generator) -> list[dict[str, str]]:
    """Return a table's rows in random order."""
    rows = table(name)
    return [rows[number] for number in rng.permutation(len(rows))]


def _shuffled_villages(region: str, rng: np.random.Generator) -> list[dict[str, str]]:
    """Return the villages in the order they are given out from the end: the region's usual ones last."""
    rows = _shuffled("settlements", rng)
    russian = 0.55 if region in MIXED_REGIONS else 0.02
    keys = [rng.random() * (russian if row["origin"] == "ru" else 1 - russian) for row in rows]
    return [rows[number] for number in np.argsort(keys, kind="stable")]


def heads(count: int, rng: np.random.Generator) -> list[str]:
    """Return full names of heads, Kazakh and Russian ones as they come."""
    return [_head(rng) for _ in range(count)]


def _head(rng: np.random.Generator) -> str:
    """Return one full name."""
    sex = "woman" if rng.random() < 0.72 else "man"
    origin = "kk" if rng.random() < 0.78 else "ru"
    return " ".join(_part(f"{part}_{origin}", sex, rng) for part in ("surname", "given", "patronymic"))


def _part(kind: str, sex: str, rng: np.random.Generator) -> str:
    """Return one part of a name."""
    rows = [row[sex] for row in table("heads") if row["kind"] == kind]
    return rows[int(rng.integers(len(rows)))]
