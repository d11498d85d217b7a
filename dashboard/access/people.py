"""A list of people as a file: accounts with their roles, checked whole before anything is made."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dashboard.access.accounts import folded
from dashboard.access.changes import Changes
from dashboard.access.decision import Grant
from dashboard.errors import AccessError

COLUMNS = ("login", "name", "role", "place", "password")
_SHOWN = 20

KindOf = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the file; several lines of one login give it several roles."""

    line: int
    login: str
    name: str
    role: str
    place: str
    password: str


def read_people(path: Path) -> list[Person]:
    """Read a CSV file of people.

    Raises
    ------
    AccessError
        If it cannot be read, lacks a column or has an incomplete line; all lines at fault are named.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            missing = set(COLUMNS) - set(rows.fieldnames or ())
            if missing:
                raise AccessError(
                    f"{path}: column {', '.join(sorted(missing))} is missing. Columns: {','.join(COLUMNS)}"
                )
            people = [_person(rows.line_num, row) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise AccessError(f"{path} cannot be read as CSV in UTF-8 ({error}). Save it as such.") from None
    faults = [f"line {one.line}: login, role and place are needed" for one in people if not _complete(one)]
    _refuse(path, faults)
    return people


def _person(line: int, row: dict[str, str | None]) -> Person:
    """Return one line of the file."""
    return Person(line, *((row[column] or "").strip() for column in COLUMNS))


def _complete(one: Person) -> bool:
    return bool(one.login and one.role and one.place)


def _refuse(path: Path, faults: list[str]) -> None:
    """Raise if there are faults; name the first of them."""
    if faults:
        more = [f"… and {len(faults) - _SHOWN} more"] if len(faults) > _SHOWN else []
        raise AccessError("\n".join([f"{path}: nothing was changed.", *faults[:_SHOWN], *more]))


def import_people(path: Path, changes: Changes, known: Callable[[str], bool], kind_of: KindOf) -> Iterator[str]:
    """Make the accounts of a file and give the roles; all of them, or none.

    Parameters
    ----------
    changes
        Inside a transaction that is undone when this raises.
    known
        Whether a login has an account.
    kind_of
        What a place is; empty if there is no such place.

    Yields
    ------
    str
        What the author should know.

    Raises
    ------
    AccessError
        With every line at fault.
    """
    faults: list[str] = []
    made: set[str] = set()
    for one in read_people(path):
        try:
            if not known(one.login) and folded(one.login) not in made:
                made.add(folded(one.login))
                changes.add(one.login, one.name or one.login, password=one.password or None)
            for said in changes.grant(
                one.login, Grant(one.role, one.place), kind_of(one.place) or "place nobody knows"
            ):
                yield f"line {one.line}: {said}"
        except AccessError as error:
            faults.append(f"line {one.line}: {error}")
    _refuse(path, faults)
