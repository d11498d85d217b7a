"""Bytes that are made once and handed out many times: compressed beforehand, answered by 304 where nothing changed."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from hashlib import blake2b
from http.client import OK
from threading import Lock

import brotli
from flask import Request, Response, request

# Brotli 5 costs 2 ms for a view of 80 KB and packs within 5 % of what the slowest level reaches.
_BROTLI_QUALITY = 5
_GZIP_LEVEL = 6
_TEXTS = frozenset({"text/html", "application/json"})
_SMALL = 500  # bytes; below it the headers weigh more than what is saved


@dataclass(frozen=True, slots=True)
class Packed:
    """One body in the encodings a browser may ask for.

    Attributes
    ----------
    tag
        Hash of the plain bytes, for ``ETag``.
    mimetype
        What the bytes are.
    bodies
        Content encoding -> bytes; ``identity`` is the plain form.
    """

    tag: str
    mimetype: str
    bodies: dict[str, bytes]


def pack(body: bytes, mimetype: str) -> Packed:
    """Return a body compressed for all browsers."""
    bodies = {
        "br": brotli.compress(body, quality=_BROTLI_QUALITY),
        "gzip": gzip.compress(body, _GZIP_LEVEL, mtime=0),
        "identity": body,
    }
    return Packed(blake2b(body, digest_size=12).hexdigest(), mimetype, bodies)


def respond(packed: Packed, asked: Request, cache_control: str) -> Response:
    """Return the packed body in the best encoding the request accepts, or 304 if the browser has it."""
    headers = {"ETag": f'W/"{packed.tag}"', "Cache-Control": cache_control, "Vary": "Accept-Encoding"}
    if asked.if_none_match.contains_weak(packed.tag):
        return Response(status=304, headers=headers)
    encoding = asked.accept_encodings.best_match(("br", "gzip"), default="identity")
    if encoding != "identity":
        headers["Content-Encoding"] = encoding
    return Response(packed.bodies[encoding], mimetype=packed.mimetype, headers=headers)


def compress(response: Response) -> Response:
    """Compress what Dash answers, the document and its layout; packed bodies and small ones go out as they are."""
    encoding = request.accept_encodings.best_match(("br", "gzip"))
    plain = response.status_code == OK and "Content-Encoding" not in response.headers and not response.is_streamed
    if not (plain and encoding and response.mimetype in _TEXTS and (response.content_length or 0) >= _SMALL):
        return response
    body = response.get_data()
    response.set_data(brotli.compress(body, quality=_BROTLI_QUALITY) if encoding == "br" else gzip.compress(body))
    response.headers["Content-Encoding"] = encoding
    response.vary.add("Accept-Encoding")
    return response


class PackedCache:
    """The most recently used bodies of this process.

    Keys name a snapshot, and snapshots are never edited, so nothing here ever has to be invalidated; old entries only
    make room.

    Parameters
    ----------
    size
        How many bodies are kept.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: OrderedDict[Hashable, Packed] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Packed | None:
        """Return what is kept under a key."""
        with self._lock:
            packed = self._entries.get(key)
            if packed is not None:
                self._entries.move_to_end(key)
            return packed

    def put(self, key: Hashable, packed: Packed) -> Packed:
        """Keep a body; return it."""
        with self._lock:
            self._entries[key] = packed
            while len(self._entries) > self._size:
                self._entries.popitem(last=False)
        return packed
