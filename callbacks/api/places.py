"""What place a request of a program is about, for the guard (A-59): syntax is not judged here, nor whether it exists.

What nobody knows lies at the republic: whoever may see everything is told that it is not there, everybody else the same
as of what is out of reach.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import request

from callbacks import sessions
from callbacks.api.call import week_at
from callbacks.api.installed import installed
from dashboard.access.decision import LISTING, Path, scope
from dashboard.database import reading
from dashboard.selection import REPUBLIC
from dashboard.timeline import Timeline
from queries.places import school_path, unit_path

_ALL = (REPUBLIC,)


def republic() -> Path:
    """Return the republic: the monitor is the same everywhere or nowhere (G-39)."""
    return _ALL


def schools() -> Path:
    """Return the school or unit a request names; without one the places the reader has, to be looked through."""
    asked: Mapping[str, Any] = {**request.args, **(request.view_args or {})}
    found, edition = installed(), installed().editions.current()
    week = _week(asked, edition.archive.timeline)
    with reading(found.settings) as opened:
        if "school" in asked:
            return school_path(opened, edition.archive, week, asked["school"]) or _ALL
        if "unit" in asked:
            return unit_path(opened, edition.archive, week, asked["unit"]) or _ALL
    mine = scope(sessions.reader(), LISTING, found.settings)
    return (REPUBLIC, *mine.places, *filter(None, [mine.within]))


def _week(asked: Mapping[str, Any], timeline: Timeline) -> date | None:
    """Return the week a request names; None for the latest one, also where what it names is none."""
    try:
        day = date.fromisoformat(asked.get("week") or asked.get("to") or "")
    except ValueError:
        return None
    found = week_at(timeline, day)
    return found.week if found else None
