"""The list of accounts, the form for a new one, and the page that shows its first password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from dashboard.access.account_list import PAGE_SIZE, Listing
from dashboard.access.administrator import Seen
from dashboard.access.changes import RECOMMENDED_ADMINISTRATORS
from dashboard.access.directory import Directory, Place
from dashboard.access.roles import ROLES
from dashboard.locales import Language
from layouts.admin.chrome import ACCOUNTS, Chrome, Pager, pager, span
from layouts.admin.typed import Typed
from layouts.admin.words import PlaceWords, moment, place_words, role_name, said, zone


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role at a place, in words; `key` and `place_key` are what forms send."""

    role: str
    place: PlaceWords
    key: str
    place_key: str
    takeable: bool


@dataclass(frozen=True, slots=True)
class State:
    """Whether an account can be used: a mark (good, warn, none) and a word."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One account of the list."""

    login: str
    name: str
    href: str
    roles: Sequence[RoleLine]
    last_login: str
    state: State


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """The list of accounts."""

    words: dict[str, str]
    area: str
    text: str
    rows: Sequence[Row]
    pager: Pager
    said: str


def role_lines(lang: Language, directory: Directory, seen: Seen) -> list[RoleLine]:
    """Return the roles of an account that may be shown."""
    return [
        RoleLine(
            role_name(lang, held.grant.role),
            place_words(lang, held.grant.place, directory.at(held.grant.place)),
            held.grant.role,
            held.grant.place,
            held.grant in seen.takeable,
        )
        for held in seen.roles
    ]


def state(lang: Language, seen: Seen) -> State:
    """Return whether an account can be used."""
    if seen.account.disabled:
        return State("none", lang.gettext("closed"))
    if seen.account.must_change:
        return State("warn", lang.gettext("has a first password"))
    return State("good", lang.gettext("open"))


def crowded(lang: Language, directory: Directory, seen: Seen) -> list[str]:
    """Return a notice for each school of an account with more administrators than recommended (spec C)."""
    return [
        lang.gettext(
            "%(school)s: %(count)s administrators. At most %(most)s are recommended.",
            school=place_words(lang, school, directory.at(school)).name,
            count=count,
            most=RECOMMENDED_ADMINISTRATORS,
        )
        for school, count in seen.crowded.items()
    ]


def unchecked(lang: Language, directory: Directory, seen: Seen) -> list[str]:
    """Return a notice for each class of an account of which nobody knows whether its school has it."""
    return [
        lang.gettext(
            "%(place)s: whether the school has this class could not be checked, as no rows of its classes are kept.",
            place=place_words(lang, place, directory.at(place)).name,
        )
        for place in seen.unchecked
    ]


def area(lang: Language, tops: Sequence[Place]) -> str:
    """Return where the reader administers: ``Your area: Kostanay Region``."""
    return lang.gettext("Your area: %(places)s", places=", ".join(lang.name(place.names)[0] for place in tops))


@dataclass(frozen=True, slots=True)
class Found:
    """What a list of accounts is made of.

    Attributes
    ----------
    page
        The accounts of the page.
    seen
        What of each may be shown.
    directory, tops
        Where places lie; the places the reader administers.
    """

    page: Listing
    seen: Sequence[Seen]
    directory: Directory
    tops: Sequence[Place]


def listing(chrome: Chrome, found: Found, text: str, done: str = "") -> AccountsPage:
    """Return the list of accounts.

    Parameters
    ----------
    text
        What was looked for.
    done
        What was just done to an account that is gone from the list: a key of `said`.
    """
    lang, base = chrome.lang, chrome.at(ACCOUNTS)
    words = {
        "title": lang.gettext("Accounts"),
        "find": lang.gettext("Login, name, school or place"),
        "submit": lang.gettext("Find"),
        "add": lang.gettext("Add an account"),
        "login": lang.gettext("Login"),
        "name": lang.gettext("Name"),
        "roles": lang.gettext("Roles"),
        "last": lang.gettext("Last login"),
        "state": lang.gettext("State"),
        "none": lang.gettext("No account was found."),
        "all": lang.gettext("Show all"),
        "zone": zone(lang),
    }
    rows = [
        Row(
            one.account.login,
            one.account.name,
            f"{base}/{one.account.number}",
            role_lines(lang, found.directory, one),
            moment(lang, one.account.last_login_at),
            state(lang, one),
        )
        for one in found.seen
    ]
    at = found.page
    shown = span(lang, at.page, PAGE_SIZE, len(rows), at.total)
    ways = pager(lang, at.page, at.pages, shown, lambda page: f"{base}?{urlencode({'q': text, 'page': page})}")
    return AccountsPage(words, area(lang, found.tops), text, rows, ways, said(lang, done))


