"""Logging in at an identity provider, over the wire to a real one: a process that speaks OpenID Connect."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from callbacks import sessions
from dashboard import migrations
from dashboard.access import accounts, audit
from dashboard.access.accounts import Account
from dashboard.access.changes import Author, Changes
from dashboard.database import connection, engine, transaction
from dashboard.settings import Settings
from tests.identity_provider import CLIENT, SECRET
from tests.published_weeks import Country

PROCESS = Path(__file__).resolve().parents[1] / "identity_provider.py"
REGION, DISTRICT = "100000000", "100100000"
ROLES = """
[[group]]
name = "edu-{place}-heads"
role = "org_head"

[[group]]
name = "ministry"
role = "org_staff"
place = "000000000"
"""
ABAY = {"sub": "42", "preferred_username": "Abay", "name": "Абай Құнанбаев", "groups": [f"edu-{REGION}-heads"]}


class Provider:
    """The provider's process.

    Attributes
    ----------
    issuer
        Its address.
    """

    def __init__(self, port: str) -> None:
        self.issuer = f"http://127.0.0.1:{port}"

    def tell(self, **state: Any) -> list[dict[str, str]]:
        """Say who logs in and what is to go wrong; return what was asked for so far."""
        return requests.post(f"{self.issuer}/control", json=state, timeout=10).json()["requests"]

    def follow(self, address: str) -> str:
        """Return where the provider sends a browser."""
        answer = requests.get(address, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


@pytest.fixture(scope="module")
def process() -> Iterator[Provider]:
    """A provider for all tests of this file."""
    with subprocess.Popen([sys.executable, PROCESS], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        yield Provider(running.stdout.readline().strip())
        running.terminate()


@pytest.fixture
def provider(process: Provider) -> Provider:
    """The provider, conforming, with one person in one group."""
    process.tell(person=ABAY, faults={}, forget=True)
    return process


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a published country."""
    folder = tmp_path_factory.mktemp("provider")
    settings = Settings(f"sqlite:///{folder / 'belsendi.db'}", folder)
    migrations.upgrade(settings)
    with transaction(settings) as opened:
        Country(schools=3, districts=2, regions=2).publish(opened)
    engine(settings).dispose()  # all of it is in the one file then
    return folder / "belsendi.db"


@pytest.fixture
def settings(tmp_path: Path, published: Path, provider: Provider) -> Settings:
    """A closed installation whose people are at the provider; groups give roles."""
    (tmp_path / "belsendi.db").write_bytes(published.read_bytes())
    roles = tmp_path / "roles.toml"
    roles.write_text(ROLES)
    return Settings(
        f"sqlite:///{tmp_path / 'belsendi.db'}",
        tmp_path,
        compress=False,
        public_monitor=False,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        oidc_name="the ministry",
        oidc_roles=roles,
    )


@pytest.fixture
def browser(settings: Settings) -> FlaskClient:
    """A browser."""
    return create_app(settings).server.test_client()


def way_back(browser: FlaskClient, provider: Provider, query: str = "") -> str:
    """Go to the provider; return the path it sends the browser back to."""
    there = browser.get(f"/ru/login/provider{query}")
    assert there.status_code == 302
    back = urlsplit(provider.follow(there.headers["Location"]))
    assert (back.hostname, back.path) == ("localhost", "/login/provider/return")
    return f"{back.path}?{back.query}"


def log_in(browser: FlaskClient, provider: Provider, query: str = "") -> TestResponse:
    return browser.get(way_back(browser, provider, query), headers={"Accept": "text/html"})


def logged_in(browser: FlaskClient) -> bool:
    return browser.get("/ru/weeks").status_code == 200


def account(settings: Settings, login: str = "abay") -> Account:
    with connection(settings) as opened:
        return accounts.find(opened, login)


def log(settings: Settings) -> list[tuple[str, str]]:
    with connection(settings) as opened:
        return [(entry.action, entry.place) for entry in reversed(audit.entries(opened))]


def test_whoever_the_provider_knows_is_let_in_with_the_roles_of_their_groups(
    settings: Settings, browser: FlaskClient, provider: Provider
) -> None:
    assert not logged_in(browser)
    answer = log_in(browser, provider, "?next=/ru/?unit=100000000")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/ru/?unit=100000000")
    assert logged_in(browser)
    found = account(settings)
    assert (found.name, found.password, found.must_change) == ("Абай Құнанбаев", None, False)
    assert [(grant.role, grant.place) for grant in found.grants] == [("org_head", REGION)]
    assert [entry for entry in log(settings) if entry[0] != "refused"] == [
        ("account_added", ""),
        ("role_granted", REGION),
        ("login", ""),
    ]


def test_what_is_sent_to_the_provider(browser: FlaskClient, provider: Provider) -> None:
    """State, nonce and the challenge of PKCE are fresh every time, and the secret stays here."""
    for _ in range(2):
        log_in(browser, provider)
    first, second = provider.tell()
    assert first["code_challenge_method"] == "S256"
    assert first["redirect_uri"] == "http://localhost/login/provider/return"
    assert set(first["scope"].split()) >= {"openid"}
    assert SECRET not in str(first)
    assert [name for name in ("state", "nonce", "code_challenge") if first[name] == second[name]] == []


