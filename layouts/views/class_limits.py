"""What is said to whoever sees single classes of a school alone."""

from __future__ import annotations

from dashboard.locales import Language


def only_classes(lang: Language, named: str) -> str:
    """Return what is left out, and why.

    Parameters
    ----------
    named
        The classes that are shown.
    """
    return lang.gettext("Only what your role was given for is shown: %(classes)s.", classes=named)
