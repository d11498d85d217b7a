"""The extractors of the texts in ``indicators.toml`` and ``roles.toml``, in the form Babel asks for."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

# Fields with one form, and fields that stand beside a count and so need plural forms; English has the same word for
# both of them.
SINGLE = ("name", "definition")
COUNTED = ("numerator", "denominator")

Extracted = tuple[int, str, str | tuple[str, str], list[str]]


def extract(
    fileobj: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Extracted]:
    """Yield the texts of the table of indicators.

    Parameters
    ----------
    fileobj
        The open table.
    keywords, comment_tags, options
        What Babel hands to every extractor; a table needs none of it.

    Yields
    ------
    tuple
        Line, function (``gettext`` or ``ngettext``), text or texts, comments.
    """
    del keywords, comment_tags, options
    source = fileobj.read().decode("utf-8")
    for key, fields in tomllib.loads(source).items():
        line = _line_of(source, key)
        for field in SINGLE:
            yield line, "gettext", fields[field], [f"{key}: {field}"]
        for field in COUNTED:
            yield line, "ngettext", (fields[field], fields[field]), [f"{key}: {field}"]


def extract_names(
    fileobj: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Extracted]:
    """Yield the names of a table whose blocks have one each, such as the roles; see `extract`."""
    del keywords, comment_tags, options
    source = fileobj.read().decode("utf-8")
    for key, fields in tomllib.loads(source).items():
        yield _line_of(source, key), "gettext", fields["name"], [f"{key}: name"]


def _line_of(source: str, key: str) -> int:
    """Return the line where a block begins."""
    return next((number for number, text in enumerate(source.splitlines(), 1) if text.strip() == f"[{key}]"), 0)
