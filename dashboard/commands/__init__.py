"""The command ``belsendi``: its groups, found by name when they are called.

A group that is not called costs nothing at start-up, and one whose package is not installed disturbs no other.
"""

from __future__ import annotations

import importlib
from typing import IO, Any, NamedTuple

import click

from dashboard.commands import speaking
from dashboard.errors import BelsendiError

REFUSED = 4  # exit code: what was asked for cannot be done, nothing was written


class Place(NamedTuple):
    """Where a command is, and what it is for."""

    module: str
    attribute: str
    help: str


COMMANDS = {
    "db": Place("dashboard.commands.database", "database", "Create or migrate the tables."),
    "records": Place("dashboard.commands.records", "records", "Check a drop of records, write an example of one."),
    "calendar": Place("dashboard.commands.calendar", "calendar", "Show school calendars, or bring in a year's."),
    "snapshot": Place("dashboard.commands.snapshot", "snapshot", "Build, publish and hand out weekly snapshots."),
    "facts": Place("dashboard.commands.facts", "facts", "Keep the rows behind snapshots, for schools' pages."),
    "users": Place("dashboard.commands.users", "users", "Manage accounts and roles."),
    "tokens": Place("dashboard.commands.tokens", "tokens", "Manage tokens: what programs read the API with."),
    "displays": Place("dashboard.commands.displays", "displays", "Manage displays: screens on walls, without a login."),
    "audit": Place("dashboard.commands.audit", "audit", "Read what people did and were refused; shorten it by age."),
    "api": Place("callbacks.api.commands", "api", "Write what programs need to read the API."),
    "weekly": Place("dashboard.commands.schedule", "weekly", "Wait for the week's drop, build and publish it."),
    "schedule": Place("dashboard.commands.schedule", "schedule", "Print what starts the weekly run: systemd, cron."),
    "doctor": Place("dashboard.commands.doctor", "doctor", "Say whether the installation is fit to be used."),
    "translations": Place("dashboard.commands.translations", "translations", "Update and check the translations."),
    "geo": Place("geo.commands", "geo", "Build the maps, or import boundaries."),
    "demo": Place("dashboard.demo.commands", "demo", "Make demonstration data."),
    "report": Place("callbacks.report_commands", "report", "Write a page as a file: PDF, Excel."),
    "serve": Place("callbacks.commands", "serve", "Serve the monitor."),
}


class Failure(click.ClickException):
    """An error that ends in a message to a person."""

    exit_code = REFUSED

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it, as a line of the log where one is collected."""
        if file is None and speaking.in_json():
            speaking.say(self.format_message(), speaking.ERROR, event="error", exit_code=self.exit_code)
        else:
            super().show(file)


class CommandsByName(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; nothing for an unknown name."""
        place = COMMANDS.get(cmd_name)
        return _load(cmd_name, place) if place else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.help) for name, place in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; our errors become messages."""
        try:
            return super().invoke(ctx)
        except BelsendiError as error:
            raise Failure(str(error)) from error


def _load(name: str, place: Place) -> click.Command:
    """Import the module of a command."""
    try:
        module = importlib.import_module(place.module)
    except ModuleNotFoundError as error:
        raise Failure(
            f"belsendi {name} is not available: the module {error.name} is missing. "
            "Install the project with all its requirements (make demo does), and call it from there."
        ) from error
    command: click.Command = getattr(module, place.attribute)
    return command


@click.group(cls=CommandsByName, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="belsendilik", prog_name="belsendi")
def main() -> None:
    """Weekly activity monitor of Kazakhstan's schools."""
