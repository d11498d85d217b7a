"""The key of sessions: made once, never a default one, and in production given by whoever runs the monitor."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.access.secrets import FILE, secret_key
from dashboard.errors import SettingsError
from dashboard.settings import Settings

GOOD = "Yf3xkq0v9TgB7nLw2dRs8uJc5hZa1eMp"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A new installation."""
    return Settings("sqlite://", tmp_path / "var")


def test_a_key_is_made_once_and_only_its_owner_reads_it(settings: Settings) -> None:
    key = secret_key(settings)
    assert len(key) == 64
    assert secret_key(settings) == key
    assert (settings.data_folder / FILE).stat().st_mode & 0o777 == 0o600


def test_a_given_key_is_taken_and_none_is_written(settings: Settings) -> None:
    assert secret_key(replace(settings, secret_key=GOOD)) == GOOD
    assert not (settings.data_folder / FILE).exists()


def test_a_key_that_others_read_is_refused(settings: Settings) -> None:
    secret_key(settings)
    (settings.data_folder / FILE).chmod(0o640)
    with pytest.raises(SettingsError, match="chmod 600"):
        secret_key(settings)


def test_production_needs_a_key_of_its_own(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="BELSENDI_SECRET_KEY_FILE"):
        secret_key(replace(settings, production=True))
    assert secret_key(replace(settings, production=True, secret_key=GOOD)) == GOOD


@pytest.mark.parametrize(
    ("key", "fault"),
    [
        ("short", "has 5 characters"),
        ("a" * 64, "repeats"),
        ("abcabcabcabcabcabcabcabcabcabcabcabc", "repeats"),
        ("change-me-please-0123456789abcdefghij", "'change'"),
        ("django-insecure-SECRET-kjh34kjh5kjh6", "'secret'"),
        ("12345678901234567890123456789012", "'12345678'"),
    ],
)
def test_a_key_that_is_guessed_is_refused(settings: Settings, key: str, fault: str) -> None:
    with pytest.raises(SettingsError, match=fault):
        secret_key(replace(settings, secret_key=key, production=True))


def test_keys_made_by_chance_are_good(settings: Settings) -> None:
    for _ in range(200):
        made = secrets.token_hex(32)
        if "12345678" not in made:
            assert secret_key(replace(settings, secret_key=made)) == made


@pytest.mark.parametrize(
    ("environment", "production"),
    [
        ({}, False),
        ({"BELSENDI_HTTPS": "true"}, True),
        ({"BELSENDI_PRODUCTION": "1"}, True),
        ({"BELSENDI_HTTPS": "true", "BELSENDI_PRODUCTION": "false"}, False),
    ],
)
def test_what_production_is(environment: dict[str, str], production: bool) -> None:
    assert Settings.from_environment(environment).production is production


@pytest.mark.parametrize("name", ["BELSENDI_SECRET_KEY", "DATABASE_URL"])
def test_secrets_come_from_files_too(tmp_path: Path, name: str) -> None:
    file = tmp_path / "value"
    file.write_text("postgresql+psycopg://a:b@c/d\n")
    found = Settings.from_environment({f"{name}_FILE": str(file)})
    assert "postgresql+psycopg://a:b@c/d" in {found.secret_key, found.database_url}
    assert "postgresql+psycopg://a:b@c/d" not in repr(replace(found, database_url=""))
    with pytest.raises(SettingsError, match="both set"):
        Settings.from_environment({f"{name}_FILE": str(file), name: "x"})
    file.write_text(" \n")
    with pytest.raises(SettingsError, match="is empty"):
        Settings.from_environment({f"{name}_FILE": str(file)})
    with pytest.raises(SettingsError, match="cannot be read"):
        Settings.from_environment({f"{name}_FILE": str(tmp_path / "gone")})
