"""Where a login leads to: into this monitor and nowhere else, whatever a link says."""

from __future__ import annotations


def inside(wanted: str, base: str) -> str:
    """Return an address of this monitor: the one that is wanted if it is one, else the first page.

    Parameters
    ----------
    wanted
        As it came with the request.
    base
        The address of the monitor in a language, ``/ru/``: what begins with it has neither scheme nor host.
    """
    # Browsers read a backslash as a slash and pass over line ends and tabs.
    fits = wanted.startswith(base) and "\\" not in wanted and wanted.isprintable()
    return wanted if fits else base
