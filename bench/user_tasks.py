"""What users of the monitor do, each task with how often it is done and which addresses it asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from urllib.parse import quote, urlencode

import brotli
import orjson

from bench.client import Answer, Connection

PLAIN = {"Accept-Encoding": "br", "Accept": "application/json"}
PAGE = {"Accept-Encoding": "br", "Accept": "text/html,*/*;q=0.8"}
SESSION = "session"
LANGUAGES = ("kk", "kk", "ru", "ru", "ru", "en")
LATEST = 0.8  # of the views; the others are of another week
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_STATIC = re.compile(r'(?:src|href)="(/[^"]*\.(?:js|css))"')
_MEMBERS = 6  # regions whose districts and schools are looked up


@dataclass(frozen=True, slots=True)
class World:
    """What can be asked for.

    Attributes
    ----------
    regions, districts, schools
        Ids; a school with its district.
    weeks
        Latest first.
    words
        What is typed into the search.
    static
        Addresses of scripts and style sheets.
    session
        The cookie of somebody who is logged in, for the whole republic.
    """

    regions: Sequence[str]
    districts: Sequence[str]
    schools: Sequence[tuple[str, str]]
    weeks: Sequence[str]
    words: Sequence[str]
    static: Sequence[str]
    session: str


@dataclass(frozen=True, slots=True)
class Step:
    """One question: its path, and whether it is one of somebody who is logged in, or of a page for people."""

    path: str
    login: bool = False
    page: bool = False

    def headers(self, session: str, tag: str | None) -> dict[str, str]:
        """Return what a browser sends along; `tag` is that of what it has."""
        found = dict(PAGE if self.page else PLAIN)
        if self.login:
            found["Cookie"] = f"{SESSION}={session}"
        if tag:
            found["If-None-Match"] = tag
        return found


class Choice:
    """A user's choices, the same ones at every run."""

    def __init__(self, world: World, random: Random) -> None:
        self._world, self._random = world, random
        self.language = random.choice(LANGUAGES)

    def of(self, items: Sequence[str]) -> str:
        """Return one of them; the first are asked for most often, as the largest regions are."""
        return items[min(len(items) - 1, int(self._random.expovariate(1) * len(items) / 3))]

    @property
    def world(self) -> World:
        """What can be asked for."""
        return self._world

    def address(self, name: str, **fields: str) -> str:
        """Return an address in the user's language; most views are of the latest week, of which nothing is said."""
        week = {} if self._random.random() < LATEST or "q" in fields else {"week": self.of(self._world.weeks)}
        query = urlencode({**fields, **week})
        return f"/{self.language}/{name}" + (f"?{query}" if query else "")

    def school(self) -> tuple[str, str]:
        """Return a school and its district."""
        return self._random.choice(self._world.schools)


Task = Callable[[Choice], list[Step]]


def _republic(user: Choice) -> list[Step]:
    return [Step(user.address("view"))]


def _opened(user: Choice) -> list[Step]:
    base = f"/{user.language}/"
    return [Step(base, page=True), Step(f"{base}_dash-layout"), Step(f"{base}_dash-dependencies"), Step(f"{base}view")]


def _region(user: Choice) -> list[Step]:
    return [Step(user.address("view", unit=user.of(user.world.regions)))]


def _district(user: Choice) -> list[Step]:
    return [Step(user.address("view", unit=user.of(user.world.districts)))]


def _indicator(user: Choice) -> list[Step]:
    unit = user.of(user.world.regions)
    return [Step(user.address("growth", unit=unit)), Step(user.address("how", unit=unit, ind="journal"))]


def _search(user: Choice) -> list[Step]:
    return [Step(user.address("search", q=user.of(user.world.words)))]


def _schools(user: Choice) -> list[Step]:
    address = f"?unit={user.of(user.world.districts)}&week={user.world.weeks[0]}"
    return [Step(f"/{user.language}/schools{address}"), Step(f"/{user.language}/schools/lines{address}")]


