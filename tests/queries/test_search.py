"""Search over names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from dashboard.alphabet import folded
from dashboard.frames import SchoolRow, UnitRow
from queries import snapshots
from queries.archive import Archive
from queries.search import MOST_FOUND, Found, SearchIndex, index, slips
from tests.published_weeks import LATEST

KOSTANAY = UnitRow(
    "39", "0", "region", "oblast", "Қостанай облысы", "Костанайская область", "Kostanay Region", "data", 3, 3
)
RUDNY = UnitRow("3924", "39", "district", "city_oblast", "Рудный қаласы", "г. Рудный", None, "data", 2, 2)
ARKALYK = UnitRow("3916", "39", "district", "city_oblast", "Арқалық қаласы", "г. Аркалык", "Arkalyk", "data", 1, 1)


def school(key: str, district: UnitRow, kk: str, ru: str) -> Found:
    return Found(SchoolRow(key, district.unit_id, kk, ru, None, "data"), (district, KOSTANAY))


ENTRIES = [
    Found(KOSTANAY, ()),
    Found(ARKALYK, (KOSTANAY,)),
    Found(RUDNY, (KOSTANAY,)),
    school("r2", RUDNY, "№ 2 мектеп", "Школа № 2"),
    school("r12", RUDNY, "№ 12 мектеп-лицей", "Школа-лицей № 12"),
    school("a12", ARKALYK, "Ыбырай Алтынсарин атындағы № 12 мектеп", "Школа № 12 имени Ибрая Алтынсарина"),
    school("f3", ARKALYK, "Фёдоровка орта мектебі", "Фёдоровская школа"),
]
INDEX = SearchIndex(ENTRIES, 3)


def keys(found: list[Found]) -> list[str]:
    return [hit.row.unit_id if isinstance(hit.row, UnitRow) else hit.row.school_id for hit in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("рудный 12", ["r12"]),
        ("12 рудный", ["r12"]),
        ("12", ["r12", "a12"]),
        ("2", ["r2"]),
        ("1", ["r12", "a12"]),
        ("КОСТАНАЙ", ["39", "3916", "3924", "r2", "r12", "a12", "f3"]),
        ("қостанай", ["39", "3916", "3924", "r2", "r12", "a12", "f3"]),
        ("kostanay reg", ["39", "3916", "3924", "r2", "r12", "a12", "f3"]),
        ("ибырай", ["a12"]),
        ("ибрай", ["a12"]),
        ("ыбырай", ["a12"]),
        ("арқалық", ["3916", "a12", "f3"]),
        ("аркалык", ["3916", "a12", "f3"]),
        ("федоров", ["f3"]),
        ("лицей", ["r12"]),
        ("мектеп лицей", ["r12"]),
        ("кастанай", ["39", "3916", "3924", "r2", "r12", "a12", "f3"]),
        ("рудний", ["3924", "r2", "r12"]),
        ("руднй", ["3924", "r2", "r12"]),
        ("рундый", ["3924", "r2", "r12"]),
        ("рууднный", []),
        ("", []),
        (" № !", []),
        ("школа нет", []),
    ],
)
def test_names_are_found(text: str, wanted: list[str]) -> None:
    """Three languages, any order of words, one slip in a word; units before schools."""
    assert keys(INDEX.find(text)) == wanted


def test_a_slip_is_forgiven_only_where_nothing_fits() -> None:
    assert keys(INDEX.find("рудный")) == ["3924", "r2", "r12"]
    assert keys(INDEX.find("121")) == []  # numbers are never guessed
    assert keys(INDEX.find("гор")) == []  # nor short words


@given(st.text("абвгк", min_size=1, max_size=6), st.data())
def test_slips_are_those_of_one_letter(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    other = data.draw(st.sampled_from("абвгк"))
    changed = {word[:at] + word[at + 1 :], word[:at] + other + word[at:], word[:at] + other + word[at + 1 :]}
    assert changed - {word} <= slips(word, "абвгк")
    assert all(abs(len(word) - len(one)) <= 1 and one != word for one in slips(word, "абвгк"))


def test_no_more_than_ten_with_room_for_schools(country: Connection) -> None:
    many = [Found(KOSTANAY, ()) for _ in range(9)]
    schools = [school(f"s{n}", RUDNY, f"Қостанай № {n}", f"Школа {n}") for n in range(30)]
    found = SearchIndex([*many, *schools], 9).find("костанай")
    assert len(found) == MOST_FOUND
    assert [isinstance(hit.row, UnitRow) for hit in found] == [True] * 4 + [False] * 6
    assert len(SearchIndex(many, 9).find("костанай")) == 9


def test_the_index_of_a_week(country: Connection) -> None:
    archive = Archive(snapshots.timeline(country))
    latest = archive.timeline.at(LATEST)
    assert latest is not None
    found = index(country, archive, latest.snapshot_id)
    (hit,) = found.find("средняя школа 7")
    assert isinstance(hit.row, SchoolRow)
    assert (hit.row.school_id, [unit.unit_id for unit in hit.above]) == ("s00007", ["100100000", "100000000"])
    assert keys(found.find(folded("Ұлытау")))[0] == "120000000"
    assert keys(found.find("казахстан республика"))[0] == "000000000"
