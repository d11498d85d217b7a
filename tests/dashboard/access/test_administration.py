"""Who may give which role to whom: every role at every place against every other, any sequence of steps (spec C)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.access import administration as rules
from dashboard.access.administration import Held
from dashboard.access.decision import Grant, Reader
from dashboard.access.roles import ROLES, SCOPES
from dashboard.selection import REPUBLIC
from dashboard.settings import Settings

SETTINGS = Settings("sqlite://", Path("/nowhere"))

# Two regions of two districts with a school of one class each.
PATHS: dict[str, tuple[str, ...]] = {
    REPUBLIC: (REPUBLIC,),
    **{f"r{r}": (REPUBLIC, f"r{r}") for r in "12"},
    **{f"d{r}{d}": (REPUBLIC, f"r{r}", f"d{r}{d}") for r, d in product("12", "12")},
    **{f"s{r}{d}": (REPUBLIC, f"r{r}", f"d{r}{d}", f"s{r}{d}") for r, d in product("12", "12")},
    **{f"c{r}{d}": (REPUBLIC, f"r{r}", f"d{r}{d}", f"s{r}{d}", f"c{r}{d}") for r, d in product("12", "12")},
}
KINDS = dict(zip(["0", "r", "d", "s", "c"], SCOPES, strict=True))
GRANTS = [Grant(role, place) for role in ROLES for place in PATHS if KINDS[place[0]] in ROLES[role].scopes]
ADMINISTRATOR = 14  # the number of the only category that administers accounts (spec C)


def held(grant: Grant) -> Held:
    path = PATHS.get(grant.place, ())
    return Held(grant, path, KINDS[grant.place[0]] if path else "")


def reader(*grants: Grant) -> Reader:
    return Reader(1, "x", grants)


def rights(grants: Iterable[Grant]) -> set[tuple[str, str]]:
    """Every right at every place, counted out: the oracle knows nothing of `may`."""
    found = {
        (right, place)
        for grant in grants
        for place, path in PATHS.items()
        if grant.place in path
        for right in ROLES[grant.role].permissions
    }
    # A report of the own class is a part of the report.
    reports = {(right, place) for right, place in found if right.startswith("report.")}
    return found | {(f"{right.removesuffix('.own_class')}.own_class", place) for right, place in reports}


@pytest.mark.parametrize("giver", GRANTS, ids=lambda grant: f"{grant.role}@{grant.place}")
def test_roles_are_given_only_below_the_own_place_and_never_with_rights_the_giver_lacks(giver: Grant) -> None:
    """16 roles at every place against 16 roles at every place."""
    someone, own = reader(giver), rights([giver])
    for role, place in product(ROLES, PATHS):
        grant = Grant(role, place)
        allowed = not rules.fault_of_giving(someone, held(grant), SETTINGS)
        within = ROLES[giver.role].number == ADMINISTRATOR and giver.place in PATHS[place]
        fits = KINDS[place[0]] in ROLES[role].scopes
        assert allowed is (within and fits and rights([grant]) <= own), grant


@pytest.mark.parametrize(
    ("giver", "grant", "reason"),
    [
        (Grant("org_admin", "r1"), Grant("org_admin", "r1"), ""),
        (Grant("org_admin", "r1"), Grant("org_admin", "d12"), ""),
        (Grant("org_admin", "r1"), Grant("director", "s11"), ""),
        (Grant("org_admin", "r1"), Grant("org_admin", REPUBLIC), rules.PLACE_UNKNOWN),
        (Grant("org_admin", "r1"), Grant("org_staff", "d21"), rules.PLACE_UNKNOWN),
        (Grant("org_admin", "r1"), Grant("org_staff", "nowhere"), rules.PLACE_UNKNOWN),
        (Grant("org_admin", "r1"), Grant("org_staff", "s11"), rules.ROLE_NOT_HERE),
        (Grant("org_admin", "r1"), Grant("director", "d11"), rules.ROLE_NOT_HERE),
        (Grant("org_admin", "r1"), Grant("boss", "d11"), rules.ROLE_UNKNOWN),
        (Grant("org_head", "r1"), Grant("org_staff", "d11"), rules.PLACE_UNKNOWN),
        (Grant("org_admin", REPUBLIC), Grant("org_admin", REPUBLIC), ""),
    ],
)
def test_why_a_role_cannot_be_given(giver: Grant, grant: Grant, reason: str) -> None:
    assert rules.fault_of_giving(reader(giver), held(grant), SETTINGS) == reason


def test_a_role_with_more_rights_than_the_own_ones_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation may write other tables: an administrator without reports gives no role that has them."""
    weak = ROLES["org_admin"].permissions - {"people.view"}
    monkeypatch.setattr(rules, "ROLES", {**ROLES})
    roles = {**ROLES, "org_admin": type(ROLES["org_admin"])("org_admin", 14, "x", ("region",), frozenset(weak))}
    monkeypatch.setattr(rules, "ROLES", roles)
    monkeypatch.setattr("dashboard.access.decision.ROLES", roles)
    someone = reader(Grant("org_admin", "r1"))
    assert rules.fault_of_giving(someone, held(Grant("director", "s11")), SETTINGS) == rules.BEYOND_OWN
    assert rules.fault_of_giving(someone, held(Grant("teacher", "s11")), SETTINGS) == ""
    assert not rules.may_change(someone, [held(Grant("director", "s11"))], SETTINGS)