@dataclass(frozen=True, slots=True)
class Option:
    """An entry of a list to choose from."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class RoleForm:
    """What a role is given with: a list of roles in groups, a place, and the places found for an ambiguous one.

    Attributes
    ----------
    groups
        Name of the group to its roles.
    place
        What was typed.
    found
        Places to choose from.
    suggest
        Where a script asks for places.
    words
        Labels.
    """

    groups: dict[str, list[Option]]
    place: str
    found: Sequence[Option]
    suggest: str
    words: dict[str, str]


def role_form(
    chrome: Chrome, roles: Sequence[str], role: str = "", place: str = "", found: Sequence[Place] = ()
) -> RoleForm:
    """Return the fields a role is given with.

    Parameters
    ----------
    roles
        Keys of the roles the reader may give somewhere.
    role, place
        What was chosen and typed.
    found
        The places that was taken for, where they are several.
    """
    lang = chrome.lang
    groups: dict[str, list[Option]] = {}
    for key in roles:
        inside = "school" in ROLES[key].scopes
        group = lang.gettext("Roles of a school") if inside else lang.gettext("Roles of a department")
        groups.setdefault(group, []).append(Option(key, role_name(lang, key), key == role))
    options = [Option(one.key, option(lang, one), at == 0) for at, one in enumerate(found)]
    words = {
        "role": lang.gettext("Role"),
        "choose": lang.gettext("Choose a role"),
        "place": lang.gettext("Place"),
        "place_hint": lang.gettext(
            "Name or code of a region, district or school; a class behind its school: %(example)s",
            example="3910000004//5A",
        ),
        "which": lang.gettext("Which one?"),
    }
    return RoleForm(groups, place, options, chrome.at("admin/places"), words)


def option(lang: Language, place: Place) -> str:
    """Return a place as an entry of a list."""
    words = place_words(lang, place.key, place)
    return f"{words.name}, {words.about}"


@dataclass(frozen=True, slots=True)
class NewPage:
    """The form for a new account."""

    words: dict[str, str]
    action: str
    back: str
    typed: Typed
    role: RoleForm


def new(chrome: Chrome, role: RoleForm, typed: Typed | None = None) -> NewPage:
    """Return the form for a new account, empty or as it was filled in."""
    typed = typed or Typed()
    lang = chrome.lang
    words = {
        "title": lang.gettext("Add an account"),
        "lede": lang.gettext("The first password is made up and shown once; it has to be changed at the first login."),
        "login": lang.gettext("Login"),
        "name": lang.gettext("Name"),
        "name_hint": lang.gettext("Surname and initials of the owner"),
        "submit": lang.gettext("Add the account"),
        "back": lang.gettext("Back to the list"),
    }
    base = chrome.at(ACCOUNTS)
    return NewPage(words, f"{base}/new", base, typed, role)


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """A first password, shown once."""

    words: dict[str, str]
    login: str
    password: str
    account: str
    another: str
    notices: Sequence[str]


def password(chrome: Chrome, seen: Seen, secret: str, directory: Directory, *, made: bool) -> PasswordPage:
    """Return the page that shows a first password.

    Parameters
    ----------
    seen, secret
        The account, and its password.
    made
        Whether the account is a new one.
    """
    lang = chrome.lang
    title = lang.gettext("The account was added") if made else lang.gettext("The new first password")
    words = {
        "title": title,
        "lede": lang.gettext("Hand login and password over in person. The password is shown this once."),
        "rule": lang.gettext("It has to be changed at the first login; until then nothing else is open."),
        "login": lang.gettext("Login"),
        "password": lang.gettext("First password"),
        "account": lang.gettext("To the account"),
        "another": lang.gettext("Add another account"),
    }
    base = chrome.at(ACCOUNTS)
    one, notices = seen.account, [*crowded(lang, directory, seen), *unchecked(lang, directory, seen)]
    return PasswordPage(words, one.login, secret, f"{base}/{one.number}", f"{base}/new", notices)
