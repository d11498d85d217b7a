"""``belsendi translations``: the catalogues."""

from __future__ import annotations

import click

from dashboard import catalogues
from dashboard.errors import BelsendiError
from dashboard.locales import compile_catalogues


@click.group()
def translations() -> None:
    """Update and check the translations."""


@translations.command()
def check() -> None:
    """Fail unless every text of the sources is translated into every language."""
    problems = catalogues.check()
    if problems:
        lines = "\n".join(map(str, problems))
        raise BelsendiError(f"{lines}\n{len(problems)} faults in the catalogues.")
    click.echo("Every text is translated into every language.", err=True)


@translations.command()
def extract() -> None:
    """Bring the catalogues to the texts of the sources; new texts wait there for their translation."""
    for language, waiting in catalogues.update().items():
        click.echo(f"{language}: {waiting} texts wait for a translation.", err=True)


@translations.command("compile")
def compile_() -> None:
    """Compile the catalogues that changed (the monitor also does so when it starts)."""
    for path in compile_catalogues():
        click.echo(f"written: {path}", err=True)
