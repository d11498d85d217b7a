"""Who reads what (A-59, G-39, G-41): tokens by scope, against every address."""

from __future__ import annotations

import pytest

from dashboard.access import audit, tokens
from dashboard.database import connection, transaction
from tests.callbacks.api.conftest import AUTHOR, DISTRICT, FOREIGN, REGION, SIBLING, Asked

SCHOOLS = [f"s{number:05d}" for number in range(8)]
REPUBLIC = "000000000"
MONITOR = ("/indicators", "/weeks", "/snapshots", "/units", f"/units/{REGION}", "/unit-values", "/unit-statistics")
NAMING = ("/schools", "/school-values?indicator=qzj")
# Token to the schools it sees where nothing is public.
SEEN = {
    REPUBLIC: SCHOOLS,
    REGION: SCHOOLS,
    DISTRICT: SCHOOLS,
    "s00003": ["s00003"],
    "narrow": ["s00004"],
    SIBLING: [],
    FOREIGN: [],
}


@pytest.mark.parametrize("path", [*MONITOR, *NAMING, "/schools/s00001"])
def test_g39_a_public_monitor_is_read_without_a_token(public: Asked, path: str) -> None:
    answer = public.get(path)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, no-cache")


@pytest.mark.parametrize("path", [*MONITOR, *NAMING, "/schools/s00001", "/schools/none"])
def test_g41_a_closed_monitor_answers_403_without_a_token(closed: Asked, path: str) -> None:
    answer = closed.get(path)
    assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("token", [*SEEN, "monitor"])
@pytest.mark.parametrize("path", MONITOR)
def test_g39_the_monitor_is_the_same_for_every_token(closed: Asked, token: str, path: str) -> None:
    answer = closed.get(path, token)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-cache")


@pytest.mark.parametrize("token", SEEN)
def test_a59_lists_hold_the_schools_of_the_scope_and_no_other(closed: Asked, token: str) -> None:
    assert [row["school"] for row in closed.rows("/schools", token)] == SEEN[token]
    assert [row["school"] for row in closed.rows("/school-values?indicator=qzj", token)] == SEEN[token]


@pytest.mark.parametrize("token", SEEN)
@pytest.mark.parametrize("school", SCHOOLS)
def test_a59_a_school_is_answered_inside_the_scope_alone(closed: Asked, token: str, school: str) -> None:
    expected = 200 if school in SEEN[token] else 403
    assert closed.get(f"/schools/{school}", token).status_code == expected
    assert closed.get(f"/school-values?school={school}", token).status_code == expected


@pytest.mark.parametrize("token", SEEN)
@pytest.mark.parametrize("path", ["/schools/none", "/school-values?school=none", "/schools?unit=none"])
def test_a59_what_does_not_exist_is_403_like_what_is_out_of_reach(closed: Asked, token: str, path: str) -> None:
    """Only who may see everything is told that there is nothing."""
    status = closed.get(path, token).status_code
    assert status == (403 if token != REPUBLIC else 404 if path == "/schools/none" else 200)


@pytest.mark.parametrize("token", SEEN)
@pytest.mark.parametrize("unit", [REPUBLIC, REGION, DISTRICT, SIBLING, FOREIGN])
def test_a59_a_unit_out_of_reach_lists_nothing(closed: Asked, token: str, unit: str) -> None:
    above = {DISTRICT: (REGION, REPUBLIC), SIBLING: (REGION, REPUBLIC), REGION: (REPUBLIC,), FOREIGN: (REPUBLIC,)}
    within = token == unit or token in above.get(unit, ())
    assert closed.get(f"/schools?unit={unit}", token).status_code == (200 if within else 403)


def test_a_token_without_schools_lists_none(closed: Asked) -> None:
    assert [closed.get(path, "monitor").status_code for path in NAMING] == [403, 403]


def test_a_token_of_an_account_without_a_role_sees_the_monitor_alone(closed: Asked) -> None:
    assert closed.get("/weeks", "nothing").status_code == 200
    assert closed.get("/schools", "nothing").status_code == 403


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer x", "Basic eDp5", "x", "Bearer a b"])
@pytest.mark.parametrize("path", ["/weeks", "/schools/s00001", "/schools/none"])
def test_a_token_that_is_no_good_is_401_everywhere(public: Asked, closed: Asked, header: str, path: str) -> None:
    """Also where it is not needed: whoever sends one wants to be somebody."""
    for api in (public, closed):
        answer = api.get(path, Authorization=header)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


@pytest.mark.parametrize("path", ["/ru/", "/ru/view", "/ru/schools?unit=100100000", "/ru/admin", "/ru/password"])
def test_a_token_opens_nothing_but_the_api(closed: Asked, path: str) -> None:
    header = {"Authorization": f"Bearer {closed.tokens[REPUBLIC]}"}
    with_token, without = (closed.client.get(path, headers=sent).status_code for sent in (header, {}))
    assert with_token == without
    assert with_token in {302, 403}


def test_a_token_that_was_taken_back_opens_nothing_at_once(closed: Asked) -> None:
    with transaction(closed.settings) as opened:
        secret = tokens.add(opened, AUTHOR, tokens.Wish(f"of-{REPUBLIC}", "short", REPUBLIC))
    assert closed.get("/weeks", secret).status_code == 200
    with transaction(closed.settings) as opened:
        number = next(one.number for one in tokens.listed(opened) if one.label == "short")
        tokens.revoke(opened, AUTHOR, number)
    assert closed.get("/weeks", secret).status_code == 401


def test_the_use_of_a_token_is_remembered(closed: Asked) -> None:
    closed.get("/weeks", "monitor")
    with connection(closed.settings) as opened:
        used = {one.label: one.last_used_at for one in tokens.listed(opened) if one.permissions == ("monitor.view",)}
    assert used["tests"] is not None


def test_a_refusal_stands_in_the_audit_log_under_its_number(closed: Asked) -> None:
    number = closed.get("/schools/another", FOREIGN).get_json()["request"]
    with connection(closed.settings) as opened:
        (entry,) = [one for one in audit.entries(opened) if one.details.get("request") == number]
    assert entry.action == "refused"
    assert entry.actor.startswith(f"of-{FOREIGN} (token ")
    assert entry.details["path"] == "/api/v1/schools/another"


def test_the_description_is_open_to_everybody(closed: Asked) -> None:
    assert closed.get("/openapi.json").status_code == 200


def test_caches_keep_scopes_apart(closed: Asked) -> None:
    """The same address, one after the other."""
    for _ in range(2):
        for token, schools in SEEN.items():
            assert [row["school"] for row in closed.rows("/schools?limit=9", token)] == schools
