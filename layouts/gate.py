"""The pages before the door: login, a new password, "access forbidden". Plain HTML: they work without scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext
from jinja2 import Environment, PackageLoader, StrictUndefined

_TEMPLATES = Environment(
    loader=PackageLoader("layouts"), autoescape=True, undefined=StrictUndefined, trim_blocks=False, lstrip_blocks=False
)


@dataclass(frozen=True, slots=True)
class Link:
    """A way on."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """An entry of the language switch."""

    code: str
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every such page.

    Attributes
    ----------
    language, base
        The language's code; the address of the monitor in it.
    icon, theme, styles
        Addresses of static files.
    languages
        The entries of the language switch.
    """

    language: str
    base: str
    icon: str
    theme: str
    styles: Sequence[str]
    languages: Sequence[LanguageLink]

    @property
    def name(self) -> str:
        """The name of the product."""
        return str(gettext("School activity"))

    @property
    def subject(self) -> str:
        """What it is about."""
        return str(gettext("electronic journal"))

    @property
    def skip(self) -> str:
        """The first link of the page, for the keyboard."""
        return str(gettext("Skip to the content"))

    @property
    def languages_label(self) -> str:
        """What the language switch is called."""
        return str(gettext("Language"))


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
    """

    title: str
    paragraphs: Sequence[str]
    meta: str = ""
    actions: Sequence[Link] = ()
    form: Form | None = None
    buttons: Sequence[Button] = ()


def render(frame: Frame, page: Page) -> str:
    """Return the HTML of a page."""
    return _TEMPLATES.get_template("gate.html").render(frame=frame, page=page)


def login(form: Form) -> Page:
    """Return the page that asks for login and password (G-39)."""
    return Page(
        gettext("Login for education departments and schools"),
        [
            gettext("This monitor is open to the staff of education departments and schools."),
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


def forbidden(base: str, login_address: str, meta: str, *, logged_in: bool) -> Page:
    """Return the page for what is out of reach, or does not exist: it does not tell which (A-59, G-41)."""
    again = gettext("Log in with another account") if logged_in else gettext("Log in")
    return Page(
        gettext("Access forbidden"),
        [
            gettext("This page is not open to you, or it does not exist."),
            gettext("If it should be open to you, ask the administrator of your organisation for a login or a role."),
        ],
        meta,
        [Link(again, login_address), Link(gettext("To the ranking"), base)],
    )