def test_the_challenge_is_of_a_verifier_that_only_the_browser_keeps(browser: FlaskClient, provider: Provider) -> None:
    address = browser.get("/ru/login/provider").headers["Location"]
    with browser.session_transaction() as session:
        verifier = session["provider_login"]["verifier"]
    made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    assert parse_qs(urlsplit(address).query)["code_challenge"] == [made]
    assert verifier not in address


def test_a_session_begins_anew(browser: FlaskClient, provider: Provider) -> None:
    browser.get("/ru/login")
    before = browser.get_cookie("session")
    log_in(browser, provider)
    after = browser.get_cookie("session")
    assert before
    assert after
    assert before.value != after.value
    with browser.session_transaction() as session:
        assert "provider_login" not in session


def test_groups_are_read_anew_at_every_login(settings: Settings, browser: FlaskClient, provider: Provider) -> None:
    log_in(browser, provider)
    provider.tell(person={**ABAY, "name": "Абай", "groups": ["ministry", f"edu-{DISTRICT}-heads", "canteen"]})
    log_in(browser, provider)
    found = account(settings)
    assert found.name == "Абай"
    assert {(grant.role, grant.place) for grant in found.grants} == {
        ("org_staff", "000000000"),
        ("org_head", DISTRICT),
    }
    assert ("role_revoked", REGION) in log(settings)


def test_whoever_left_every_group_is_out(settings: Settings, browser: FlaskClient, provider: Provider) -> None:
    log_in(browser, provider)
    provider.tell(person={**ABAY, "groups": ["canteen"]})
    answer = log_in(browser, provider)
    assert answer.status_code == 403
    assert "abay" in answer.text.lower()
    assert account(settings).grants == ()


def test_a_stranger_gets_no_account(settings: Settings, browser: FlaskClient, provider: Provider) -> None:
    provider.tell(person={"sub": "7", "preferred_username": "stranger", "groups": ["edu-999-heads"]})
    assert log_in(browser, provider).status_code == 403
    with connection(settings) as opened:
        assert [one.login for one in accounts.listed(opened)] == []
    assert log(settings)[-1][0] == "login_failed"


def test_groups_may_be_told_by_the_userinfo_endpoint(
    settings: Settings, browser: FlaskClient, provider: Provider
) -> None:
    provider.tell(faults={"asked": True})
    assert log_in(browser, provider).status_code == 302
    assert [grant.role for grant in account(settings).grants] == ["org_head"]


def test_changed_keys_are_looked_up(browser: FlaskClient, provider: Provider) -> None:
    log_in(browser, provider)
    provider.tell(faults={"changed": True})
    assert log_in(browser, provider).status_code == 302


def test_a_closed_account_stays_out(settings: Settings, browser: FlaskClient, provider: Provider) -> None:
    log_in(browser, provider)
    with transaction(settings) as opened:
        Changes(opened, Author("root@server")).set_disabled("abay", disabled=True)
    assert log_in(browser, provider).status_code == 403
    assert not logged_in(browser)


def test_nobody_takes_over_an_account_with_a_password(
    settings: Settings, browser: FlaskClient, provider: Provider
) -> None:
    """What a person calls themselves at the provider is no proof of anything here."""
    with transaction(settings) as opened:
        Changes(opened, Author("root@server")).add("abay", "somebody else", password="бес қарға ұшып кетті")  # noqa: S106
    assert log_in(browser, provider).status_code == 302
    assert account(settings).grants == ()
    assert [grant.role for grant in account(settings, "abay-2").grants] == ["org_head"]


def test_an_account_that_was_prepared_becomes_theirs(
    settings: Settings, browser: FlaskClient, provider: Provider
) -> None:
    with transaction(settings) as opened:
        number = Changes(opened, Author("root@server")).add("abay", "to come")
    log_in(browser, provider)
    assert account(settings).number == number
    provider.tell(person={**ABAY, "sub": "43"})
    log_in(browser, provider)
    assert account(settings, "abay-2").number != number


def test_without_rules_on_groups_roles_are_given_by_hand(settings: Settings, provider: Provider) -> None:
    browser = create_app(replace(settings, oidc_roles=None)).server.test_client()
    assert log_in(browser, provider).status_code == 403
    with transaction(settings) as opened:
        changes = Changes(opened, Author("root@server"))
        changes.grant("abay", accounts.Grant("org_staff", DISTRICT), "district")
    assert log_in(browser, provider).status_code == 302
    assert [grant.role for grant in account(settings).grants] == ["org_staff"]


