"""Bodies are packed once, sent in the asked encoding, and not sent again to those who have them."""

from __future__ import annotations

import gzip
from itertools import permutations

import brotli
import pytest
from flask import Flask, Response, request

from callbacks.responses import Packed, PackedCache, compress, respond

BODY = b'{"value": "70,8%"}' * 50


@pytest.fixture
def server() -> Flask:
    flask = Flask("test")
    packed = Packed(BODY, "application/json")

    @flask.get("/")
    def answer() -> Response:
        return respond(packed, request, "no-cache")

    return flask


@pytest.mark.parametrize(
    ("accepted", "sent", "unpack"),
    [
        ("br, gzip", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("", None, bytes),
        ("identity", None, bytes),
    ],
)
def test_encodings(server: Flask, accepted: str, sent: str | None, unpack: object) -> None:
    answer = server.test_client().get("/", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == sent
    assert unpack(answer.data) == BODY  # type: ignore[operator]
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("order", list(permutations(["br", "gzip", "identity"])))
def test_each_encoding_is_made_when_it_is_asked_for_whatever_the_order(order: tuple[str, ...]) -> None:
    packed = Packed(BODY, "application/json")
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}
    for encoding in (*order, *order):
        assert unpack[encoding](packed.body(encoding)) == BODY
    assert packed.body("br") is packed.body("br")


def test_a_known_tag_gets_304_without_a_body(server: Flask) -> None:
    client = server.test_client()
    tag = client.get("/").headers["ETag"]
    answer = client.get("/", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag)


def test_the_cache_drops_what_was_not_used_longest() -> None:
    cache = PackedCache(2)
    for name in ("a", "b"):
        cache.put(name, Packed(name.encode(), "text/plain"))
    cache.get("a")
    cache.put("c", Packed(b"c", "text/plain"))
    assert cache.get("b") is None
    assert cache.get("a") is not None


@pytest.mark.parametrize(("path", "encoding"), [("/page", "br"), ("/small", None), ("/missing", None)])
def test_what_dash_answers_is_compressed_when_it_is_worth_it(path: str, encoding: str | None) -> None:
    flask = Flask("test")
    flask.after_request(compress)
    flask.add_url_rule("/page", "page", lambda: "<p>" * 500)
    flask.add_url_rule("/small", "small", lambda: "<p>")
    answer = flask.test_client().get(path, headers={"Accept-Encoding": "br"})
    assert answer.headers.get("Content-Encoding") == encoding
    if encoding:
        assert brotli.decompress(answer.data) == b"<p>" * 500
        assert "Accept-Encoding" in answer.headers["Vary"]
