"""The option ``--engine`` of the commands that read records."""

from __future__ import annotations

from dataclasses import replace

import click

from dashboard.settings import Settings

engine_option = click.option(
    "--engine",
    metavar="ENGINE",
    help="What computes: duckdb, local[N] (Spark in this machine) or spark://HOST:PORT.  [default: duckdb]",
)


def settings_with(engine: str | None) -> Settings:
    """Return the settings of the environment, with the engine that a command names."""
    settings = Settings.from_environment()
    return replace(settings, engine=engine) if engine else settings
