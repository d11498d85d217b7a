"""Who is told when the database fails, whoever asked it for what."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError

# The database did its part: what it was asked for was wrong.
_ASKED_WRONGLY = (DataError, IntegrityError, ProgrammingError)


def watch_failures(told: Callable[[], None]) -> Callable[[], None]:
    """Call something each time a database of this process fails: gone, locked, full, damaged.

    Parameters
    ----------
    told
        Is called from the thread that asked; must not raise.

    Returns
    -------
    callable
        Ends it.
    """

    def failed(context: ExceptionContext) -> None:
        if not isinstance(context.sqlalchemy_exception, _ASKED_WRONGLY):
            told()

    event.listen(Engine, "handle_error", failed)
    return partial(event.remove, Engine, "handle_error", failed)
