"""What never leaves the process in a log or a report of a fault, whoever quotes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dashboard.access.tokens import PREFIX

# What must not get into a log → what stands there instead. Messages are ours, but what they quote may be anybody's.
_HIDDEN: Mapping[re.Pattern[str], str] = {
    re.compile(r"(\w://[^\s/:@]*):[^\s/@]+@"): r"\1:***@",  # the password of an address
    re.compile(r"\?[\w.%~+-]+=[^\s'\"<>)\]]*"): "?***",  # a query string
    re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{8,}", re.I): r"\1 ***",
    re.compile(rf"\b{PREFIX}[\w-]{{32,}}"): f"{PREFIX}***",  # a token of ours
    re.compile(
        r"\b([\w-]*(?:token|secret|password|passwd|cookie|session|authorization))(['\"]?\s*[=:]\s*)[^\s,;&]+", re.I
    ): r"\1\2***",
    re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"): "***",  # a token of an identity provider
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"): "***@***",  # an e-mail address
    re.compile(r"(?<!\d)\d{12}(?!\d)"): "***",  # a person's number (IIN)
}


def without_secrets(text: str) -> str:
    """Return a text without what must not stand in a log: passwords, tokens, query strings, people."""
    for pattern, instead in _HIDDEN.items():
        text = pattern.sub(instead, text)
    return text


def cleaned(value: Any) -> Any:
    """Return a document with every text in it `without_secrets`."""
    if isinstance(value, str):
        return without_secrets(value)
    if isinstance(value, Mapping):
        return {name: cleaned(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(inner) for inner in value]
    return value
