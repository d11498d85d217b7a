"""Every category of users against every place: the expected answers stand in a table of their own (spec C, A-59)."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from dashboard.access.decision import (
    ANONYMOUS,
    EVERYWHERE,
    Grant,
    Reader,
    Scope,
    class_place,
    may,
    school_of,
    scope,
)
from dashboard.access.roles import PERMISSIONS, ROLES
from dashboard.settings import Settings

SETTINGS = Settings("sqlite://", Path("/nowhere"))
MONITOR = {"monitor.view", "wall.view", "schools.list", "monitor.export"}

# Two regions of two districts with a school of one class each.
REPUBLIC = ("0",)
PLACES = {
    "republic": REPUBLIC,
    **{f"r{r}": (*REPUBLIC, f"r{r}") for r in "12"},
    **{f"d{r}{d}": (*REPUBLIC, f"r{r}", f"d{r}{d}") for r, d in product("12", "12")},
    **{f"s{r}{d}": (*REPUBLIC, f"r{r}", f"d{r}{d}", f"s{r}{d}") for r, d in product("12", "12")},
    **{f"c{r}{d}": (*REPUBLIC, f"r{r}", f"d{r}{d}", f"s{r}{d}", f"c{r}{d}") for r, d in product("12", "12")},
    "unknown": (),
}
ORGANISATION, SCHOOL = ("0", "r1", "d11"), ("s11",)

# The matrix of spec C by number of the category: the role's own places, and who may open a school's report there.
REPORT_READERS = {1, 4, 5, 6, 7, 8, 10, 11, 12, 14, 15}
PEOPLE_READERS = {4, 5, 6, 7, 8, 14, 15}
DEPARTMENT_READERS = {4, 14, 15}
MANAGERS = {14}
EXPECTED = {
    "school_report.view": REPORT_READERS,
    "people.view": PEOPLE_READERS,
    "registry.view": DEPARTMENT_READERS,
    "attestation.view": DEPARTMENT_READERS,
    "activity.view": DEPARTMENT_READERS,
    "accounts.manage": MANAGERS,
    "displays.manage": MANAGERS,
    "audit.view": MANAGERS,
    "config.edit": MANAGERS,
}
CATEGORIES = {role.number: key for key, role in ROLES.items()}


def test_there_are_the_sixteen_categories_of_spec_c() -> None:
    assert sorted(CATEGORIES) == list(range(1, 17))


@pytest.mark.parametrize("permission", EXPECTED)
@pytest.mark.parametrize("number", range(1, 17))
def test_a59_a_role_opens_its_own_place_and_what_lies_below_and_nothing_else(number: int, permission: str) -> None:
    own_places = ORGANISATION if number in {4, 14, 15, 16} else SCHOOL
    for own in own_places:
        reader = Reader(1, "x", (Grant(CATEGORIES[number], own),))
        for name, path in PLACES.items():
            below = own in path
            assert may(reader, permission, path, SETTINGS) is (below and number in EXPECTED[permission]), name


@pytest.mark.parametrize("permission", EXPECTED)
def test_a59_nobody_opens_anything_inside_without_logging_in(permission: str) -> None:
    assert not any(may(ANONYMOUS, permission, path, SETTINGS) for path in PLACES.values())


def test_several_roles_have_the_union_of_their_rights() -> None:
    """Spec C: a teacher who is a parent elsewhere, and a director with a district's eyes."""
    reader = Reader(1, "x", (Grant("parent", "s11"), Grant("director", "s12"), Grant("org_staff", "d21")))
    opened = {name for name, path in PLACES.items() if may(reader, "school_report.view", path, SETTINGS)}
    assert opened == {"s12", "c12", "d21", "s21", "c21"}


@pytest.mark.parametrize(("public", "anonymous"), [(True, MONITOR), (False, set())])
def test_g39_whether_the_monitor_is_public_is_a_setting(public: bool, anonymous: set[str]) -> None:
    settings = replace(SETTINGS, public_monitor=public)
    for reader, expected in ((ANONYMOUS, anonymous), (Reader(2, "y", (Grant("parent", "s11"),)), MONITOR)):
        assert {key for key in PERMISSIONS if may(reader, key, PLACES["r2"], settings)} == expected


