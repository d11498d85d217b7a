"""What an administrator does with accounts: every step asks the rules of `dashboard.access.administration` first.

The rules are asked inside the transaction that makes the change, about the accounts as the transaction sees them: what
a page showed a minute ago decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dashboard.access import administration, passwords
from dashboard.access.account_list import Listing, search
from dashboard.access.accounts import Account, by_number
from dashboard.access.administration import BEYOND_OWN, CONFIRM_OWN, OUT_OF_REACH, OWN_ACCOUNT, Held
from dashboard.access.at_work import AtWork
from dashboard.access.changes import (
    ADMINISTRATOR,
    NAME_MISSING,
    RECOMMENDED_ADMINISTRATORS,
    Changes,
    administrators_of,
)
from dashboard.access.classes import CLASS, ClassRegister
from dashboard.access.decision import Grant, Scope, school_of
from dashboard.access.roles import ROLES, SCOPES
from dashboard.errors import AccessError


@dataclass(frozen=True, slots=True)
class Seen:
    """An account as an administrator sees it.

    Attributes
    ----------
    account
        The account; its grants are for the rules, not to be shown.
    roles
        The roles that may be shown.
    takeable
        Those of them the administrator may take back.
    whole
        Whether the administrator may change what concerns the account as a whole.
    own
        Whether it is the administrator's own account.
    crowded
        Its schools with more administrators than recommended, with how many (spec C); told of a single account.
    unchecked
        Its classes of schools whose classes nobody knows: whether there are such could not be checked; told likewise.
    """

    account: Account
    roles: tuple[Held, ...]
    takeable: frozenset[Grant]
    whole: bool
    own: bool
    crowded: Mapping[str, int] = field(default_factory=dict)
    unchecked: tuple[str, ...] = ()


class Administrator:
    """What one administrator does with accounts.

    Parameters
    ----------
    at_work
        Who that is.
    """

    def __init__(self, at_work: AtWork) -> None:
        self._connection = at_work.connection
        self._directory = at_work.directory
        self._settings = at_work.settings
        self._number = at_work.number
        self.reader = at_work.reader
        self.scope: Scope = at_work.scope(administration.MANAGE)
        self._changes = Changes(at_work.connection, at_work.author)
        self._classes = ClassRegister(at_work.connection, at_work.settings)

    def listed(self, text: str, page: int) -> Listing:
        """Return a page of the accounts with a role within this administrator's scope that a text finds."""
        return search(self._connection, self._directory, self._directory.within(self.scope), text, page)

    def givable_roles(self) -> list[str]:
        """Return the roles this administrator may give somewhere, in the order of spec C."""
        kinds = [(kind, top) for top in self._directory.tops(self.scope) for kind in SCOPES[SCOPES.index(top.kind) :]]
        found: set[str] = set()
        for kind, top in kinds:
            found.update(administration.givable(self.reader, kind, top.path, self._settings))
        return [role for role in ROLES if role in found]

    def reaches(self, number: int) -> bool:
        """Return whether an account is there and within reach."""
        found = by_number(self._connection, number)
        return found is not None and administration.knows(self.reader, self._held(found), self._settings)

    def account(self, number: int) -> Seen:
        """Return an account as this administrator sees it.

        Raises
        ------
        AccessError
            If there is none, or it is out of reach: the answer is the same.
        """
        found = by_number(self._connection, number)
        if found is None or not self.reaches(number):
            raise AccessError(f"There is no account {number} within reach.", OUT_OF_REACH)
        seen = self.seen(found)
        return replace(seen, crowded=self._crowded(seen), unchecked=self._unchecked(seen))

    def seen(self, found: Account) -> Seen:
        """Return an account with what of it may be shown and changed."""
        held = self._held(found)
        shown = tuple(one for one in held if administration.sees(self.reader, one, self._settings))
        takeable = {one.grant for one in shown if administration.commands(self.reader, one, self._settings)}
        whole = administration.may_change(self.reader, held, self._settings)
        return Seen(found, shown, frozenset(takeable), whole, found.number == self._number)

    def add(self, login: str, name: str, grant: Grant) -> tuple[int, str]:
        """Make an account with its first role.

        Returns
        -------
        tuple
            Its number, and its first password, which has to be changed at the first login.

        Raises
        ------
        AccessError
            If the login or the role cannot be given.
        """
        if not name.strip():
            raise AccessError("The name is empty; write who the owner of the account is.", NAME_MISSING)
        held = self._givable(grant)
        password = passwords.first_password()
        number = self._changes.add(login, name, password=password, place=grant.place)
        self._changes.grant(login, grant, held.kind)
        return number, password

    def rename(self, number: int, name: str) -> None:
        """Write down who the owner of an account is."""
        self._changes.rename(self._whole(number).login, name)

    def give(self, number: int, grant: Grant) -> None:
        """Give an account a role.

        Raises
        ------
        AccessError
            If the account is out of reach, or the role cannot be given.
        """
        found = self.account(number).account
        self._changes.grant(found.login, grant, self._givable(grant).kind)

    def take(self, number: int, grant: Grant, *, confirmed: bool) -> None:
        """Take a role back.

        Parameters
        ----------
        confirmed
            Whether an administrator who gives up the last right to administer said so twice.

        Raises
        ------
        AccessError
            If the role is out of reach, or was not confirmed where it has to be.
        """
        seen = self.account(number)
        if grant not in seen.takeable:
            raise AccessError(f"{grant.role} of {grant.place} is out of reach.", BEYOND_OWN)
        if seen.own and not confirmed and administration.loses_own(seen.account.grants, grant):
            raise AccessError("This is your own last right to administer accounts.", CONFIRM_OWN)
        self._changes.revoke(seen.account.login, grant)

    def set_disabled(self, number: int, *, disabled: bool) -> None:
        """Close or open an account of somebody else."""
        self._changes.set_disabled(self._other(number).login, disabled=disabled)

    def new_password(self, number: int) -> str:
        """Give the account of somebody else a new first password; return it."""
        password = passwords.first_password()
        self._changes.set_password(self._other(number).login, password, first=True)
        return password

    def end_sessions(self, number: int) -> None:
        """Log an account out everywhere."""
        self._changes.end_sessions(self._whole(number).login)

    def _crowded(self, seen: Seen) -> dict[str, int]:
        """Return the schools of an account that have more administrators than recommended, with how many (spec C)."""
        schools = {held.grant.place for held in seen.roles if held.grant.role == ADMINISTRATOR}
        counts = {school: administrators_of(self._connection, school) for school in sorted(schools)}
        return {school: count for school, count in counts.items() if count > RECOMMENDED_ADMINISTRATORS}

    def _unchecked(self, seen: Seen) -> tuple[str, ...]:
        """Return the classes of an account of which nobody knows whether their schools have them."""
        places = {held.grant.place for held in seen.roles if held.kind == CLASS}
        return tuple(sorted(place for place in places if self._classes.of(school_of(place)[0]) is None))

    def _held(self, found: Account) -> list[Held]:
        """Return the roles of an account with their places."""
        return [self._directory.held(grant) for grant in found.grants]

    def _givable(self, grant: Grant) -> Held:
        """Return a role with its place, if this administrator may give it and a class is one of its school."""
        held = self._directory.held(grant)
        fault = administration.fault_of_giving(self.reader, held, self._settings)
        if fault:
            raise AccessError(f"{grant.role} of {grant.place} cannot be given: {fault}.", fault)
        self._classes.check(grant.place, held.kind)
        return held

    def _whole(self, number: int) -> Account:
        """Return an account this administrator may change as a whole."""
        seen = self.account(number)
        if not seen.whole:
            raise AccessError(f"The account {number} has roles out of reach.", BEYOND_OWN)
        return seen.account

    def _other(self, number: int) -> Account:
        """Return such an account, if it is not the administrator's own."""
        found = self._whole(number)
        if found.number == self._number:
            raise AccessError("Change your own account on its own page.", OWN_ACCOUNT)
        return found
