"""``belsendi tokens``: what programs read the API with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from dashboard.access import accounts, audit
from dashboard.access import tokens as kept
from dashboard.access.changes import Author
from dashboard.access.places import latest_snapshot, locate
from dashboard.access.tokens import LONGEST_DAYS, READABLE, Token, Wish
from dashboard.commands.answers import answers
from dashboard.commands.outcome import print_json, print_table, visible
from dashboard.commands.speaking import json_option, quiet_option, say
from dashboard.database import connection, transaction
from dashboard.errors import AccessError
from dashboard.selection import REPUBLIC
from dashboard.settings import Settings
from dashboard.snapshot.publication_log import actor


@click.group()
def tokens() -> None:
    """Manage tokens: what programs read the API with (docs/api.md)."""


@tokens.command()
@click.argument("login")
@click.option("--label", required=True, help="What it is for.")
@click.option("--at", "place", required=True, metavar="ID", help="KATO code of a unit, or a school's id.")
@click.option("--may", "permissions", type=click.Choice(list(READABLE)), multiple=True, help="What for; all without.")
@click.option("--days", default=365, show_default=True, type=click.IntRange(1, LONGEST_DAYS), help="How long it lasts.")
@quiet_option
def add(login: str, label: str, place: str, permissions: tuple[str, ...], days: int) -> None:
    """Make a token of an account: to read, at one place and below, never more than the account may.

    It is written to stdout, this once.
    """
    with transaction(Settings.from_environment()) as opened:
        latest = latest_snapshot(opened)
        if place != REPUBLIC and (latest is None or not locate(opened, latest, place).path):
            raise AccessError(f"{place} is no unit and no school of the latest published week. Check the id.")
        secret = kept.add(opened, Author(actor()), Wish(login, label, place, permissions or tuple(READABLE), days))
    click.echo(secret)
    say(f"This is the token. It is shown this once; send it as “Authorization: Bearer …”. It lasts {days} days.")


@tokens.command("list")
@click.option("--of", "login", metavar="LOGIN", help="Only tokens of this account.")
@json_option
@quiet_option
@answers
def list_tokens(login: str | None, as_json: bool) -> None:
    """List tokens: whose, what for, when last used; never the tokens themselves."""
    with connection(Settings.from_environment()) as opened:
        if login is not None:
            accounts.find(opened, login)
        found, now = kept.listed(opened, login), audit.moment()
    if as_json:
        print_json([_document(one, now) for one in found])
        return
    columns = ("number", "login", "what for", "at", "may", "made", "last used", "until", "")
    print_table(columns, [_row(one, now) for one in found])


@tokens.command()
@click.argument("number", type=int)
@quiet_option
def revoke(number: int) -> None:
    """Take a token back, for good and at once; numbers are in the list."""
    with transaction(Settings.from_environment()) as opened:
        found = kept.revoke(opened, Author(actor()), number)
    say(f"The token {number} ({visible(found.label)}, of {found.login}) opens nothing any more.")


def _row(one: Token, now: datetime) -> tuple[object, ...]:
    """Return a token in columns."""
    day = "%Y-%m-%d"
    used = one.last_used_at and f"{one.last_used_at:%Y-%m-%d %H:%M}"
    may = ", ".join(one.permissions)
    state = one.state(now)
    made, until = one.created_at.strftime(day), one.expires_at.strftime(day)
    return one.number, one.login, one.label, one.place, may, made, used, until, "" if state == "valid" else state


def _document(one: Token, now: datetime) -> dict[str, Any]:
    """Return a token for programs; never its secret, which nobody knows."""
    return {
        "number": one.number,
        "login": one.login,
        "label": one.label,
        "place": one.place,
        "permissions": list(one.permissions),
        "state": one.state(now),
        "created_at": one.created_at.isoformat(),
        "created_by": one.created_by,
        "expires_at": one.expires_at.isoformat(),
        "last_used_at": one.last_used_at and one.last_used_at.isoformat(),
        "revoked_at": one.revoked_at and one.revoked_at.isoformat(),
    }