def _compare(user: Choice) -> list[Step]:
    return [Step(user.address("compare", pin=".".join(sorted({user.of(user.world.regions) for _ in range(3)}))))]


def _school(user: Choice) -> list[Step]:
    return [Step(f"/{user.language}/school/{quote(user.school()[0])}", login=True, page=True)]


def _report(user: Choice) -> list[Step]:
    school, district = user.school()
    place = urlencode({"district": district, "school": school, "show": "1"})
    return [Step(f"/{user.language}/reports/activity_general?{place}", login=True, page=True)]


def _excel(user: Choice) -> list[Step]:
    return [Step(f"/{user.language}/report.xlsx?unit={user.of(user.world.regions)}&week={user.world.weeks[0]}")]


def _api(user: Choice) -> list[Step]:
    return [Step(f"/api/v1/unit-values?unit={user.of(user.world.regions)}"), Step("/api/v1/weeks")]


def _wall(user: Choice) -> list[Step]:
    return [Step(f"/{user.language}/wall/data?unit={user.of(user.world.regions)}")]


def _static(user: Choice) -> list[Step]:
    return [Step(path) for path in user.world.static[:6]]


# Name → how often, of 100, and what is asked for.
TASKS: Mapping[str, tuple[int, Task]] = {
    "republic": (16, _republic),
    "the page is opened": (8, _opened),
    "a region": (18, _region),
    "a district": (14, _district),
    "growth and how": (6, _indicator),
    "search": (8, _search),
    "list of schools and lines": (7, _schools),
    "comparison": (3, _compare),
    "page of a school, logged in": (4, _school),
    "report, logged in": (2, _report),
    "Excel of a region": (1, _excel),
    "API": (4, _api),
    "wall": (5, _wall),
    "static files, kept": (4, _static),
}


async def look_around(address: str, login: str, password: str) -> World:
    """Log in, and find out what there is to ask for."""
    line = Connection(address)
    republic = _json(await line.get("/ru/view", PLAIN))
    regions = list(republic["units"])
    districts: list[str] = []
    schools: list[tuple[str, str]] = []
    words: list[str] = []
    for region in regions[:_MEMBERS]:
        below = _json(await line.get(f"/ru/view?unit={region}", PLAIN))["units"]
        districts += below
        words += [str(one["name"])[:4] for one in below.values()]
    for district in districts[::5]:
        listed = _json(await line.get(f"/ru/schools?unit={district}", PLAIN))
        schools += [(school, district) for school in listed.get("ids", [])]
    weeks = [republic["selection"]["week"]]
    while len(weeks) < 8 and (before := _json(await line.get(f"/ru/view?week={weeks[-1]}", PLAIN))["period"]["prev"]):
        weeks.append(before)
    document = _text(await line.get("/ru/", PAGE))
    session = await _log_in(line, login, password)
    line.close()
    return World(regions, districts, schools, weeks, words, sorted(set(_STATIC.findall(document))), session)


async def _log_in(line: Connection, login: str, password: str) -> str:
    """Return the cookie of a session."""
    form = await line.get("/ru/login", PAGE)
    found = _TOKEN.search(_text(form))
    if found is None:
        raise SystemExit("The login page has no form.")
    fields = urlencode({"login": login, "password": password, "csrf_token": found[1]}).encode()
    answer = await line.post("/ru/login", {**PAGE, "Cookie": f"{SESSION}={form.cookies[SESSION]}"}, fields)
    if answer.status not in {302, 303}:
        raise SystemExit(f"The login was answered with {answer.status}.")
    return answer.cookies[SESSION]


def _text(answer: Answer) -> str:
    """Return a body as text."""
    body = brotli.decompress(answer.body) if answer.headers.get("content-encoding") == "br" else answer.body
    text: str = body.decode()
    return text


def _json(answer: Answer) -> dict:  # type: ignore[type-arg]
    """Return a body's JSON."""
    if answer.status != 200:
        raise SystemExit(f"The server answers {answer.status}: {_text(answer)[:200]}")
    found: dict = orjson.loads(_text(answer))  # type: ignore[type-arg]
    return found
