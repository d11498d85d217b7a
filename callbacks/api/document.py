"""The OpenAPI 3.1 document, made of the table of endpoints and the classes of parameters and rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any

import msgspec

from callbacks.api import problems
from callbacks.api.csv_form import CSV, columns
from callbacks.api.endpoints import ENDPOINTS, VERSION, Endpoint
from callbacks.api.shapes import Page, Problem

Json = dict[str, Any]
_JSON = "application/json"
_REF = "#/components/schemas/{name}"
_PLACEHOLDER = re.compile(r"<(\w+)>")
_PAGE = re.compile(rb"Page_(\w+?)_(?=[\"\[])")
_TOKEN = "token"  # noqa: S105 - the name of a way in
_DESCRIPTION = (
    "What the weekly monitor of schools shows, as rows: units, weeks, indicators, snapshots, schools and their values. "
    "Everything names its snapshot, which is never edited. Values are counts: a numerator and a denominator."
)


def document(server: str) -> Json:
    """Return the document.

    Whether anything is open without a token is the installation's affair (G-39), and not told here.

    Parameters
    ----------
    server
        Where the addresses are below.
    """
    schemas = _schemas()
    return {
        "openapi": "3.1.0",
        "info": {"title": "Belsendilik", "version": VERSION, "description": _DESCRIPTION},
        "servers": [{"url": server}],
        "security": [{_TOKEN: []}, {}],
        "paths": {_path(one): {"get": _operation(one)} for one in ENDPOINTS},
        "components": {
            "schemas": schemas,
            "securitySchemes": {_TOKEN: {"type": "http", "scheme": "bearer"}},
            "headers": _headers(),
            "responses": dict(_problems()),
        },
    }


def _path(one: Endpoint) -> str:
    """Return an address as OpenAPI writes it."""
    return _PLACEHOLDER.sub(r"{\1}", one.path)


def _shape(one: Endpoint) -> Any:
    """Return the class of an answer."""
    return Page[one.row] if one.is_list else one.row  # type: ignore[name-defined]


@cache
def _described() -> tuple[Sequence[Json], Json]:
    """Return the schemas of all answers, in the order of the table with that of problems last, and their parts."""
    made = msgspec.json.schema_components([*map(_shape, ENDPOINTS), Problem], ref_template=_REF)
    # What clients make classes of should read well: UnitPage, not Page_Unit_.
    found, parts = msgspec.json.decode(_PAGE.sub(rb"\1Page", msgspec.json.encode(made)))
    return found, parts


def _schemas() -> Json:
    """Return the parts."""
    return {name: _strict(part) for name, part in _described()[1].items()}


def _strict(part: Json) -> Json:
    """Return a part that says that there is nothing else in it."""
    return {**part, "additionalProperties": False} if part.get("type") == "object" else part


def parameters(one: Endpoint) -> list[Json]:
    """Return the parameters of an endpoint."""
    whole = msgspec.json.schema(one.query, ref_template=_REF)
    own = whole["$defs"][one.query.__name__]
    in_path = set(_PLACEHOLDER.findall(one.path))
    return [_parameter(name, schema, name in in_path) for name, schema in own["properties"].items()]


def _parameter(name: str, schema: Mapping[str, Any], in_path: bool) -> Json:
    """Return one parameter."""
    own = {key: value for key, value in schema.items() if key != "description"}
    found: Json = {"name": name, "in": "path" if in_path else "query", "required": in_path, "schema": own}
    if own.get("type") == "array":
        found |= {"style": "form", "explode": True}
    return {**found, "description": schema.get("description", "")}


def _operation(one: Endpoint) -> Json:
    """Return what can be done at an address."""
    schema = _described()[0][list(ENDPOINTS).index(one)]
    content: Json = {_JSON: {"schema": schema}}
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in ("ETag", "Cache-Control")}
    if one.is_list:
        heads = ", ".join(columns(one.row))
        content[CSV] = {"schema": {"type": "string", "description": f"Columns: {heads}"}}
        headers["Link"] = {"$ref": "#/components/headers/Link"}
    refusals = {str(status.value): {"$ref": f"#/components/responses/{status.name}"} for status in _STATUSES}
    return {
        "operationId": one.name,
        "summary": one.summary,
        "parameters": parameters(one),
        "responses": {
            "200": {"description": "The rows." if one.is_list else "The row.", "content": content, "headers": headers},
            "304": {"description": "What `If-None-Match` names is still the answer."},
            **refusals,
        },
    }


_STATUSES: Mapping[HTTPStatus, str] = {
    HTTPStatus.BAD_REQUEST: "A parameter cannot be used; `errors` names each.",
    HTTPStatus.UNAUTHORIZED: "The token is unknown, has expired or was taken back.",
    HTTPStatus.FORBIDDEN: "It is not open to whoever asks; the same for what does not exist.",
    HTTPStatus.NOT_FOUND: "It does not exist.",
    HTTPStatus.METHOD_NOT_ALLOWED: "The API is only read.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The data cannot be read at the moment.",
}


def _problems() -> Iterator[tuple[str, Json]]:
    """Yield the answers that are problems."""
    for status, description in _STATUSES.items():
        content = {problems.MIMETYPE: {"schema": _described()[0][-1]}}
        yield status.name, {"description": description, "content": content}


def _headers() -> Json:
    """Return the headers of answers."""
    text = {"type": "string"}
    return {
        "ETag": {"description": "Names the answer, for `If-None-Match`.", "schema": text},
        "Cache-Control": {"description": "private with a token, else public.", "schema": text},
        "Link": {"description": 'The next page, rel="next"; absent on the last one.', "schema": text},
    }
