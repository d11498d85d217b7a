"""Who is told of each statement sent to the database, whoever sent it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext

# Is told how a statement ended: the kind of the error, or nothing.
Ended = Callable[[str | None], None]
_KEPT = "_belsendi_ended"


def watch_statements(begun: Callable[[str, str], Ended | None]) -> Callable[[], None]:
    """Call something before each statement of this process, and what it returns after it.

    Parameters
    ----------
    begun
        Is given the statement, with places in place of values, and the kind of the database; returns who is to be told
        of its end, if anybody. Both are called from the thread that asks, and must not raise.

    Returns
    -------
    callable
        Ends it.
    """

    def before(connection: Connection, _: Any, statement: str, __: Any, context: Any, ___: bool) -> None:
        ended = begun(statement, connection.dialect.name)
        if ended is not None and context is not None:
            setattr(context, _KEPT, ended)

    def after(_: Connection, __: Any, ___: str, ____: Any, context: Any, _____: bool) -> None:
        _tell(context, None)

    def failed(error: ExceptionContext) -> None:
        _tell(error.execution_context, type(error.original_exception).__name__)

    listeners: dict[str, Callable[..., None]] = {
        "before_cursor_execute": before,
        "after_cursor_execute": after,
        "handle_error": failed,
    }
    for name, listener in listeners.items():
        event.listen(Engine, name, listener)
    return partial(_end, listeners)


def _tell(context: Any, error: str | None) -> None:
    """Tell of the end of a statement, once."""
    ended: Ended | None = getattr(context, _KEPT, None)
    if ended is not None:
        setattr(context, _KEPT, None)
        ended(error)


def _end(listeners: dict[str, Callable[..., None]]) -> None:
    """Watch no longer."""
    for name, listener in listeners.items():
        event.remove(Engine, name, listener)
