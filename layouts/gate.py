"""The pages before the door: login, a new password, "access forbidden". Plain HTML: they work without scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import (
    BAD_REQUEST,
    INTERNAL_SERVER_ERROR,
    NOT_FOUND,
    REQUEST_ENTITY_TOO_LARGE,
    SERVICE_UNAVAILABLE,
)

from flask_babel import gettext
from jinja2 import Environment, PackageLoader, StrictUndefined

from layouts.frame import Frame, Link

_TEMPLATES = Environment(
    loader=PackageLoader("layouts"), autoescape=True, undefined=StrictUndefined, trim_blocks=False, lstrip_blocks=False
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form; `wrong` marks it after a mistake."""

    name: str
    label: str
    type: str
    autocomplete: str
    value: str = ""
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """What went wrong, and what to do."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form.

    Attributes
    ----------
    action
        Where it is sent.
    token
        Against requests forged by other sites.
    fields, submit
        Its fields and the words of its button.
    hidden
        What is sent along.
    alert
        What was wrong with the last try.
    others
        Other ways in.
    """

    action: str
    token: str
    fields: Sequence[Field]
    submit: str
    hidden: Mapping[str, str] = field(default_factory=dict)
    alert: Alert | None = None
    others: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """Something to do at once, in a form of its own."""

    action: str
    label: str
    token: str


@dataclass(frozen=True, slots=True)
class Page:
    """What one page says.

    Attributes
    ----------
    title, paragraphs, meta
        Its texts; `meta` is the small one below.
    actions
        Ways on, the best one first.
    form, buttons
        What can be filled in, what can be done at once.
    icon
        Class of a drawing above the title.
    """

    title: str
    paragraphs: Sequence[str]
    meta: str = ""
    actions: Sequence[Link] = ()
    form: Form | None = None
    buttons: Sequence[Button] = ()
    icon: str = ""


def render(frame: Frame, page: Page) -> str:
    """Return the HTML of a page."""
    return _TEMPLATES.get_template("gate.html").render(frame=frame, page=page)


def login(form: Form, *, public: bool = False, changed: bool = False) -> Page:
    """Return the page that asks for login and password (G-39).

    Parameters
    ----------
    public
        Whether the monitor is open without a login.
    changed
        Whether the password was changed a moment ago.
    """
    news = [gettext("The password is changed. Log in with the new one.")] if changed else []
    open_to_all = gettext("The ranking is open without a login. A login opens what lies inside schools.")
    closed = gettext("This monitor is open to the staff of education departments and schools.")
    return Page(
        gettext("Login for education departments and schools"),
        [
            *news,
            open_to_all if public else closed,
            gettext(
                "The department of a region sees the schools of the region, that of a district those of the district, "
                "a school itself."
            ),
        ],
        gettext("The administrator of your organisation gives out logins and passwords."),
        form=form,
    )


def new_password(form: Form, shortest: int, buttons: Sequence[Button]) -> Page:
    """Return the page that asks for a new password, with the ways out."""
    return Page(
        gettext("Your account"),
        [
            gettext("A password that somebody else chose has to be replaced; then nobody but you knows it."),
            gettext(
                "At least %(shortest)s characters. Several words that have nothing to do with one another are good.",
                shortest=shortest,
            ),
        ],
        form=form,
        buttons=buttons,
    )


def forbidden(base: str, login_address: str, meta: str, name: str) -> Page:
    """Return the page for what is out of reach, or does not exist: it does not tell which (A-59, G-41).

    Parameters
    ----------
    name
        Who is logged in; empty for nobody.
    """
    ways = [Link(gettext("To the ranking"), base)]
    if name:
        ways.append(Link(gettext("Log in with another account"), login_address))
    else:
        ways.insert(0, Link(gettext("Log in"), login_address))
    return Page(
        gettext("Access forbidden"),
        [
            gettext("This page is not open to you, or it does not exist."),
            gettext("What lies inside a school is seen by the school itself, its department and that of its region."),
            gettext("If it should be open to you, ask the administrator of your organisation for a login or a role."),
            *([gettext("You are logged in as %(name)s.", name=name)] if name else []),
        ],
        meta,
        ways,
        icon="i-lock",
    )


def problem(status: int, base: str, meta: str) -> Page:
    """Return the page about an error: what happened as far as the reader is concerned, and what to do."""
    title, advice = _PROBLEMS.get(status, _PROBLEMS[INTERNAL_SERVER_ERROR if status >= OURS else BAD_REQUEST])()
    return Page(title, [advice], meta, [Link(gettext("To the ranking"), base)])


OURS = 500  # from this status on it is no fault of the reader
_PROBLEMS: Mapping[int, Callable[[], tuple[str, str]]] = {
    BAD_REQUEST: lambda: (
        gettext("The request could not be understood"),
        gettext("Go back, load the page anew and try again."),
    ),
    NOT_FOUND: lambda: (
        gettext("There is no such page"),
        gettext("Check the address, or begin with the ranking."),
    ),
    REQUEST_ENTITY_TOO_LARGE: lambda: (
        gettext("Too much was sent"),
        gettext("The monitor takes no files. Go back and send less."),
    ),
    INTERNAL_SERVER_ERROR: lambda: (
        gettext("Something went wrong here"),
        gettext("It is not your fault, and it has been logged. Try again in a few minutes."),
    ),
    SERVICE_UNAVAILABLE: lambda: (
        gettext("The monitor has no data to show at the moment"),
        gettext("Try again in a few minutes."),
    ),
}
