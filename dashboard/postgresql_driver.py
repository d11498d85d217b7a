"""Connections to PostgreSQL that do not wait for ever to hear whether they still work.

The system notices a machine that is gone, but not a server that hangs on a machine that lives, such as one whose disk
does not answer: what is sent to it arrives. So a connection of the pool that is looked at before use gives up in time.
Statements themselves may take as long as they need.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection, OperationalError
from psycopg.abc import RV, PQGen
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

_INTERVAL = 0.1  # seconds, as psycopg's own


class WatchedConnection(Connection[Any]):
    """A connection that may be given a limit of time.

    Attributes
    ----------
    patience
        Seconds an answer may take from now on; None is without limit.
    """

    patience: float | None = None

    def wait(self, gen: PQGen[RV], interval: float = _INTERVAL, timeout: float | None = None) -> RV:
        """Wait for an answer.

        Raises
        ------
        OperationalError
            If it does not come in time; the connection is closed then, since nobody knows what comes later.
        """
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise


def limit_looks(of: Engine, seconds: float) -> None:
    """Let a connection that rests in the pool be looked at for some seconds at most."""

    @event.listens_for(of, "checkin")
    def rest(raw: WatchedConnection | None, _: ConnectionPoolEntry) -> None:
        if raw is not None:
            raw.patience = seconds

    @event.listens_for(of, "checkout")
    def work(raw: WatchedConnection, _: ConnectionPoolEntry, __: object) -> None:
        raw.patience = None
