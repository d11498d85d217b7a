"""What a wall plays: the address is read strictly, and what is wrong with it is said (issue 7)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.indicators import INDICATOR_KEYS
from dashboard.locales import LOCALES, language
from dashboard.playlist import LONGEST, SECONDS, SHORTEST, UNITS, Playlist
from dashboard.selection import REPUBLIC

KNOWN = frozenset(f"{n:09d}" for n in range(100, 150))
RU = language("ru")


def read(query: dict[str, str]) -> tuple[Playlist, list[str]]:
    return Playlist.from_query(query, REPUBLIC, KNOWN, RU)


def test_a_bare_address_plays_the_nine_of_its_unit() -> None:
    assert read({}) == (Playlist((REPUBLIC,), INDICATOR_KEYS, SECONDS, ("ru",)), [])


def test_everything_may_be_chosen() -> None:
    query = {"units": f"000000101, {REPUBLIC},000000101", "ind": "journal,qzj", "seconds": "12", "lang": "kk,ru"}
    assert read(query) == (Playlist(("000000101", REPUBLIC), ("journal", "qzj"), 12, ("kk", "ru")), [])


@pytest.mark.parametrize("seconds", ["4", "3601", "-5", "1e2", "30.5", "", " 30", "٣٠", "9" * 5000, "<b>"])
def test_seconds_out_of_their_limits_fall_back(seconds: str) -> None:
    found, notices = read({"seconds": seconds})
    assert found.seconds == SECONDS
    assert len(notices) == bool(seconds)
    assert all(len(notice) < 200 for notice in notices)


def test_strangers_are_left_out_and_named() -> None:
    found, notices = read({"units": "zzz,000000101", "ind": "planing", "lang": "de"})
    assert (found.units, found.indicators, found.languages) == (("000000101",), INDICATOR_KEYS, ("ru",))
    assert ["zzz" in notices[0], "planing" in notices[1], "de" in notices[2]] == [True] * 3


def test_units_are_limited() -> None:
    found, notices = read({"units": ",".join(sorted(KNOWN))})
    assert (len(found.units), len(notices)) == (UNITS, 1)


@given(st.fixed_dictionaries({name: st.text(max_size=60) for name in ("units", "ind", "seconds", "lang")}))
def test_every_address_can_be_played(query: dict[str, str]) -> None:
    found, _ = read(query)
    assert found.units
    assert found.indicators
    assert set(found.indicators) <= set(INDICATOR_KEYS)
    assert set(found.languages) <= set(LOCALES)
    assert SHORTEST <= found.seconds <= LONGEST
