"""Languages: choice by the address, texts, numbers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from dashboard import locales
from dashboard.locales import DEFAULT_LOCALE, ENVIRON_KEY, LOCALES, MINUS, NBSP, compile_catalogues, current, language

RU, KK, EN = (language(key) for key in ("ru", "kk", "en"))


@pytest.mark.parametrize(
    ("asked", "spoken"), [("ru", "ru"), ("kk", "kk"), ("en", "en"), ("de", "kk"), ("", "kk"), (None, "kk")]
)
def test_a11_the_address_chooses_the_language_and_kazakh_is_the_default(asked: str | None, spoken: str) -> None:
    app = Flask(__name__)
    locales.init(app)
    environ = {} if asked is None else {ENVIRON_KEY: asked}
    with app.test_request_context(environ_overrides=environ):
        assert current() == spoken
        assert locales.current_language().key == spoken


def test_outside_of_a_request_kazakh_is_spoken() -> None:
    assert current() == DEFAULT_LOCALE


def test_flask_babel_reads_the_same_catalogues() -> None:
    from flask_babel import gettext

    app = Flask(__name__)
    locales.init(app)
    with app.test_request_context(environ_overrides={ENVIRON_KEY: "ru"}):
        assert gettext("Paperless schools") == RU.gettext("Paperless schools") == "Школы без бумаги"


@pytest.mark.parametrize(
    ("n", "ru", "en"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1000, f"1{NBSP}000", "1,000"),
        (9_999_999, f"9{NBSP}999{NBSP}999", "9,999,999"),
        (-1234, f"{MINUS}1{NBSP}234", f"{MINUS}1,234"),
    ],
)
def test_counts(n: int, ru: str, en: str) -> None:
    assert RU.number(n) == KK.number(n) == ru
    assert EN.number(n) == en


@pytest.mark.parametrize(
    ("tenths", "ru", "en"), [(708, "70,8%", "70.8%"), (0, "0,0%", "0.0%"), (1000, "100,0%", "100.0%")]
)
def test_percentages_have_one_decimal_and_no_space(tenths: int, ru: str, en: str) -> None:
    assert RU.percent(tenths) == KK.percent(tenths) == ru
    assert EN.percent(tenths) == en


@pytest.mark.parametrize(
    ("tenths", "ru", "kk", "en"),
    [
        (8, "+0,8 п.п.", "+0,8 п.т.", "+0.8 pp"),
        (-3, f"{MINUS}0,3 п.п.", f"{MINUS}0,3 п.т.", f"{MINUS}0.3 pp"),
        (0, "0,0 п.п.", "0,0 п.т.", "0.0 pp"),
    ],
)
def test_changes_are_signed(tenths: int, ru: str, kk: str, en: str) -> None:
    assert (RU.points(tenths), KK.points(tenths), EN.points(tenths)) == (ru, kk, en)


@pytest.mark.parametrize(
    ("n", "ru", "kk", "en"),
    [
        (9_999, f"9{NBSP}999", f"9{NBSP}999", "9,999"),
        (12_345, f"12,3{NBSP}тыс.", f"12,3{NBSP}мың", f"12.3{NBSP}thousand"),
        (731_402, f"731{NBSP}тыс.", f"731{NBSP}мың", f"731{NBSP}thousand"),
        (999_999, f"999{NBSP}тыс.", f"999{NBSP}мың", f"999{NBSP}thousand"),
        (4_069_999, f"4,06{NBSP}млн", f"4,06{NBSP}млн", f"4.06{NBSP}million"),
        (64_100_234, f"64,1{NBSP}млн", f"64,1{NBSP}млн", f"64.1{NBSP}million"),
        (186_402_113, f"186,4{NBSP}млн", f"186,4{NBSP}млн", f"186.4{NBSP}million"),
        (1_234_567_890, f"1,23{NBSP}млрд", f"1,23{NBSP}млрд", f"1.23{NBSP}billion"),
    ],
)
def test_large_counts_keep_three_digits(n: int, ru: str, kk: str, en: str) -> None:
    assert (RU.compact(n), KK.compact(n), EN.compact(n)) == (ru, kk, en)


@given(st.integers(0, 10**12))
def test_g16_compact_counts_never_say_more_than_there_is(n: int) -> None:
    number, _, word = RU.compact(n).partition(NBSP) if n >= 10_000 else (str(n), "", "")
    scale = {"тыс.": 10**3, "млн": 10**6, "млрд": 10**9, "": 1}[word]
    shown = float(number.replace(",", ".")) * scale
    assert shown <= n + 1e-3
    assert n - shown <= max(1.0, 0.01 * n)


@pytest.mark.parametrize(
    ("n", "text"),
    [(1, "1 школа"), (2, "2 школы"), (5, "5 школ"), (11, "11 школ"), (21, "21 школа"), (1001, f"1{NBSP}001 школа")],
)
def test_russian_plurals(n: int, text: str) -> None:
    assert RU.ngettext("%(num)s school", "%(num)s schools", n) == text


def test_kazakh_writes_parts_without_case_endings() -> None:
    assert KK.of(3812, 7512) == f"3{NBSP}812 / 7{NBSP}512"
    assert RU.of(3812, 7512) == f"3{NBSP}812 из 7{NBSP}512"
    assert EN.of(3812, 7512) == "3,812 of 7,512"


def test_lists_within_a_sentence() -> None:
    assert RU.listing(["родители", "планирование", "профиль школы"]) == "родители, планирование и профиль школы"
    assert RU.listing(["родители"]) == "родители"
    assert EN.listing(["parents", "planning"]) == "parents and planning"


def test_a_missing_name_falls_back_and_says_its_language() -> None:
    assert EN.name({"kk": "Абай", "ru": "Абай обл.", "en": None}) == ("Абай", "kk")
    assert RU.name({"kk": "Абай", "ru": "Абай обл.", "en": None}) == ("Абай обл.", "ru")


def test_catalogues_are_compiled_once_and_again_when_they_change(tmp_path: Path) -> None:
    po = tmp_path / "ru" / "LC_MESSAGES" / "messages.po"
    po.parent.mkdir(parents=True)
    source = locales.TRANSLATIONS_FOLDER / "ru" / "LC_MESSAGES" / "messages.po"
    po.write_bytes(source.read_bytes())
    assert compile_catalogues(tmp_path) == [po.with_suffix(".mo")]
    assert compile_catalogues(tmp_path) == []
    later = po.with_suffix(".mo").stat().st_mtime + 10
    os.utime(po, (later, later))
    assert compile_catalogues(tmp_path) == [po.with_suffix(".mo")]
    assert sorted(path.name for path in po.parent.iterdir()) == ["messages.mo", "messages.po"]


def test_every_language_has_a_catalogue() -> None:
    assert {path.name for path in locales.TRANSLATIONS_FOLDER.iterdir() if path.is_dir()} == set(LOCALES)
