"""The extractor of the texts in ``indicators.toml``, in the form Babel asks for."""

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
    lines = source.splitlines()
    for key, fields in tomllib.loads(source).items():
        line = next((number for number, text in enumerate(lines, 1) if text.strip() == f"[{key}]"), 0)
        for field in SINGLE:
            yield line, "gettext", fields[field], [f"{key}: {field}"]
        for field in COUNTED:
            yield line, "ngettext", (fields[field], fields[field]), [f"{key}: {field}"]
