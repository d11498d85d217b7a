"""Users of a whole country at once, on PostgreSQL, with the database killed half-way (issue 7).

``python -m bench users --users 500 --minutes 10 --spike --data var/demonstration``: a server of PostgreSQL is made for
the measurement and filled from the demonstration; the monitor is served by ``belsendi serve``. Users rest five seconds
between two tasks. Half-way the database is killed as by a crash and started again ten seconds later. Without it, the
monitor shows what it has made before; what it has not, it answers with 503 and ``Retry-After``: the page then keeps
its last values and asks again by itself: that is counted apart, and only while the database is away.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import signal
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bench.client import Answer, Connection
from bench.results import Result, percentile, show
from bench.servers import BIN, PROJECT, Running, running_monitor
from bench.user_tasks import SESSION, TASKS, Choice, Step, World, look_around
from callbacks.reconnecting import STALE, STATE
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant
from dashboard.database import engine, transaction
from dashboard.selection import REPUBLIC
from dashboard.settings import Settings
from tests.postgres_server import Server, programs, running_server

THINK = 5.0  # seconds between two tasks of a user
MILLISECONDS = 300  # of 95 in 100 answers
AWAY = 10.0  # seconds the database is away
BACK = 3.0  # seconds after which everything has to be as before
SPIKE, SPIKE_SECONDS = 3, 60
SOAK_MINUTES = 60.0
GROWTH = 5  # percent of memory between the middle and the end of a soak
WARM_UP = 20.0  # seconds in which the users come; nothing is counted
AGAIN = 2.0  # seconds after which the page asks again
SAMPLE = 5.0  # seconds between two looks at the memory
LOGIN = "bench"
STEADY, COMING = "steady", "coming"
_MIDDLE, _END = (0.5, 0.6), (0.9, 1.0)  # of the time, where memory is compared
_ASKED_TWICE = (OSError, EOFError, TimeoutError, ValueError)


@dataclass
class Counts:
    """What came of a phase.

    Attributes
    ----------
    seconds
        Of every answer, by task.
    stale
        Answers of what was made before the database went.
    later
        Questions answered with 503 and ``Retry-After`` while the database was away, by task: the page asks again, and
        how long that answer took is not counted.
    broken
        Answers that broke off and came when they were asked for once more.
    errors
        Everything else: what a user sees as an error.
    """

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    stale: int = 0
    later: Counter[str] = field(default_factory=Counter)
    broken: int = 0
    errors: Counter[str] = field(default_factory=Counter)


@dataclass
class State:
    """What all users share.

    Attributes
    ----------
    phase, counts
        What is counted now, and what was counted, by phase.
    away
        When the database went, and when it was back, both by the monotonic clock; infinity as long as they were not.
    over
        Whether users go home.
    """

    phase: str = ""
    counts: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    away: tuple[float, float] = (float("inf"), float("inf"))
    recovered: float = 0.0
    over: bool = False

    def is_away(self, moment: float) -> bool:
        """Return whether the database was away at a moment, or had only just come back."""
        return self.away[0] <= moment <= self.away[1] + BACK

    def note(self, task: str, answer: Answer, begun: float, *, again: bool = False) -> bool:
        """Count an answer; return whether the page would ask again. `again` is whether it has done so before."""
        counts, now = self.counts[self.phase], time.monotonic()
        if answer.status == 503 and "retry-after" in answer.headers and self.is_away(now):
            counts.later[task] += not again
            return True
        counts.seconds[task].append(now - begun)
        if answer.status not in {200, 304}:
            counts.errors[f"{task}: {answer.status}"] += 1
        if answer.headers.get(STATE.lower()) == STALE:
            counts.stale += 1
            if not self.is_away(begun):
                counts.errors[f"{task}: stale without need"] += 1
        elif now > self.away[1] and not self.recovered and STATE.lower() in answer.headers:
            self.recovered = now - self.away[1]
        return False


class User:
    """Somebody who looks around, rests, and looks around again.

    Parameters
    ----------
    address, world
        The monitor, and what there is.
    number
        Which of the users; their choices depend on it alone.
    state
        What all users share.
    """

    def __init__(self, address: str, world: World, number: int, state: State) -> None:
        self._line = Connection(address)
        self._random = Random(number)
        self._choice = Choice(world, self._random)
        self._session = world.session
        self._state = state
        self._tags: dict[str, str] = {}

    async def live(self, until: Callable[[], bool]) -> None:
        """Do one task after the other."""
        await asyncio.sleep(self._random.uniform(0, THINK))
        names, weights = list(TASKS), [weight for weight, _ in TASKS.values()]
        while not until():
            (name,) = self._random.choices(names, weights)
            for step in TASKS[name][1](self._choice):
                await self._ask(name, step)
            await asyncio.sleep(self._random.uniform(0.5, 1.5) * THINK)
        self._line.close()

    async def _ask(self, name: str, step: Step) -> None:
        """Ask as the page does: once more where an answer breaks off, again after a while where it is told to."""
        again = False
        while True:
            begun = time.monotonic()
            try:
                answer = await self._twice(step)
            except _ASKED_TWICE as error:
                self._state.counts[self._state.phase].errors[f"{name}: {type(error).__name__}"] += 1
                return
            again = self._state.note(name, answer, begun, again=again)
            if not again:
                return
            await asyncio.sleep(AGAIN)

    async def _twice(self, step: Step) -> Answer:
        """Return the answer."""
        try:
            return await self._once(step)
        except _ASKED_TWICE:
            self._state.counts[self._state.phase].broken += 1
            return await self._once(step)

    async def _once(self, step: Step) -> Answer:
        """Ask once; remember what a browser remembers."""
        answer = await self._line.get(step.path, step.headers(self._session, self._tags.get(step.path)))
        if "etag" in answer.headers:
            self._tags[step.path] = answer.headers["etag"]
        self._session = answer.cookies.get(SESSION, self._session) if step.login else self._session
        return answer


@dataclass(frozen=True)
class Plan:
    """What is measured: users, minutes, whether there is a spike, whether memory has to stay, whether the database is
    killed."""

    users: int = 500
    minutes: float = 10.0
    spike: bool = False
    soak: bool = False
    restart: bool = True


def main(arguments: Sequence[str]) -> int:
    """Measure and print; the exit code tells whether every limit was kept."""
    parser = argparse.ArgumentParser("python -m bench users", description=__doc__)
    parser.add_argument("--users", type=int, default=Plan.users)
    parser.add_argument("--minutes", type=float, help=f"{Plan.minutes:g} without, {SOAK_MINUTES:g} of a soak")
    parser.add_argument("--spike", action="store_true", help=f"{SPIKE} times as many users for a minute at the end")
    parser.add_argument("--soak", action="store_true", help="memory has to stay as it is")
    parser.add_argument("--no-restart", action="store_true", help="leave the database alone")
    parser.add_argument("--data", type=Path, help="a demonstration; BELSENDI_DATA without")
    asked = parser.parse_args(list(arguments))
    minutes = asked.minutes or (SOAK_MINUTES if asked.soak else Plan.minutes)
    plan = Plan(asked.users, minutes, asked.spike, asked.soak, not asked.no_restart)
    title = f"{plan.users} users for {plan.minutes:g} minutes, two workers, PostgreSQL"
    return 0 if show(title, measure(plan, asked.data or Settings.from_environment().data_folder)) else 1


def measure(plan: Plan, data: Path) -> Iterator[Result]:
    """Yield how quick answers were, what went wrong, and how memory grew."""
    found = programs()
    if found is None:
        raise SystemExit("There is no PostgreSQL server to measure with: install Debian's package postgresql.")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="belsendi-users-")))
        server = stack.enter_context(running_server(found))
        password = secrets.token_urlsafe(16)
        environment = _installed(server, data, folder, password)
        monitor = stack.enter_context(running_monitor(2, environment, folder / "monitor.log"))
        yield from asyncio.run(_measured(plan, server, monitor, password))


def _installed(server: Server, data: Path, folder: Path, password: str) -> Mapping[str, str]:
    """Fill a new database from a demonstration, as docs/operations.md moves one; return the settings of the monitor."""
    address, backup = server.address(server.new_database()), folder / "backup.db"
    old = {**os.environ, "BELSENDI_DATA": str(data), "DATABASE_URL": f"sqlite:///{data.absolute() / 'belsendi.db'}"}
    new = {
        **old,
        "DATABASE_URL": address,
        "BELSENDI_DATA": str(folder),
        "BELSENDI_FACTS": str(data.absolute() / "facts"),
        "BELSENDI_DEMONSTRATION": "true",
    }
    for environment, word in ((old, "backup"), (new, "restore")):
        command = [str(BIN / "belsendi"), "db", word, str(backup), "--quiet"]
        subprocess.run(command, cwd=PROJECT, env=environment, check=True)
    backup.unlink()
    settings = Settings.from_environment(new)
    with transaction(settings) as opened:
        changes = Changes(opened, Author("bench"))
        changes.add(LOGIN, "Bench", password=password)
        changes.set_password(LOGIN, password, first=False)
        changes.grant(LOGIN, Grant("org_staff", REPUBLIC), "republic")
    engine(settings).dispose()
    return new


async def _measured(plan: Plan, server: Server, monitor: Running, password: str) -> list[Result]:
    """Let the users come, and return what came of it."""
    world, state = await look_around(monitor.address, LOGIN, password), State(phase=COMING)
    memory: list[tuple[float, float]] = []
    users = [User(monitor.address, world, number, state) for number in range(plan.users * SPIKE)]
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(_watch(monitor.process.pid, memory))
        for user in users[: plan.users]:
            group.create_task(user.live(lambda: state.over))
        await asyncio.sleep(WARM_UP)
        state.phase = STEADY
        await _steady(plan, server, state)
        if plan.spike:
            await _spiking(group, users[plan.users :], state)
        state.over = True
        watching.cancel()
    return [*_results(plan, state), *_of_memory(plan, memory)]


async def _steady(plan: Plan, server: Server, state: State) -> None:
    """Let the time pass; half-way the database is killed."""
    seconds = plan.minutes * 60
    if not plan.restart:
        await asyncio.sleep(seconds)
        return
    await asyncio.sleep(seconds / 2)
    state.away = (time.monotonic(), float("inf"))
    await asyncio.to_thread(server.stop, signal.SIGQUIT)
    await asyncio.sleep(AWAY)
    await asyncio.to_thread(server.start)
    state.away = (state.away[0], time.monotonic())
    await asyncio.sleep(max(BACK, seconds / 2 - AWAY))


async def _spiking(group: asyncio.TaskGroup, users: Sequence[User], state: State) -> None:
    """Let many more users come for a minute."""
    end = time.monotonic() + SPIKE_SECONDS
    state.phase = "spike"
    for user in users:
        group.create_task(user.live(lambda: time.monotonic() > end))
    await asyncio.sleep(SPIKE_SECONDS)


async def _watch(parent: int, memory: list[tuple[float, float]]) -> None:
    """Look at the memory of the server's processes again and again."""
    with suppress(asyncio.CancelledError):
        while True:
            memory.append((time.monotonic(), megabytes(parent)))
            await asyncio.sleep(SAMPLE)


