"""Everything administration can say is said in every language."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from dashboard.access import administration as rules
from dashboard.access import audit, changes
from dashboard.access.roles import ROLES, SCOPES
from dashboard.locales import LOCALES, language
from layouts.admin import words

REASONS = (
    rules.ROLE_UNKNOWN,
    rules.PLACE_UNKNOWN,
    rules.ROLE_NOT_HERE,
    rules.BEYOND_OWN,
    rules.OWN_ACCOUNT,
    rules.LAST_ADMINISTRATOR,
    changes.LOGIN_IMPOSSIBLE,
    changes.LOGIN_TAKEN,
    changes.NAME_MISSING,
    words.AMBIGUOUS,
)


@pytest.mark.parametrize("key", LOCALES)
def test_every_action_of_the_log_has_words(key: str) -> None:
    assert words.actions(language(key)).keys() == audit.ACTIONS.keys()


@pytest.mark.parametrize("key", LOCALES)
def test_every_reason_has_words_of_its_own(key: str) -> None:
    lang = language(key)
    told = {words.refusal(lang, reason).title for reason in (*REASONS, "another")}
    assert len(told) == len(REASONS) + 1


def test_roles_and_kinds_have_names_and_unknown_roles_keep_their_key() -> None:
    lang = language("ru")
    assert len({words.role_name(lang, role) for role in ROLES}) == 16
    assert words.role_name(lang, "boss") == "boss"
    assert len({words.kind_name(lang, kind) for kind in SCOPES}) == 5


def test_details_are_told_in_words() -> None:
    told = words.details(language("ru"), {"login": "rudny.oo", "role": "director", "disabled": True, "lines": 5})
    assert told == "Логин: rudny.oo; Роль: Директор школы; закрыта: да; строк: 5"
    assert words.details(language("ru"), {"login": "a", "name": "Ким"}) == "Логин: a; Имя: Ким"
    assert words.details(language("ru"), {"display": 2, "name": "Холл"}) == "номер табло: 2; название: Холл"


# What the lines of the log hold, whoever writes them: accounts, tokens, displays, files, publications, refusals.
TOLD = [
    "login",
    "role",
    "name",
    "disabled",
    "classes",
    "issuer",
    "why",
    "path",
    "request",
    "not_logged_minutes",
    "token",
    "label",
    "may",
    "display",
    "report",
    "of",
    "format",
    "week",
    "revision",
    "rows",
    "file",
    "who",
    "since",
    "until",
    "what",
    "place",
    "lines",
    "days",
]


@pytest.mark.parametrize("key", ["kk", "ru"])
def test_everything_the_log_tells_is_told_in_the_language_of_the_page(key: str) -> None:
    told = {name: words.details(language(key), {name: "1"}) for name in TOLD}
    assert [name for name, text in told.items() if re.search(r"[a-z]", text)] == []


def test_moments_are_those_of_almaty() -> None:
    lang = language("ru")
    assert words.moment(lang, datetime(2026, 11, 21, 20, 5, tzinfo=UTC)) == "22 ноября 2026, 01:05"
    assert words.moment(lang, None) == "никогда"
    assert "UTC+5" in words.zone(lang)
