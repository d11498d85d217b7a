"""``belsendi users``: accounts and roles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection

from dashboard.access import accounts, passwords
from dashboard.access.accounts import Account
from dashboard.access.changes import Author, Changes
from dashboard.access.classes import ClassRegister
from dashboard.access.decision import Grant
from dashboard.access.directory import Directory, load
from dashboard.access.people import import_people
from dashboard.access.places import kind_of, latest_snapshot
from dashboard.access.roles import ROLES
from dashboard.commands.answers import answers
from dashboard.commands.outcome import print_json, print_table, visible
from dashboard.commands.speaking import WARNING, json_option, quiet_option, say
from dashboard.database import connection, transaction
from dashboard.errors import AccessError
from dashboard.settings import Settings
from dashboard.snapshot.publication_log import actor

DAY = click.DateTime(["%Y-%m-%d"])
PLACE_HELP = "KATO code of a unit, a school's id, or a class behind its school: 3910000004//5A."

login_argument = click.argument("login")
role_option = click.option("--role", required=True, help="What they are; see: belsendi users roles")
place_option = click.option("--at", "place", required=True, metavar="ID", help=PLACE_HELP)


@click.group()
def users() -> None:
    """Manage accounts: who logs in, and what that opens."""


@contextmanager
def _changing() -> Iterator[tuple[Connection, Changes]]:
    """Open a transaction for changes made on the command line."""
    with transaction(Settings.from_environment()) as opened:
        yield opened, Changes(opened, Author(actor()))


def _give(opened: Connection, changes: Changes, login: str, grant: Grant) -> list[str]:
    """Give a role at a place, if there is such a place; return what the author should know."""
    place = grant.place
    kind = kind_of(opened, place)
    if not kind:
        raise AccessError(f"{place} is no unit, school or SCHOOL//CLASS of the latest published week. Check the id.")
    unchecked = ClassRegister(opened, Settings.from_environment()).check(place, kind)
    return [*changes.grant(login, grant, kind), *unchecked]


@users.command()
@login_argument
@click.option("--name", default="", help="Who that is.")
@click.option("--role", help="What they are; see: belsendi users roles")
@click.option("--at", "place", metavar="ID", help=PLACE_HELP)
@click.option("--ask", is_flag=True, help="Ask for the first password instead of making one up.")
@json_option
@quiet_option
@answers
def add(*, login: str, name: str, ask: bool, as_json: bool, **first: str | None) -> None:
    """Make an account, and give it a first role if one is named.

    The first password has to be changed at the first login. It is shown once.
    """
    role, place = first["role"], first["place"]
    if bool(role) != bool(place):
        raise click.UsageError("--role and --at belong together.")
    password = _asked() if ask else passwords.first_password()
    said: list[str] = []
    with _changing() as (opened, changes):
        changes.add(login, name or login, password=password, place=place or "")
        if role and place:
            said = _give(opened, changes, login, Grant(role, place))
    _hand_over(login, None if ask else password, said, as_json)


def _hand_over(login: str, password: str | None, said: list[str], as_json: bool) -> None:
    """Show a password that was made up, and what the author should know."""
    _say_all(said)
    if as_json:
        print_json({"login": accounts.folded(login), "password": password, "notices": said})
    elif password is not None:
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
    rows = [
        (one.login, visible(one.name), _roles(one), one.last_login_at, "closed" if one.disabled else "")
        for one in found
    ]
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
        directory = load(opened, latest_snapshot(opened))
    if as_json:
        print_json(_document(one))
        return
    state = "closed" if one.disabled else "has to change the password" if one.must_change else "open"
    say(f"{one.login} ({one.name}): {state}, last login {one.last_login_at or 'never'}")
    print_table(("role", "at", "kind", "name"), [_held(directory, grant) for grant in one.grants])


def _held(directory: Directory, grant: Grant) -> tuple[object, ...]:
    """Return a role of an account with what its place is."""
    place = directory.at(grant.place)
    return grant.role, grant.place, place.kind if place else "", visible(place.names["ru"] or "") if place else ""


@users.command()
@json_option
def roles(as_json: bool) -> None:
    """List the roles: for which places they are given, and what they allow."""
    if as_json:
        print_json([_role(key) for key in ROLES])
        return
    rows = [
        (key, role.name, ", ".join(role.scopes), ", ".join(sorted(role.permissions))) for key, role in ROLES.items()
    ]
    print_table(("role", "name", "given for a", "allows"), rows)


@users.command()
@login_argument
@role_option
@place_option
@click.option("--remove", is_flag=True, help="Take the role back.")
@json_option
@quiet_option
@answers
def role(*, login: str, role: str, place: str, remove: bool, as_json: bool) -> None:
    """Give an account a role at a place, or take it back."""
    said: list[str] = []
    with _changing() as (opened, changes):
        if remove:
            changes.revoke(login, Grant(role, place))
        else:
            said = _give(opened, changes, login, Grant(role, place))
        found = accounts.find(opened, login)
    _say_all(said)
    if as_json:
        print_json({**_document(found), "notices": said})


@users.command()
@login_argument
@click.option("--ask", is_flag=True, help="Ask for the password instead of making one up.")
@json_option
@quiet_option
@answers
def passwd(login: str, ask: bool, as_json: bool) -> None:
    """Give an account a new first password; its sessions end."""
    password = _asked() if ask else passwords.first_password()
    with _changing() as (_, changes):
        changes.set_password(login, password, first=True)
    _hand_over(login, None if ask else password, [], as_json)


@users.command()
@login_argument
@click.option("--enable", is_flag=True, help="Open it again; the same as belsendi users enable.")
@json_option
@quiet_option
@answers
def disable(login: str, enable: bool, as_json: bool) -> None:
    """Close an account; its sessions end."""
    _change(as_json, login, lambda changes: changes.set_disabled(login, disabled=not enable))


@users.command()
@login_argument
@json_option
@quiet_option
@answers
def enable(login: str, as_json: bool) -> None:
    """Open a closed account again, with the roles it had."""
    _change(as_json, login, lambda changes: changes.set_disabled(login, disabled=False))


@users.command("revoke-sessions")
@login_argument
@json_option
@quiet_option
@answers
def revoke_sessions(login: str, as_json: bool) -> None:
    """Log an account out everywhere."""
    _change(as_json, login, lambda changes: changes.end_sessions(login))


def _change(as_json: bool, login: str, step: Callable[[Changes], None]) -> None:
    """Change an account; show it to programs."""
    with _changing() as (opened, changes):
        step(changes)
        found = accounts.find(opened, login)
    if as_json:
        print_json(_document(found))


@users.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@quiet_option
@answers
def import_file(file: Path, as_json: bool) -> None:
    """Make accounts and give roles from a CSV file: login,name,role,place,password.

    All of it is done, or nothing. A login that exists only gets the role; an empty password makes an account that can
    log in through the identity provider alone until it is given one with passwd.
    """
    with _changing() as (opened, changes):
        known = {one.login: one.name for one in accounts.listed(opened)}
        directory = load(opened, latest_snapshot(opened))
        check = ClassRegister(opened, Settings.from_environment()).check
        done = import_people(file, changes, known, lambda place: directory.held(Grant("", place)).kind, check)
    _say_all(done.said)
    if as_json:
        print_json({"accounts": done.accounts, "roles": done.roles, "notices": list(done.said)})
    else:
        say(f"{done.accounts} accounts were made, {done.roles} roles given.")


def _asked() -> str:
    """Ask for a password twice."""
    text: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return text


def _say_all(texts: Sequence[str]) -> None:
    """Say what the author should know."""
    for text in texts:
        say(text, WARNING)


def _roles(one: Account) -> str:
    return ", ".join(f"{grant.role} of {grant.place}" for grant in one.grants)


def _role(key: str) -> dict[str, Any]:
    """Return a role for programs."""
    found = ROLES[key]
    return {
        "role": key,
        "number": found.number,
        "name": found.name,
        "scopes": list(found.scopes),
        "permissions": sorted(found.permissions),
    }


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
