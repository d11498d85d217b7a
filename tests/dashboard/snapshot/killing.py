"""Builds that are killed: run as a program of its own, since it forks itself.

``python -m tests.dashboard.snapshot.killing ADDRESS FOLDER SEED POINTS`` builds and publishes revisions of a week again
and again, each in a new process that SIGKILL ends at a random moment, at as many points as asked and at more until both
states were seen often enough: an eighth anywhere in a build, the others in its
last step, the writing. After each it looks whether the database holds exactly the old state or exactly the new one, and
writes once more without any mending. It prints what it saw as JSON.
"""

from __future__ import annotations

import gc
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, literal, select, union_all

from dashboard import schema
from dashboard.database import engine, transaction
from dashboard.settings import Settings
from dashboard.snapshot import build
from dashboard.snapshot.build import Choices, attempt_build
from dashboard.snapshot.lock import only_build
from dashboard.snapshot.publish import Contents, publish, write_snapshot
from tests.factories import WEEK, small_drop

# Every table of a snapshot; those two are about other snapshots as well.
WEEKLY = [
    table
    for table in schema.metadata.sorted_tables
    if "snapshot_id" in table.columns and table.name not in {"unit_comparison", "revision_difference"}
]
COUNTS = union_all(
    *(select(literal(table.name), table.c.snapshot_id, func.count()).group_by(table.c.snapshot_id) for table in WEEKLY)
)
LATEST = 1.1  # moments reach a little beyond how long a job takes, so that the last instants are met too
ENOUGH = 10  # of the old state as of the new one; else the moments were not spread over the whole of a build
KEPT_REVISIONS = 10  # more would only take longer to look at
State = dict[str, dict[str, Any]]