def test_g41_a_place_nobody_knows_is_answered_like_one_out_of_reach() -> None:
    ministry = Reader(4, "m", (Grant("org_admin", "0"),))
    assert not any(may(ministry, key, (), SETTINGS) for key in PERMISSIONS)


# G-39: whoever is staff sees the names of schools of the own scope; pupils (2) and parents (3) are none.
STAFF = set(range(1, 17)) - {2, 3}
EXPORTERS = {4, 14, 15, 16}


@pytest.mark.parametrize("number", range(1, 17))
@pytest.mark.parametrize(("permission", "numbers"), [("schools.list", STAFF), ("monitor.export", EXPORTERS)])
def test_g39_where_the_list_is_not_public_schools_are_named_within_the_own_scope(
    number: int, permission: str, numbers: set[int]
) -> None:
    settings = replace(SETTINGS, public_school_list=False)
    for own in ORGANISATION if number in {4, 14, 15, 16} else SCHOOL:
        reader = Reader(1, "x", (Grant(CATEGORIES[number], own),))
        for name, path in PLACES.items():
            assert may(reader, permission, path, settings) is (own in path and number in numbers), name
            assert may(reader, permission, path, SETTINGS) is bool(path)


def test_g39_nobody_is_named_a_school_where_the_list_is_not_public() -> None:
    settings = replace(SETTINGS, public_school_list=False)
    for reader in (ANONYMOUS, Reader(2, "y", (Grant("parent", "s11"),)), Reader(3, "z")):
        assert not any(may(reader, "schools.list", path, settings) for path in PLACES.values())
        assert may(reader, "monitor.view", PLACES["r2"], settings)


def test_readers_who_see_the_same_have_equal_scopes_and_others_have_not() -> None:
    """Scopes stand in the keys of caches."""
    settings = replace(SETTINGS, public_school_list=False)
    heads = [Reader(n, str(n), (Grant("org_head", "r1"),)) for n in (1, 2)]
    other = Reader(3, "3", (Grant("org_head", "r2"),))
    first, second, third = (scope(one, "schools.list", settings) for one in (*heads, other))
    assert first == second
    assert hash(first) == hash(second)
    assert first != third
    assert scope(heads[0], "schools.list", SETTINGS) == scope(ANONYMOUS, "schools.list", SETTINGS) == EVERYWHERE


A_CLASS = class_place("s1", "5A")


@pytest.mark.parametrize(
    ("places", "within", "classes"),
    [
        ({A_CLASS}, "", {"5A"}),
        ({A_CLASS, class_place("s1", "6/1"), class_place("s10", "5A")}, "", {"5A", "6/1"}),
        ({A_CLASS}, "d1", {"5A"}),
        ({A_CLASS}, "d2", set()),
        ({class_place("s1", "")}, "", set()),
        ({class_place("s2", "5A"), "s2"}, "", set()),
        (set(), "", set()),
    ],
)
def test_the_classes_of_a_school_that_lie_in_a_scope(places: set[str], within: str, classes: set[str]) -> None:
    """A class never opens its school, nor another school whose id begins alike."""
    school = ("000000000", "r1", "d1", "s1")
    scope_ = Scope(places=frozenset(places), within=within)
    assert scope_.classes(school) == classes
    assert not scope_.covers(school)
    assert scope_.classes(()) == frozenset()


@pytest.mark.parametrize(
    ("place", "parts"),
    [
        (A_CLASS, ("s1", "5A")),
        ("s1", ("s1", "")),
        ("s1//", ("s1//", "")),
        ("s1/5A", ("s1/5A", "")),
        ("s1//5/A", ("s1", "5/A")),
    ],
)
def test_a_class_stands_behind_its_school(place: str, parts: tuple[str, str]) -> None:
    assert school_of(place) == parts
