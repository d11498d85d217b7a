"""``belsendi api``: documents of the API (for developers)."""

from __future__ import annotations

import click
import msgspec

from callbacks.api.document import document
from callbacks.api.endpoints import BASE
from callbacks.api.handbook import DOCUMENT, written
from dashboard.commands import REFUSED
from dashboard.settings import PROJECT_FOLDER


@click.group()
def api() -> None:
    """Write what programs need to read the API."""


@api.command("document")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if the file is not as it would be.")
def document_command(only_check: bool) -> None:
    """Bring the tables of docs/api.md up to the code (for developers)."""
    name, text = DOCUMENT.relative_to(PROJECT_FOLDER), written()
    same = DOCUMENT.read_text("utf-8") == text
    if only_check and not same:
        click.echo(f"{name} is not what the code says; run: belsendi api document", err=True)
        click.get_current_context().exit(REFUSED)
    if not only_check:
        DOCUMENT.write_text(text, encoding="utf-8")
    click.echo(f"{name}: {'up to date' if same else 'written'}.", err=True)


@api.command()
def openapi() -> None:
    """Write the OpenAPI document to stdout, as the monitor serves it."""
    click.echo(msgspec.json.format(msgspec.json.encode(document(BASE)), indent=2).decode())
