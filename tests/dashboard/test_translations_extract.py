"""The texts of the tables of indicators and of roles reach the translators."""

from __future__ import annotations

from babel.messages.extract import extract_from_file

from dashboard.access.roles import ROLES, ROLES_FILE
from dashboard.indicators import INDICATORS, INDICATORS_FILE
from dashboard.locales import LOCALES, language

FOUND = list(extract_from_file("dashboard.translations_extract:extract", INDICATORS_FILE))


def test_every_text_of_every_indicator_is_extracted() -> None:
    texts = {text for _, text, _, _ in FOUND}
    for item in INDICATORS.values():
        assert {item.name, item.definition} <= texts
        assert {(item.numerator, item.numerator), (item.denominator, item.denominator)} <= texts


def test_lines_point_at_the_block() -> None:
    lines = INDICATORS_FILE.read_text("utf-8").splitlines()
    assert all(lines[line - 1] == f"[{comments[0].split(':')[0]}]" for line, _, comments, _ in FOUND)


def test_what_is_counted_has_plural_forms() -> None:
    russian = language("ru")
    forms = [russian.ngettext("activated accounts", "activated accounts", n) for n in (1, 2, 5)]
    assert len(set(forms)) == 3
    assert set(LOCALES) == {"kk", "ru", "en"}


def test_the_names_of_the_roles_are_extracted_and_translated() -> None:
    found = list(extract_from_file("dashboard.translations_extract:extract_names", ROLES_FILE))
    assert [text for _, text, _, _ in found] == [role.name for role in ROLES.values()]
    lines = ROLES_FILE.read_text("utf-8").splitlines()
    assert all(lines[line - 1] == f"[{comments[0].split(':')[0]}]" for line, _, comments, _ in found)
    for key in ("kk", "ru"):
        assert all(language(key).gettext(role.name) != role.name for role in ROLES.values())
