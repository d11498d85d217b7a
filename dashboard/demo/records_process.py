"""Making drops in a process of their own, while the one that asked for them publishes those that are done."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from dashboard.demo.stamp import Generator
from dashboard.errors import SnapshotError

Report = Callable[[int], None]


@contextmanager
def making(generator: Generator, folder: Path, weeks: Sequence[date], report: Report) -> Iterator[Iterator[date]]:
    """Begin to make the drops that are missing, in order; whatever ends the block ends the making.

    Parameters
    ----------
    generator
        What they are made with.
    folder
        Where they go, each in a folder named after its week.
    weeks
        The weeks that must have one in the end.
    report
        Called with the number of weeks made so far, whenever a week is asked for.

    Yields
    ------
    Iterator
        The weeks, each when its drop is there. What stopped the making of a drop is raised here.
    """
    context = get_context("spawn")  # a fork would copy the thread that draws the progress bars
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_make, args=(sender, generator, folder, weeks), daemon=True)
    process.start()
    sender.close()  # the other process holds the only one left: its death ends what can be received
    try:
        yield _as_they_come(receiver, weeks, report)
    finally:
        process.terminate()
        process.join()
        receiver.close()


def _as_they_come(receiver: Connection, weeks: Sequence[date], report: Report) -> Iterator[date]:
    """Yield every week when it is made."""
    made = 0
    for place, week in enumerate(weeks):
        while made <= place or (made < len(weeks) and receiver.poll()):
            made = _received(receiver)
            report(made)
        yield week


def _received(receiver: Connection) -> int:
    """Return the next number of weeks made, or raise what came instead of it."""
    try:
        message: int | Exception = receiver.recv()
    except EOFError:
        raise SnapshotError(
            "The process that makes the demonstration's records was ended from outside. What is published stays; "
            "run the command again to carry on."
        ) from None
    if isinstance(message, Exception):
        raise message
    return message


def _make(sender: Connection, generator: Generator, folder: Path, weeks: Sequence[date]) -> None:
    """Make the drops and tell how many there are; the body of the other process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both; the asking process ends this one
    try:
        from dashboard.demo.making import Maker, write_missing  # noqa: PLC0415 only this process needs them

        for made, _ in enumerate(write_missing(Maker(generator), folder, weeks), 1):
            sender.send(made)
    except BrokenPipeError:  # nobody waits for them any more
        return
    except Exception as error:
        sender.send(error)