@pytest.mark.parametrize(
    "faults",
    [
        {"claims": {"aud": "somebody else"}},
        {"claims": {"aud": ["somebody else", CLIENT], "azp": "somebody else"}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"exp": 1_000_000_000}},
        {"claims": {"exp": None}},
        {"claims": {"nonce": "of another login"}},
        {"claims": {"nonce": None}},
        {"claims": {"sub": ""}},
        {"alg": "none"},
        {"alg": "HS256"},
        {"key": "other"},
    ],
    ids=str,
)
def test_an_id_token_that_cannot_be_believed_lets_nobody_in(
    settings: Settings, browser: FlaskClient, provider: Provider, faults: dict[str, Any]
) -> None:
    provider.tell(faults=faults)
    answer = log_in(browser, provider)
    assert answer.status_code == 403
    assert not logged_in(browser)
    assert "believed" not in answer.text
    with connection(settings) as opened:
        assert accounts.listed(opened) == []


def test_a_way_back_is_good_once(browser: FlaskClient, provider: Provider) -> None:
    back = way_back(browser, provider)
    assert browser.get(back).status_code == 302
    assert browser.get(back).status_code == 400


def test_a_way_back_of_somebody_else_lets_nobody_in(
    settings: Settings, browser: FlaskClient, provider: Provider
) -> None:
    """An attacker's own code in the victim's browser (login CSRF): its state is not the victim's."""
    back = way_back(browser, provider)
    victim = create_app(settings).server.test_client()
    assert victim.get(back).status_code == 400
    victim.get("/ru/login/provider")
    assert victim.get(back).status_code == 400
    assert not logged_in(victim)


def test_a_way_back_ends_in_time(browser: FlaskClient, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    back = way_back(browser, provider)
    now = sessions.now()
    monkeypatch.setattr(sessions, "now", lambda: now + timedelta(minutes=16))
    assert browser.get(back).status_code == 400


def test_a_code_without_its_verifier_is_not_taken(browser: FlaskClient, provider: Provider) -> None:
    back = way_back(browser, provider)
    with browser.session_transaction() as session:
        session["provider_login"] = {**session["provider_login"], "verifier": "x" * 43}
    assert browser.get(back).status_code == 403
    assert not logged_in(browser)


def test_whoever_says_no_at_the_provider_is_not_let_in(browser: FlaskClient, provider: Provider) -> None:
    provider.tell(faults={"deny": True})
    assert log_in(browser, provider).status_code == 403


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_provider_that_is_down_is_said_so_and_passwords_still_work(
    settings: Settings, browser: FlaskClient, provider: Provider, language: str
) -> None:
    provider.tell(faults={"silent": True})
    answer = browser.get(f"/{language}/login/provider", headers={"Accept": "text/html"})
    assert answer.status_code == 502
    assert f'<html lang="{language}"' in answer.text
    assert "127.0.0.1" not in answer.text
    assert 'name="password"' in browser.get(f"/{language}/login").text


def test_a_provider_that_falls_silent_on_the_way_is_said_so(browser: FlaskClient, provider: Provider) -> None:
    back = way_back(browser, provider)
    provider.tell(faults={"silent": True})
    assert browser.get(back).status_code == 502


def test_another_issuer_than_in_the_settings_is_not_spoken_to(settings: Settings, provider: Provider) -> None:
    wrong = replace(settings, oidc_issuer=f"{provider.issuer}/")
    assert create_app(wrong).server.test_client().get("/ru/login/provider").status_code == 502


def test_the_login_page_offers_the_provider(settings: Settings, browser: FlaskClient) -> None:
    page = browser.get("/en/login").text
    assert "Log in with the ministry" in page
    assert 'name="password"' in page


def test_passwords_can_be_switched_off(settings: Settings) -> None:
    browser = create_app(replace(settings, local_login=False)).server.test_client()
    page = browser.get("/en/login").text
    assert "Log in with the ministry" in page
    assert 'name="password"' not in page
    assert browser.post("/en/login", data={"login": "x", "password": "y"}).status_code == 403


def test_without_a_provider_there_are_no_such_routes(settings: Settings) -> None:
    browser = create_app(replace(settings, oidc_issuer="")).server.test_client()
    assert {browser.get(f"/ru/login/provider{rest}").status_code for rest in ("", "/return")} == {404}
    assert "login/provider" not in browser.get("/ru/login").text


def test_logging_out_goes_on_at_the_provider(browser: FlaskClient, provider: Provider) -> None:
    log_in(browser, provider)
    page = browser.get("/ru/password").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = browser.post("/ru/logout", data={"csrf_token": token})
    target = urlsplit(answer.headers["Location"])
    assert f"{target.scheme}://{target.netloc}{target.path}" == f"{provider.issuer}/logout"
    assert parse_qs(target.query) == {"client_id": [CLIENT], "post_logout_redirect_uri": ["http://localhost/"]}
    assert not logged_in(browser)


def test_a_process_without_such_logins_never_loads_what_speaks_to_other_hosts() -> None:
    script = "import sys, app; app.create_app; print(*sys.modules)"
    root = PROCESS.parents[1]
    outcome = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert {"authlib", "joserfc", "dashboard.access.identity_provider"} & set(outcome.stdout.split()) == set()
