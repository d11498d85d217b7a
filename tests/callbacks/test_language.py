"""The language prefix is cut off the path, remembered, and never lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from werkzeug.test import Client

from callbacks.language import ENVIRON_KEY, LanguagePrefix

LANGUAGES = {"kk": None, "ru": None, "en": None}


def echo(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer with the path and language an application would see."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{environ['PATH_INFO']} {environ.get(ENVIRON_KEY)}".encode()]


def client(prefix: str = "/") -> Client:
    return Client(LanguagePrefix(echo, LANGUAGES, "kk", prefix))


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/ru/", "/ ru"),
        ("/en/view", "/view en"),
        ("/kk/_dash-update-component", "/_dash-update-component kk"),
        ("/assets/css/x.css", "/assets/css/x.css kk"),
        ("/russia/", "/russia/ kk"),
    ],
)
def test_path_and_language(path: str, seen: str) -> None:
    assert client().get(path).text == seen


@pytest.mark.parametrize(
    ("path", "target"),
    [("/", "/kk/"), ("/?unit=710000000&ind=journal", "/kk/?unit=710000000&ind=journal"), ("/ru", "/ru/")],
)
def test_a_bare_path_is_sent_to_a_page(path: str, target: str) -> None:
    answer = client().get(path)
    assert (answer.status_code, answer.headers["Location"]) == (302, target)


def test_a_page_is_remembered_and_its_data_are_not() -> None:
    reader = client()
    assert "lang=ru" in reader.get("/ru/").headers["Set-Cookie"]
    assert "Set-Cookie" not in reader.get("/en/view").headers
    assert reader.get("/").headers["Location"] == "/ru/"


def test_a_forged_cookie_means_the_default() -> None:
    reader = client()
    reader.set_cookie("lang", "../evil")
    assert reader.get("/").headers["Location"] == "/kk/"


def test_cookies_of_others_do_no_harm() -> None:
    reader = Client(LanguagePrefix(echo, LANGUAGES, "kk"), use_cookies=False)
    answer = reader.get("/", headers={"Cookie": "a,b=1; a/b=1; lang=en; =; x"})
    assert answer.headers["Location"] == "/en/"


def test_under_a_url_prefix() -> None:
    reader = client("/monitor/")
    assert reader.get("/monitor/ru/view").text == "/view ru"
    assert reader.get("/monitor/").headers["Location"] == "/monitor/kk/"
    assert reader.get("/monitor").headers["Location"] == "/monitor/kk/"
    assert "Path=/monitor/" in reader.get("/monitor/en/").headers["Set-Cookie"]
