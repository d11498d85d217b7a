"""The generated part of docs/api.md: every address, its parameters and its fields."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from callbacks.api.document import parameters
from callbacks.api.endpoints import BASE, ENDPOINTS, Endpoint
from dashboard.errors import SettingsError
from dashboard.settings import PROJECT_FOLDER

DOCUMENT = PROJECT_FOLDER / "docs" / "api.md"
BEGIN, END = "<!-- Made by: belsendi api document -->", "<!-- End of what is made -->"


def written(path: Path = DOCUMENT) -> str:
    """Return the document with its generated part as the code is now.

    Raises
    ------
    SettingsError
        If the marks around the generated part are not there.
    """
    text = path.read_text("utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SettingsError(f"{path} has no lines {BEGIN!r} and {END!r}; put them around what is to be made.")
    return f"{before}{BEGIN}\n\n{generated()}\n{END}{after}"


def generated() -> str:
    """Return the table of addresses, and a section for each."""
    rows = [f"| [`{_path(one)}`](#{one.name.replace('_', '-')}) | {one.summary} |" for one in ENDPOINTS]
    table = ["| address | what it is |", "| --- | --- |", *rows]
    return "\n".join([*table, "", *(line for one in ENDPOINTS for line in _section(one))])


def _path(one: Endpoint) -> str:
    """Return an address with its placeholders."""
    return f"{BASE}{one.path}".replace("<", "{").replace(">", "}")


def _section(one: Endpoint) -> Iterator[str]:
    """Yield the lines about one address."""
    yield from (f"### {one.name.replace('_', ' ')}", "", f"`GET {_path(one)}`. {one.summary}", "")
    yield from ("| parameter | values | meaning |", "| --- | --- | --- |")
    for found in parameters(one):
        yield f"| `{found['name']}` | {_values(found['schema'])} | {found['description']} |"
    yield from ("", "| field | type | meaning |", "| --- | --- | --- |")
    for name, schema in _fields(one.row).items():
        yield f"| `{name}` | {_values(schema)} | {schema.get('description', '')} |"
    yield ""


def _fields(row: type[Struct]) -> dict[str, dict[str, Any]]:
    """Return the schemas of a row's fields."""
    whole = msgspec.json.schema(row)
    found: dict[str, dict[str, Any]] = whole["$defs"][row.__name__]["properties"]
    return found


def _values(schema: dict[str, Any]) -> str:
    """Return which values there are, in a few words."""
    if "$ref" in schema:
        return f"{schema['$ref'].rpartition('/')[2]}"
    if "anyOf" in schema:
        return " or ".join(map(_values, schema["anyOf"]))
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_values(schema['items'])}"
    limits = f", {schema['minimum']} to {schema['maximum']}" if "maximum" in schema else ""
    default = f"; `{schema['default']}` without" if schema.get("default") not in {None, ""} else ""
    return f"{schema.get('format') or schema.get('type') or 'object'}{limits}{default}"
