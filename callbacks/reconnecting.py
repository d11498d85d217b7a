"""What readers notice of a database that is away: as little as can be, and never without being told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, g, has_request_context, request
from flask.typing import ResponseReturnValue

from dashboard.errors import DatabaseAway

# In every answer made of published weeks: whether the database was there to say what is published. Both are always
# said, since a browser that is answered 304 keeps headers that are not sent again.
STATE, CURRENT, STALE = "X-Belsendi-Data", "current", "stale"
_READS = frozenset({"GET", "HEAD"})
_R = TypeVar("_R")


class Reconnecting(Flask):
    """An application whose readers do not notice that the database was restarted, or that a proxy cut idle connections.

    A connection of the pool is looked at before it is used; this is for one that is cut while it is used. Nothing is
    tried twice that may have changed something.
    """

    def preprocess_request(self) -> ResponseReturnValue | None:
        """Look at a request before it is answered: the guard asks the database who it is that asks."""
        return self._twice(super().preprocess_request)

    def dispatch_request(self) -> ResponseReturnValue:
        """Answer a request."""
        return self._twice(super().dispatch_request)

    def _twice(self, work: Callable[[], _R]) -> _R:
        """Do something again, once, if the connection was cut under it."""
        try:
            return work()
        except DatabaseAway as error:
            if not error.broke or request.method not in _READS:
                raise
            self.logger.warning("Tried again: %s", error)
            return work()


def note(state: str) -> None:
    """Remember for the answer to the present request, if there is one, of which state it is."""
    if has_request_context():
        g.database_state = state


def is_stale() -> bool:
    """Return whether the present request is answered without the database."""
    return bool(g.get("database_state") == STALE)


def tell(response: Response) -> Response:
    """Say of which state an answer is."""
    state = g.get("database_state")
    if state:
        response.headers[STATE] = state
    return response
