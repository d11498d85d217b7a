"""Settings of logins at an identity provider; a mistake is said at the start, not at the first login."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.errors import SettingsError
from dashboard.settings import Settings

SOUND = {
    "BELSENDI_OIDC_ISSUER": "https://id.example/realms/edu",
    "BELSENDI_OIDC_CLIENT_ID": "monitor",
    "BELSENDI_OIDC_CLIENT_SECRET": "s3cret",
    "BELSENDI_OIDC_ROLES": "roles.toml",
    "BELSENDI_LOCAL_LOGIN": "0",
}


def test_without_a_provider_people_log_in_here() -> None:
    found = Settings.from_environment({})
    assert (found.oidc_issuer, found.oidc_origin, found.local_login) == ("", "", True)


def test_a_provider_is_read() -> None:
    found = Settings.from_environment(SOUND)
    assert (found.oidc_issuer, found.oidc_client_id, found.oidc_groups) == (
        "https://id.example/realms/edu",
        "monitor",
        "groups",
    )
    assert found.oidc_roles == Path("roles.toml").absolute()
    assert found.oidc_origin == "https://id.example"
    assert not found.local_login
    assert "s3cret" not in repr(found)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"BELSENDI_OIDC_ISSUER": "http://id.example"}, "https address"),
        ({"BELSENDI_OIDC_ISSUER": "id.example"}, "https address"),
        ({"BELSENDI_OIDC_CLIENT_ID": ""}, "BELSENDI_OIDC_CLIENT_ID is missing"),
        ({"BELSENDI_OIDC_ISSUER": ""}, "nobody could log in"),
    ],
)
def test_what_cannot_work_is_refused(change: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        Settings.from_environment({**SOUND, **change})


@pytest.mark.parametrize("issuer", ["http://localhost:9000", "http://127.0.0.1:9000/x"])
def test_a_provider_on_this_machine_needs_no_tls(issuer: str) -> None:
    assert Settings.from_environment({**SOUND, "BELSENDI_OIDC_ISSUER": issuer}).oidc_issuer == issuer