@pytest.mark.parametrize(
    ("own", "other", "known", "changed"),
    [
        (("org_admin", "r1"), [("director", "s11")], True, True),
        (("org_admin", "r1"), [("director", "s11"), ("teacher", "s12")], True, True),
        (("org_admin", "r1"), [("director", "s11"), ("teacher", "s21")], True, False),
        (("org_admin", "r1"), [("org_admin", "r1")], True, True),
        (("org_admin", "r1"), [("org_admin", REPUBLIC)], False, False),
        (("org_admin", "r1"), [("teacher", "s21")], False, False),
        (("org_admin", "r1"), [], False, False),
        (("org_admin", "r1"), [("director", "gone")], False, False),
        (("org_admin", REPUBLIC), [("director", "gone")], True, True),
        (("org_admin", REPUBLIC), [], True, True),
        (("org_staff", "r1"), [("director", "s11")], False, False),
    ],
)
def test_an_account_with_roles_elsewhere_is_seen_but_not_changed(
    own: tuple[str, str], other: list[tuple[str, str]], known: bool, changed: bool
) -> None:
    someone, roles = reader(Grant(*own)), [held(Grant(*one)) for one in other]
    assert rules.knows(someone, roles, SETTINGS) is known
    assert rules.may_change(someone, roles, SETTINGS) is changed


def test_whoever_gives_the_last_administering_role_back_is_told_apart() -> None:
    admin, again, staff = Grant("org_admin", "r1"), Grant("org_admin", "d21"), Grant("org_staff", "r1")
    assert rules.loses_own([admin, staff], admin)
    assert not rules.loses_own([admin, again], admin)
    assert not rules.loses_own([admin, staff], staff)
    assert not rules.loses_own([staff], staff)


ACCOUNTS = 5
STEP = st.tuples(
    st.integers(0, ACCOUNTS - 1),  # who acts
    st.integers(0, ACCOUNTS - 1),  # on whom
    st.sampled_from(["give", "take", "password"]),
    st.tuples(st.sampled_from(sorted(ROLES)), st.sampled_from(sorted(PATHS))),
)


@given(
    start=st.lists(st.lists(st.sampled_from(GRANTS), max_size=3), min_size=ACCOUNTS, max_size=ACCOUNTS),
    steps=st.lists(STEP, max_size=30),
)
def test_no_sequence_of_steps_gives_anybody_rights_the_giver_did_not_have(
    start: list[list[Grant]], steps: list[tuple[int, int, str, tuple[str, str]]]
) -> None:
    """Giving, taking and setting passwords in any order: rights come only from whoever has them."""
    roles = [set(one) for one in start]
    logins = [{at} for at in range(ACCOUNTS)]  # as whom each can log in: whoever set a password knows it
    for actor, target, step, (role, place) in steps:
        as_whom = max(logins[actor], key=lambda one: len(rights(roles[one])))
        someone = Reader(as_whom, "x", tuple(roles[as_whom]))
        grant, before = Grant(role, place), rights(roles[as_whom])
        if step == "give" and not rules.fault_of_giving(someone, held(grant), SETTINGS):
            assert rights([grant]) <= before
            roles[target].add(grant)
        elif step == "take" and grant in roles[target] and rules.commands(someone, held(grant), SETTINGS):
            assert rights([grant]) <= before
            roles[target].remove(grant)
        elif step == "password" and rules.may_change(someone, [held(one) for one in roles[target]], SETTINGS):
            assert rights(roles[target]) <= before
            logins[actor].add(target)


@given(
    giver=st.sampled_from([grant for grant in GRANTS if ROLES[grant.role].number != ADMINISTRATOR]),
    roles=st.lists(st.sampled_from(GRANTS), max_size=3),
)
def test_nobody_but_administrators_sees_or_changes_accounts(giver: Grant, roles: list[Grant]) -> None:
    someone, other = reader(giver), [held(one) for one in roles]
    assert not rules.knows(someone, other, SETTINGS)
    assert not rules.may_change(someone, other, SETTINGS)
    assert rules.givable(someone, "school", PATHS["s11"], SETTINGS) == []
