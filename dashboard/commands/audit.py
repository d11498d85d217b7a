"""``belsendi audit``: what people did and were refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click

from dashboard.access import audit as log
from dashboard.access.audit_search import Filter, every
from dashboard.commands.answers import answers
from dashboard.commands.outcome import print_json, print_table, visible
from dashboard.commands.speaking import json_option, quiet_option, say
from dashboard.database import connection, transaction
from dashboard.settings import Settings
from dashboard.snapshot.publication_log import actor

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def audit() -> None:
    """Read the log of logins, refusals, exports, changes and publications; shorten it by age."""


@audit.command("list")
@click.option("--who", default="", metavar="TEXT", help="Only what was done by logins that contain this.")
@click.option("--since", type=_DAY, metavar="YYYY-MM-DD", help="From this day on, by the clocks of Almaty.")
@click.option("--until", type=_DAY, metavar="YYYY-MM-DD", help="Up to the end of this day.")
@click.option("--action", type=click.Choice(list(log.ACTIONS)), help="Only this kind of act.")
@click.option("--at", "place", metavar="ID", help="Only what is about this unit or school.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(min=1), help="How many of the newest.")
@json_option
@quiet_option
@answers
def list_entries(  # noqa: PLR0913, PLR0917 - the options of the command
    who: str,
    since: datetime | None,
    until: datetime | None,
    action: str | None,
    place: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Show what people did and were refused, newest first."""
    asked = Filter(who, _day(since), _day(until), action or "", [place] if place else None)
    with connection(Settings.from_environment()) as opened:
        found = [one for _, one in zip(range(limit), every(opened, asked, None), strict=False)]
    if as_json:
        print_json([_document(one) for one in found])
        return
    rows = [
        (one.at, one.actor, one.address, log.ACTIONS.get(one.action, one.action), one.place, one.details or "")
        for one in found
    ]
    printed = [[visible(str(cell)) for cell in row] for row in rows]
    print_table(("when", "who", "from", "what", "about", "details"), printed)


@audit.command()
@click.option("--days", type=click.IntRange(min=1), help="Keep so many days; BELSENDI_AUDIT_DAYS without.")
@quiet_option
def prune(days: int | None) -> None:
    """Remove lines that are older than the installation keeps them.

    Younger lines than 90 days are never removed: the database itself refuses it.
    """
    settings = Settings.from_environment()
    kept = settings.audit_days if days is None else days
    if not kept:
        say("BELSENDI_AUDIT_DAYS is 0: the log is kept for ever. Nothing was removed.")
        return
    with transaction(settings) as opened:
        removed = log.prune(opened, log.moment(), kept, actor())
    say(f"{removed} lines older than {kept} days were removed.", event="pruned", removed=removed, days=kept)


def _day(moment: datetime | None) -> date | None:
    """Return the day of an option."""
    return moment.date() if moment else None


def _document(one: log.Entry) -> dict[str, Any]:
    """Return an entry of the log for programs."""
    return {
        "at": one.at.isoformat(),
        "actor": one.actor,
        "address": one.address,
        "action": one.action,
        "place": one.place,
        "details": one.details,
    }
