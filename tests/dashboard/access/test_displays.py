"""Displays on walls: shown once, kept as a hash, of one unit, taken back at once (issue 7)."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from dashboard.access import audit, displays, passwords
from dashboard.access.changes import Author
from dashboard.access.decision import ANONYMOUS, EVERYWHERE, Reader, Screen, may, scope
from dashboard.access.roles import PERMISSIONS
from dashboard.database import reading, transaction
from dashboard.errors import AccessError
from dashboard.schema import display
from dashboard.settings import Settings

AUTHOR = Author("root@server")
OPEN = Settings("sqlite://", Path("/nowhere"))
CLOSED = replace(OPEN, public_monitor=False)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
REGION = "r1"


def made(connection: Connection, name: str = "Hall", unit: str = REGION) -> tuple[displays.Display, str]:
    return displays.add(connection, AUTHOR, name, unit)


def test_only_a_hash_is_kept(connection: Connection) -> None:
    _, code = made(connection)
    (row,) = connection.execute(select(display))
    kept = str(tuple(row)) + str([entry.details for entry in audit.entries(connection)])
    assert code not in kept
    assert code.replace("-", "") not in kept
    assert len(row.hash) == 64


def test_a_code_cannot_be_guessed_and_no_two_are_the_same(connection: Connection) -> None:
    """NIST SP 800-63B 5.1.2.2: below 112 bits a plain hash would not do."""
    codes = {made(connection)[1] for _ in range(20)}
    assert len(codes) == 20
    letters = len(passwords._LEGIBLE)
    assert len(set(passwords._LEGIBLE)) == letters
    assert min(len(code.replace("-", "")) for code in codes) * math.log2(letters) >= 112


@pytest.mark.parametrize("change", [str, str.upper, lambda code: code.replace("-", " "), lambda code: f" {code}\n"])
def test_a_code_is_recognised_however_it_is_typed(connection: Connection, change) -> None:  # type: ignore[no-untyped-def]
    one, code = made(connection)
    assert displays.recognised(connection, change(code)) == one


@pytest.mark.parametrize("wrong", ["", "-", "a" * 24, "ABCD-EFGH-JKMN-PQRS-TVWX-YZ23", "\ud800", "1' OR '1'='1"])
def test_what_is_no_code_is_no_display(connection: Connection, wrong: str) -> None:
    _, code = made(connection)
    assert displays.recognised(connection, wrong) is None
    assert displays.recognised(connection, code[:-1]) is None


def test_one_that_was_taken_back_is_not_recognised_and_stays_in_the_list(connection: Connection) -> None:
    one, code = made(connection)
    other, kept = made(connection, "Foyer")
    displays.revoke(connection, AUTHOR, one.number)
    assert displays.recognised(connection, code) is None
    assert displays.pair(connection, code, "") is None
    assert displays.recognised(connection, kept) == other
    assert [(each.name, each.revoked_at is None) for each in displays.listed(connection)] == [
        ("Hall", False),
        ("Foyer", True),
    ]


def test_what_is_not_there_cannot_be_taken_back(connection: Connection) -> None:
    one, _ = made(connection)
    displays.revoke(connection, AUTHOR, one.number)
    with pytest.raises(AccessError, match="already") as caught:
        displays.revoke(connection, AUTHOR, one.number)
    assert caught.value.reason == displays.REVOKED_ALREADY
    with pytest.raises(AccessError, match="no display 7"):
        displays.revoke(connection, AUTHOR, 7)


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00b", "a\x1b[31m"])
def test_what_cannot_be_a_name_is_refused(connection: Connection, name: str) -> None:
    with pytest.raises(AccessError, match="cannot be the name of a display") as caught:
        made(connection, name)
    assert caught.value.reason == displays.NAME_IMPOSSIBLE
    assert displays.listed(connection) == []


def test_the_log_tells_who_made_paired_and_took_back(connection: Connection) -> None:
    one, code = made(connection)
    displays.pair(connection, code, "10.0.0.7")
    displays.revoke(connection, Author("chief", "10.0.0.8"), one.number)
    assert [(entry.action, entry.actor, entry.address, entry.place) for entry in audit.entries(connection)] == [
        ("display_revoked", "chief", "10.0.0.8", REGION),
        ("display_paired", "display 1", "10.0.0.7", REGION),
        ("display_added", "root@server", "", REGION),
    ]
    assert {str(entry.details) for entry in audit.entries(connection)} == {"{'display': 1, 'name': 'Hall'}"}


def test_last_seen_is_written_at_most_once_a_minute(connection: Connection) -> None:
    one, _ = made(connection)
    seconds = range(0, 300, 20)
    written = [displays.note_seen(connection, one.number, NOW + timedelta(seconds=each)) for each in seconds]
    assert written == [each % 60 == 0 for each in seconds]
    seen = displays.by_number(connection, one.number)
    assert seen
    assert seen.last_seen_at == NOW + timedelta(seconds=240)
    assert seen.is_noted(NOW + timedelta(seconds=299))
    assert not seen.is_noted(NOW + timedelta(seconds=300))


def test_a_display_tells_its_version_and_nonsense_is_left_out(connection: Connection) -> None:
    one, _ = made(connection)

    def told(minute: int, version: str) -> str | None:
        displays.note_seen(connection, one.number, NOW + timedelta(minutes=minute), version)
        found = displays.by_number(connection, one.number)
        return found.version if found else "gone"

    assert told(0, "") is None
    assert told(1, "0.1.0+ab12") == "0.1.0+ab12"
    assert told(2, "") == "0.1.0+ab12"
    assert told(3, "x" * 65) == "0.1.0+ab12"
    assert told(4, "a\nb") == "0.1.0+ab12"
    assert told(5, "0.1.1") == "0.1.1"


def test_the_code_stands_in_the_fragment_of_the_address() -> None:
    address = displays.pairing_address("https://monitor.example.kz/ru/", "abcd-efgh")
    assert address == "https://monitor.example.kz/ru/wall/pair#abcd-efgh"


def test_a_life_of_a_display_on_each_database(any_database: Settings) -> None:
    with transaction(any_database) as opened:
        one, code = made(opened, "Вестибюль №\u202f1\n")
    assert one.name == "Вестибюль № 1"
    with transaction(any_database) as opened:
        assert displays.pair(opened, code, "10.0.0.7") == one
        assert displays.note_seen(opened, one.number, NOW, "0.1.0")
        assert not displays.note_seen(opened, one.number, NOW + timedelta(seconds=59), "0.1.1")
        displays.revoke(opened, AUTHOR, one.number)
    with reading(any_database) as opened:
        assert displays.recognised(opened, code) is None
        (kept,) = displays.listed(opened)
    assert kept.revoked_at is not None
    assert replace(kept, revoked_at=None) == replace(one, last_seen_at=NOW, version="0.1.0")


# ---- the one place that decides
PATHS = {
    "republic": ("0",),
    "r1": ("0", "r1"),
    "d11": ("0", "r1", "d11"),
    "r2": ("0", "r2"),
    "d21": ("0", "r2", "d21"),
    "unknown": (),
}


@pytest.mark.parametrize(
    ("unit", "open_to_it"), [("0", set(PATHS) - {"unknown"}), ("r1", {"r1", "d11"}), ("d11", {"d11"})]
)
def test_where_the_monitor_is_closed_a_display_shows_its_unit_and_below(unit: str, open_to_it: set[str]) -> None:
    reader = Reader(screen=Screen(1, unit))
    assert {name for name, path in PATHS.items() if may(reader, "wall.view", path, CLOSED)} == open_to_it


@pytest.mark.parametrize("schools", [True, False])
def test_a_display_opens_nothing_but_the_wall(schools: bool) -> None:
    reader, settings = Reader(screen=Screen(1, "0")), replace(CLOSED, public_school_list=schools)
    allowed = {right for right in PERMISSIONS if any(may(reader, right, path, settings) for path in PATHS.values())}
    assert allowed == {"wall.view"}


def test_where_the_monitor_is_open_a_display_is_like_everybody() -> None:
    for right in PERMISSIONS:
        assert scope(Reader(screen=Screen(1, "r1")), right, OPEN) == scope(ANONYMOUS, right, OPEN)
    assert scope(Reader(screen=Screen(1, "r1")), "wall.view", OPEN) == EVERYWHERE


def test_displays_of_one_unit_have_equal_scopes() -> None:
    """Scopes stand in the keys of caches."""
    first, second, other = (
        scope(Reader(screen=Screen(*one)), "wall.view", CLOSED) for one in ((1, "r1"), (2, "r1"), (3, "r2"))
    )
    assert first == second != other


def test_a_display_has_a_name_in_the_log() -> None:
    assert Reader(screen=Screen(3, "r1")).actor == "display 3"
    assert Reader(1, "chief").actor == "chief"
    assert ANONYMOUS.actor == ""
