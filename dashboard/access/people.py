"""A list of people as a file: accounts with their roles, checked whole before anything is made."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dashboard.access import passwords
from dashboard.access.accounts import folded
from dashboard.access.changes import Changes, check_login
from dashboard.access.decision import Grant
from dashboard.access.roles import ROLES
from dashboard.errors import AccessError

COLUMNS = ("login", "name", "role", "place", "password")
_NEEDED = ("login", "role", "place")
_SHOWN = 20

KindOf = Callable[[str], str]
# What `ClassRegister.check` does with a place and its kind.
CheckClass = Callable[[str, str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the file; several lines of one login give it several roles."""

    line: int
    login: str
    name: str
    role: str
    place: str
    password: str

    @property
    def key(self) -> str:
        """The login in the form it is kept in."""
        return folded(self.login)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to.

    Attributes
    ----------
    accounts, roles
        How many were made and given.
    said
        What the author should know.
    """

    accounts: int
    roles: int
    said: Sequence[str]


class _Faults:
    """What is wrong with a file; all of it is found before it is said."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._found: list[str] = []

    def add(self, line: int, field: str, text: str) -> None:
        """Add a fault."""
        self._found.append(f"{self._path}: line {line}, {field}: {text}")

    def refuse(self) -> None:
        """Raise if there are any; name the first of them."""
        if self._found:
            more = [f"… and {len(self._found) - _SHOWN} more"] if len(self._found) > _SHOWN else []
            raise AccessError("\n".join(["Nothing was changed.", *self._found[:_SHOWN], *more]))


def read_people(path: Path) -> list[Person]:
    """Read a CSV file of people.

    Raises
    ------
    AccessError
        If it cannot be read, has other columns or an incomplete line; file, line and field of all faults are named.
    """
    faults = _Faults(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            _check_columns(path, rows.fieldnames or ())
            people = [_person(rows.line_num, row, faults) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise AccessError(f"{path} cannot be read as CSV in UTF-8 ({error}). Save it as such.") from None
    for one in people:
        for field in _NEEDED:
            if not getattr(one, field):
                faults.add(one.line, field, "is empty; login, role and place are needed in every line.")
    faults.refuse()
    return people


def _check_columns(path: Path, found: Sequence[str]) -> None:
    """Refuse a file with other columns: a misspelt one would be lost in silence."""
    missing, strange = sorted(set(COLUMNS) - set(found)), sorted(set(found) - set(COLUMNS))
    if missing:
        raise AccessError(f"{path}: column {', '.join(missing)} is missing. Columns: {','.join(COLUMNS)}")
    if strange or len(found) != len(COLUMNS):
        raise AccessError(f"{path}: column {', '.join(strange) or 'twice'} is not known. Columns: {','.join(COLUMNS)}")


def _person(line: int, row: Mapping[str | None, str | list[str] | None], faults: _Faults) -> Person:
    """Return one line of the file."""
    if None in row:
        faults.add(line, "password", "more fields follow than there are columns; is a comma not in quotation marks?")
    return Person(line, *(str(row[column] or "").strip() for column in COLUMNS))


def import_people(
    path: Path, changes: Changes, known: Mapping[str, str], kind_of: KindOf, check_class: CheckClass
) -> Imported:
    """Make the accounts of a file and give the roles; all of them, or none.

    Parameters
    ----------
    changes
        Inside a transaction that is undone when this raises.
    known
        The logins that have an account, with their names.
    kind_of
        What a place is; empty if there is no such place.
    check_class
        Refuses a class its school does not have.

    Raises
    ------
    AccessError
        With file, line and field of every fault.
    """
    people, faults = read_people(path), _Faults(path)
    said = [text for one in people for text in _check_grant(one, kind_of, check_class, faults)]
    said += _check_accounts(people, known, faults)
    faults.refuse()
    return _make(people, changes, known, kind_of, said)


def _check_grant(one: Person, kind_of: KindOf, check_class: CheckClass, faults: _Faults) -> Iterator[str]:
    """Look at role and place of a line; yield what the author should know."""
    kind = kind_of(one.place)
    if one.role not in ROLES:
        faults.add(one.line, "role", f"There is no role {one.role!r}. See: belsendi users roles")
    if not kind:
        faults.add(one.line, "place", f"{one.place!r} is no unit and no school of the latest published week.")
    elif one.role in ROLES and kind not in ROLES[one.role].scopes:
        scopes = " or ".join(ROLES[one.role].scopes)
        faults.add(one.line, "place", f"The role {one.role} is given for a {scopes}; {one.place} is a {kind}.")
    try:
        yield from (f"line {one.line}: {text}" for text in check_class(one.place, kind))
    except AccessError as error:
        faults.add(one.line, "place", str(error))


def _check_accounts(people: Sequence[Person], known: Mapping[str, str], faults: _Faults) -> Iterator[str]:
    """Look at logins, names and passwords; yield what the author should know."""
    first: dict[str, Person] = {}
    for one in people:
        before = first.setdefault(one.key, one)
        if one.key in known:
            yield from _check_known(one, known[one.key], faults)
        elif before is one:
            _check_new(one, faults)
        else:
            _check_again(one, before, faults)


def _check_known(one: Person, name: str, faults: _Faults) -> Iterator[str]:
    """Look at a line whose login has an account: it only gets the role."""
    if one.password:
        faults.add(one.line, "password", f"{one.login} has an account; leave this empty. See: belsendi users passwd")
    if one.name and one.name != name:
        yield f"line {one.line}: {one.login} has an account already, which keeps its name {name!r}."


def _check_new(one: Person, faults: _Faults) -> None:
    """Look at the first line of a new login."""
    for field, check in (("login", lambda: check_login(one.login)), ("password", lambda: _check_password(one))):
        try:
            check()
        except AccessError as error:
            faults.add(one.line, field, str(error))


def _check_password(one: Person) -> None:
    """Refuse a weak first password; an empty one makes an account that cannot log in with one yet."""
    if one.password:
        passwords.check_strength(one.password, one.key)


def _check_again(one: Person, before: Person, faults: _Faults) -> None:
    """Look at a further line of a new login: it says nothing else about the account than the first."""
    for field in ("name", "password"):
        told = getattr(one, field)
        if told and told != getattr(before, field):
            faults.add(one.line, field, f"differs from line {before.line}, which is about the same login.")


def _make(
    people: Sequence[Person], changes: Changes, known: Mapping[str, str], kind_of: KindOf, said: Sequence[str]
) -> Imported:
    """Make the accounts and give the roles of people who were looked at."""
    made: set[str] = set()
    told = list(said)
    for one in people:
        if one.key not in known and one.key not in made:
            made.add(one.key)
            changes.add(one.login, one.name or one.login, password=one.password or None, place=one.place)
        notices = changes.grant(one.login, Grant(one.role, one.place), kind_of(one.place))
        told += [f"line {one.line}: {text}" for text in notices]
    return Imported(len(made), len(people), told)
