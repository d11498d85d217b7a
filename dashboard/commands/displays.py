"""``belsendi displays``: screens on walls, without anybody's login."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import click
import segno
from rich.console import Console
from rich.text import Text

from dashboard.access import displays as kept
from dashboard.access.changes import Author
from dashboard.access.displays import KINDS, Display
from dashboard.access.places import kind_of
from dashboard.commands.answers import answers
from dashboard.commands.outcome import print_json, print_table, visible
from dashboard.commands.speaking import in_json, is_quiet, json_option, quiet_option, say
from dashboard.database import connection, transaction
from dashboard.errors import AccessError
from dashboard.locales import DEFAULT_LOCALE, LOCALES
from dashboard.settings import Settings
from dashboard.snapshot.publication_log import actor

# What `belsendi serve` listens on without options.
_HERE = "http://127.0.0.1:8050"


@click.group()
def displays() -> None:
    """Manage displays: screens on walls that show one unit without anybody's login."""


@displays.command()
@click.argument("name")
@click.option("--unit", required=True, metavar="KATO", help="Code of the region, district or republic it shows.")
@click.option("--address", metavar="URL", help=f"The monitor as the screen reaches it; {_HERE} without.")
@click.option("--language", type=click.Choice(list(LOCALES)), default=DEFAULT_LOCALE, show_default=True)
@json_option
@quiet_option
@answers
def add(name: str, unit: str, address: str | None, language: str, as_json: bool) -> None:
    """Make a display; NAME is what people call it: where it hangs.

    The address that pairs a screen is written to stdout, this once; a QR code of it to stderr.
    """
    settings = Settings.from_environment()
    base = _base(address or _HERE + settings.url_prefix)
    with transaction(settings) as opened:
        if kind_of(opened, unit) not in KINDS:
            raise AccessError(f"{unit} is no unit of the latest published week. Check the KATO code.")
        made, code = kept.add(opened, Author(actor()), name, unit)
    pairing = kept.pairing_address(f"{base}{language}/", code)
    if as_json:
        print_json({"number": made.number, "name": made.name, "unit": unit, "code": code, "address": pairing})
        return
    click.echo(pairing)
    _draw(pairing)
    say(f"Open this address on the screen, or {pairing.partition('#')[0]} and type {code}. It is shown this once.")
    if address is None:
        say("A screen of another machine needs its own address of the monitor: name it with --address.")


def _base(address: str) -> str:
    """Return the address of the monitor, with a slash at its end."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise AccessError(f"--address is {address!r}; write it like https://monitor.example.kz/")
    return f"{address.rstrip('/')}/"


def _draw(text: str) -> None:
    """Draw a QR code, light on dark whatever the colours of the terminal."""
    if is_quiet() or in_json():
        return
    drawn = io.StringIO()
    segno.make(text, error="l", micro=False).terminal(drawn, border=2, compact=True)
    Console(stderr=True, highlight=False).print(Text(drawn.getvalue(), style="bright_white on black"), soft_wrap=True)


@displays.command("list")
@json_option
@quiet_option
@answers
def list_displays(as_json: bool) -> None:
    """List displays: what each shows, when it was last seen; never their codes."""
    with connection(Settings.from_environment()) as opened:
        found = kept.listed(opened)
    if as_json:
        print_json([_document(one) for one in found])
        return
    columns = ("number", "name", "unit", "made", "by", "last seen", "program", "")
    print_table(columns, [_row(one) for one in found])


@displays.command()
@click.argument("number", type=int)
@json_option
@quiet_option
@answers
def revoke(number: int, as_json: bool) -> None:
    """Take a display back, for good and at once; numbers are in the list."""
    with transaction(Settings.from_environment()) as opened:
        kept.revoke(opened, Author(actor()), number)
        found = kept.by_number(opened, number)
    if as_json and found:
        print_json(_document(found))
    elif found:
        say(f"The display {number} ({visible(found.name)}, {found.unit}) shows nothing any more.")


def _row(one: Display) -> tuple[object, ...]:
    """Return a display in columns."""
    seen = one.last_seen_at and f"{one.last_seen_at:%Y-%m-%d %H:%M}"
    made = f"{one.created_at:%Y-%m-%d}"
    state = "revoked" if one.revoked_at else ""
    return one.number, visible(one.name), one.unit, made, one.created_by, seen, one.version, state


def _document(one: Display) -> dict[str, Any]:
    """Return a display for programs; never its code, which nobody knows."""
    return {
        "number": one.number,
        "name": one.name,
        "unit": one.unit,
        "created_at": one.created_at.isoformat(),
        "created_by": one.created_by,
        "last_seen_at": _iso(one.last_seen_at),
        "version": one.version,
        "revoked_at": _iso(one.revoked_at),
    }


def _iso(at: datetime | None) -> str | None:
    """Return a moment for programs."""
    return at.isoformat() if at else None
