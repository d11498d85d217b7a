"""``belsendi users``: accounts and roles."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection

from dashboard.access import accounts, audit
from dashboard.access.accounts import Account
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant
from dashboard.access.people import import_people
from dashboard.access.places import NOWHERE, Located, latest_snapshot, locate
from dashboard.access.roles import ROLES
from dashboard.commands.answers import answers
from dashboard.commands.outcome import print_json, print_table
from dashboard.commands.speaking import WARNING, json_option, quiet_option, say
from dashboard.database import connection, transaction
from dashboard.errors import AccessError
from dashboard.settings import Settings
from dashboard.snapshot.publication_log import actor

_WORDS = 18  # random bytes of a first password: 24 characters

login_argument = click.argument("login")
role_option = click.option("--role", required=True, help="What they are; see: belsendi users roles")
place_option = click.option("--at", "place", required=True, metavar="ID", help="KATO code of a unit, or a school's id.")


@click.group()
def users() -> None:
    """Manage accounts: who logs in, and what that opens."""


@contextmanager
def _changing() -> Iterator[tuple[Connection, Changes]]:
    """Open a transaction for changes made on the command line."""
    with transaction(Settings.from_environment()) as opened:
        yield opened, Changes(opened, Author(actor()))


def _located(opened: Connection, place: str) -> Located:
    """Return what a place is in the latest published week."""
    latest = latest_snapshot(opened)
    return NOWHERE if latest is None else locate(opened, latest, place)


def _kind(opened: Connection, place: str) -> str:
    """Return what a place is; refuse one that is not there."""
    kind = _located(opened, place).kind
    if not kind:
        raise AccessError(f"{place} is no unit and no school of the latest published week. Check the id.")
    return kind


@users.command()
@login_argument
@click.option("--name", default="", help="Who that is.")
@click.option("--role", help="What they are; see: belsendi users roles")
@click.option("--at", "place", metavar="ID", help="KATO code of a unit, or a school's id.")
@click.option("--ask", is_flag=True, help="Ask for the first password instead of making one up.")
@quiet_option
def add(login: str, name: str, role: str | None, place: str | None, ask: bool) -> None:
    """Make an account, and give it a first role if one is named.

    The first password has to be changed at the first login. It is shown once.
    """
    if bool(role) != bool(place):
        raise click.UsageError("--role and --at belong together.")
    password = _asked() if ask else secrets.token_urlsafe(_WORDS)
    with _changing() as (opened, changes):
        changes.add(login, name or login, password=password)
        if role and place:
            _say_all(changes.grant(login, Grant(role, place), _kind(opened, place)))
    if not ask:
        click.echo(password)
        say("This is the first password. It is shown this once, and has to be changed at the first login.")


@users.command("list")
@click.option("--at", "place", metavar="ID", help="Only accounts with a role at this unit or school.")
@json_option
@quiet_option
@answers
def list_accounts(place: str | None, as_json: bool) -> None:
    """List accounts with their roles and last login."""
    with connection(Settings.from_environment()) as opened:
        found = accounts.listed(opened, [place] if place else None)
    if as_json:
        print_json([_document(one) for one in found])
        return
    rows = [(one.login, one.name, _roles(one), one.last_login_at, "closed" if one.disabled else "") for one in found]
    print_table(("login", "name", "roles", "last login", ""), rows)


@users.command()
@login_argument
@json_option
@quiet_option
@answers
def show(login: str, as_json: bool) -> None:
    """Show one account: its roles, and where they hold."""
    with connection(Settings.from_environment()) as opened:
        one = accounts.find(opened, login)
        held = [(grant.role, grant.place, _located(opened, grant.place)) for grant in one.grants]
    if as_json:
        print_json(_document(one))
        return
    state = "closed" if one.disabled else "has to change the password" if one.must_change else "open"
    say(f"{one.login} ({one.name}): {state}, last login {one.last_login_at or 'never'}")
    print_table(("role", "at", "kind", "name"), [(role, place, at.kind, at.name) for role, place, at in held])


@users.command()
def roles() -> None:
    """List the roles: for which places they are given, and what they allow."""
    rows = [
        (key, role.name, ", ".join(role.scopes), ", ".join(sorted(role.permissions))) for key, role in ROLES.items()
    ]
    print_table(("role", "name", "given for a", "allows"), rows)


@users.command()
@login_argument
@role_option
@place_option
@click.option("--remove", is_flag=True, help="Take the role back.")
@quiet_option
def role(login: str, role: str, place: str, remove: bool) -> None:
    """Give an account a role at a place, or take it back."""
    with _changing() as (opened, changes):
        if remove:
            changes.revoke(login, Grant(role, place))
        else:
            _say_all(changes.grant(login, Grant(role, place), _kind(opened, place)))


@users.command()
@login_argument
@click.option("--ask", is_flag=True, help="Ask for the password instead of making one up.")
@quiet_option
def passwd(login: str, ask: bool) -> None:
    """Give an account a new first password; its sessions end."""
    password = _asked() if ask else secrets.token_urlsafe(_WORDS)
    with _changing() as (_, changes):
        changes.set_password(login, password, first=True)
    if not ask:
        click.echo(password)


@users.command()
@login_argument
@click.option("--enable", is_flag=True, help="Open it again.")
@quiet_option
def disable(login: str, enable: bool) -> None:
    """Close an account, or open it again; its sessions end."""
    with _changing() as (_, changes):
        changes.set_disabled(login, disabled=not enable)


@users.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@quiet_option
def import_file(file: Path) -> None:
    """Make accounts and give roles from a CSV file: login,name,role,place,password.

    All of it is done, or nothing. A login that exists only gets the role; an empty password makes an account that can
    log in through the identity provider alone until it is given one with passwd.
    """
    with _changing() as (opened, changes):
        known = {one.login for one in accounts.listed(opened)}
        said = import_people(
            file, changes, lambda login: accounts.folded(login) in known, lambda place: _located(opened, place).kind
        )
        _say_all(list(said))


@users.command("audit")
@click.option("--at", "place", metavar="ID", help="Only what is about this unit or school.")
@click.option("--limit", default=50, show_default=True, help="How many of the newest.")
@click.option("--forget", "days", type=click.IntRange(min=1), help="Remove entries older than so many days first.")
@json_option
@quiet_option
@answers
def audit_log(place: str | None, limit: int, days: int | None, as_json: bool) -> None:
    """Show what people did and were refused, newest first."""
    settings = Settings.from_environment()
    if days:
        _forget(settings, days)
    with connection(settings) as opened:
        found = audit.entries(opened, places=[place] if place else None, limit=limit)
    if as_json:
        print_json([_entry(one) for one in found])
        return
    rows = [(one.at, one.actor, one.address, audit.ACTIONS[one.action], one.place, one.details or "") for one in found]
    print_table(("when", "who", "from", "what", "about", "details"), rows)


def _forget(settings: Settings, days: int) -> None:
    """Remove old entries of the log."""
    with transaction(settings) as opened:
        removed = audit.forget(opened, audit.moment(), days)
    say(f"{removed} entries older than {days} days were removed.", removed=removed)


def _asked() -> str:
    """Ask for a password twice."""
    text: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return text


def _say_all(texts: list[str]) -> None:
    """Say what the author should know."""
    for text in texts:
        say(text, WARNING)


def _roles(one: Account) -> str:
    return ", ".join(f"{grant.role} of {grant.place}" for grant in one.grants)


def _document(one: Account) -> dict[str, Any]:
    """Return an account for programs; never its password."""
    return {
        "login": one.login,
        "name": one.name,
        "disabled": one.disabled,
        "must_change": one.must_change,
        "last_login_at": one.last_login_at and one.last_login_at.isoformat(),
        "grants": [{"role": grant.role, "place": grant.place} for grant in one.grants],
    }


def _entry(one: audit.Entry) -> dict[str, Any]:
    """Return an entry of the log for programs."""
    return {
        "at": one.at.isoformat(),
        "actor": one.actor,
        "address": one.address,
        "action": one.action,
        "place": one.place,
        "details": one.details,
    }