def megabytes(parent: int) -> float:
    """Return the memory of a process and its children; what they share counts once (PSS)."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    total = 0
    for number in (str(parent), *children):
        with suppress(OSError):
            lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def _results(plan: Plan, state: State) -> Iterator[Result]:
    """Yield the lines of every phase."""
    for phase, counts in state.counts.items():
        if phase == COMING:
            continue
        every = [one for seconds in counts.seconds.values() for one in seconds]
        length = plan.minutes * 60 if phase == STEADY else SPIKE_SECONDS
        yield Result(f"{phase}: answers a second", len(every) / length, "/s")
        yield Result(f"{phase}: 95 of 100 answers", 1000 * percentile(every, 0.95), "ms", MILLISECONDS)
        yield Result(f"{phase}: half of the answers", 1000 * percentile(every, 0.5), "ms")
        if phase == STEADY:
            for name, seconds in sorted(counts.seconds.items()):
                yield Result(f"  {name}, 95 of 100 of {len(seconds)}", 1000 * percentile(seconds, 0.95), "ms")
        yield Result(f"{phase}: errors", sum(counts.errors.values()), "", 0)
        for what, number in counts.errors.most_common(10):
            yield Result(f"  {what}", number, "")
        yield Result(f"{phase}: answers that broke off and came at once", counts.broken, "")
    first = state.counts[STEADY]
    if plan.restart:
        yield Result("without the database: shown as it was last known", first.stale, "", 1, at_least=True)
        yield Result("without the database: not there yet, asked for again", sum(first.later.values()), "")
        for name, number in first.later.most_common():
            yield Result(f"  {name}", number, "")
        yield Result("from the database's return to the first answer that is current", state.recovered, "s", BACK)


def _of_memory(plan: Plan, memory: Sequence[tuple[float, float]]) -> Iterator[Result]:
    """Yield how memory grew; caches fill in the first half."""
    begun, length = memory[0][0], memory[-1][0] - memory[0][0]
    middle, end = (_mean(memory, begun + first * length, begun + last * length) for first, last in (_MIDDLE, _END))
    yield Result("memory of all processes, in the middle", middle, "MB")
    yield Result("memory of all processes, at the end", end, "MB")
    yield Result("growth from the middle to the end", 100 * (end / middle - 1), "%", GROWTH if plan.soak else None)


def _mean(memory: Sequence[tuple[float, float]], first: float, last: float) -> float:
    """Return the mean of the looks in a span of time."""
    found = [size for moment, size in memory if first <= moment <= last] or [memory[-1][1]]
    return sum(found) / len(found)