class Killing:
    """Builds in processes that are killed.

    Parameters
    ----------
    settings
        The installation; its database has tables.
    seed
        Of the moments.
    """

    def __init__(self, settings: Settings, seed: int) -> None:
        self.settings = settings
        self.random = random.Random(seed)  # noqa: S311
        self.number = 0
        self.seen: Counter[str] = Counter()
        self.contents = self._warm_up()
        self.frozen = self.state()
        self.whole = self.frozen[str(self.contents.head["content_id"])]["rows"]

    def _warm_up(self) -> Contents:
        """Build two weeks, so that the children have compiled queries; return what the last one wrote."""
        written: list[Contents] = []
        original = build.write_snapshot
        build.write_snapshot = lambda opened, contents: (written.append(contents), original(opened, contents))[1]
        for week in (date(2025, 11, 2), WEEK):
            drop = small_drop(self.settings.data_folder / f"drop-{week}", week=week)
            report = attempt_build([drop], week, self.settings, Choices(publish=True))
            assert report.status == "built", report.errors
        build.write_snapshot = original
        return written[-1]

    def state(self) -> State:
        """Return everything that is there, by snapshot: its status, rows by table, what the log says of it.

        Read as a writer: a server may still be ending the transaction of a process that is gone.
        """
        log = schema.publication_log
        with transaction(self.settings) as opened:
            found: State = {
                row.content_id: {"id": row.id, "status": row.status, "rows": {}, "log": []}
                for row in opened.execute(select(schema.snapshot))
            }
            keys = {one["id"]: name for name, one in found.items()}
            for name, key, rows in opened.execute(COUNTS):
                found[keys[key]]["rows"][name] = rows
            for name, action in opened.execute(select(log.c.content_id, log.c.action).order_by(log.c.id)):
                if name in found:
                    found[name]["log"].append(action)
        return found

    def build(self) -> int:
        """Build and publish another drop of the week from its files; return the exit code."""
        drop = small_drop(self.settings.data_folder / "drop", homework=self.number)
        return attempt_build([drop], WEEK, self.settings, Choices(publish=True)).exit_code

    def store(self) -> int:
        """Do what a build does in the end, with other content."""
        contents = replace(self.contents, head={**self.contents.head, "content_id": f"{self.number:064d}"})
        with only_build(self.settings, "a test"), transaction(self.settings) as opened:
            publish(opened, write_snapshot(opened, contents).id)
        return 0

    def child(self, job: Callable[[], int]) -> int:
        """Start a process that does a job; return its id."""
        self.number += 1
        engine(self.settings).dispose()
        process = os.fork()
        if process:
            return process
        try:
            code = job()
        except BaseException as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            code = 99
        os._exit(code)

    def duration(self, job: Callable[[], int]) -> float:
        """Return how long a job takes that nobody kills."""
        start = time.monotonic()
        assert self.finished(job) == 0
        return time.monotonic() - start

    def finished(self, job: Callable[[], int]) -> int:
        """Let a process do a job to its end; return its exit code."""
        return os.waitstatus_to_exitcode(os.waitpid(self.child(job), 0)[1])

    def kill_at(self, job: Callable[[], int], delay: float) -> float | None:
        """Kill a process that does a job after a delay, and look at what it left; return when it ended by itself."""
        before = self.state()
        start = time.monotonic()
        process = self.child(job)
        ended = self.ended_within(process, start + delay)
        if ended is None:
            os.kill(process, signal.SIGKILL)
            assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) in {0, -signal.SIGKILL}
        after = self.state()
        self.judge(before, after)
        self.seen["killed" if ended is None else "ended"] += 1
        self.seen["new" if len(after) > len(before) else "old"] += 1
        return ended and ended - start

    @staticmethod
    def ended_within(process: int, end: float) -> float | None:
        """Wait for a moment; return when the process ended by itself before it."""
        while (now := time.monotonic()) < end:
            found, status = os.waitpid(process, os.WNOHANG)
            if found:
                assert status == 0, os.waitstatus_to_exitcode(status)
                return now
            time.sleep(min(0.001, end - now))
        return None

    def judge(self, before: State, after: State) -> None:
        """Assert that a state is exactly the one before, or that and one whole published snapshot more."""
        assert {name: after.get(name) for name in before} == before
        new = [one for name, one in after.items() if name not in before]
        assert len(new) <= 1, new
        for one in new:
            assert (one["status"], one["log"]) == ("published", ["build", "publish"]), one
            assert one["rows"] == self.whole, one

    def rarer(self) -> int:
        """Return how often the rarer of the two states was seen, the old one or the new one."""
        return min(self.seen["old"], self.seen["new"])

    def tidy(self) -> None:
        """Remove revisions that are not needed any more."""
        with transaction(self.settings) as opened:
            opened.execute(delete(schema.snapshot).where(schema.snapshot.c.content_id.not_in(self.frozen)))

    def run(self, points: int) -> dict[str, Any]:
        """Kill as often as asked; after each process, killed or not, this one writes at once."""
        lasts = {job: max(self.duration(job) for _ in range(2)) for job in (self.build, self.store)}
        while self.seen["killed"] < points or (self.rarer() < ENOUGH and sum(self.seen.values()) < 4 * points):
            job = self.store if sum(self.seen.values()) % 8 else self.build
            delay = self.random.uniform(0, LATEST * lasts[job])
            took = self.kill_at(job, delay)
            # How long a job lasts changes with what else the machine has to do.
            lasts[job] = (lasts[job] + took) / 2 if took else max(lasts[job], delay)
            self.number += 1
            assert self.store() == 0
            if self.number % KEPT_REVISIONS == 0:
                self.tidy()
        before = self.state()
        assert self.finished(self.build) == 0
        self.judge(before, self.state())
        left = sorted(path.name for path in Path(os.environ["TMPDIR"]).glob("belsendi-*"))
        return {**self.seen, "left": left, "seconds": {job.__name__: seconds for job, seconds in lasts.items()}}


def main() -> None:
    """Run with the arguments of the program."""
    address, folder, seed, points = sys.argv[1:]
    killing = Killing(Settings(address, Path(folder)), int(seed))
    gc.freeze()  # what is loaded stays loaded: a child that looked through it for garbage would have to copy it first
    sys.stdout.write(json.dumps(killing.run(int(points))))


if __name__ == "__main__":
    main()
