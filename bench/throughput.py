"""How many views a second two workers hand out, known ones and such as nobody asked for before.

The client runs on the same machine and takes its share of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Any
from urllib.request import Request, urlopen

from bench.load import load
from bench.results import Result
from bench.servers import get_json, monitor

CONNECTIONS = 64
CACHED = 20_000
UNCACHED = 600
WARMING = 100
CACHED_LIMIT = 2_000  # answers a second
UNCACHED_LIMIT = 100
LANGUAGES = ("kk", "ru", "en")
REPUBLIC = "000000000"


def measure() -> Iterator[Result]:
    """Yield answers a second from cache, as 304, and uncached."""
    with monitor() as address:
        republic = get_json(f"{address}/ru/view")
        paths = _paths(address, republic)
        load(address, ["/ru/view"] * 200, CONNECTIONS)  # both workers keep it now
        known = load(address, ["/ru/view"] * CACHED, CONNECTIONS)
        unchanged = load(address, ["/ru/view"] * CACHED, CONNECTIONS, etag=_etag(f"{address}/ru/view"))
        load(address, paths[UNCACHED : UNCACHED + WARMING], CONNECTIONS)  # a server that has been running
        fresh = load(address, paths[:UNCACHED], CONNECTIONS)
    yield Result("view from cache", known.per_second, "/s", CACHED_LIMIT, at_least=True)
    yield Result("view unchanged (304)", unchanged.per_second, "/s", CACHED_LIMIT, at_least=True)
    yield Result(f"view not in cache, {UNCACHED} different ones", fresh.per_second, "/s", UNCACHED_LIMIT, at_least=True)
    yield Result("answers that were errors", known.failures + unchanged.failures + fresh.failures, "", 0)


def _paths(address: str, republic: dict[str, Any]) -> list[str]:
    """Return the addresses of the views of all units in many weeks and all languages, in an order without order.

    Those that had to be asked for to find the others are left out.
    """
    weeks = _weeks(address, republic)
    regions = list(republic["units"])
    districts = [unit for region in regions for unit in get_json(f"{address}/en/view?unit={region}")["units"]]
    asked = {("en", REPUBLIC, week) for week in weeks} | {("en", region, weeks[0]) for region in regions}
    asked.add(("ru", REPUBLIC, weeks[0]))
    views = set(product(LANGUAGES, [REPUBLIC, *regions, *districts], weeks)) - asked
    paths = [f"/{language}/view?unit={unit}&week={week}" for language, unit, week in sorted(views)]
    Random(1).shuffle(paths)
    return paths


def _weeks(address: str, republic: dict[str, Any]) -> list[str]:
    """Return the weeks before the latest, as the page's own arrow goes through them."""
    weeks: list[str] = []
    week = republic["selection"]["week"]
    while week and len(weeks) < 12:
        weeks.append(week)
        week = get_json(f"{address}/en/view?week={week}")["period"]["prev"]
    return weeks


def _etag(url: str) -> str:
    """Return the tag of a compressed answer."""
    with urlopen(Request(url, headers={"Accept-Encoding": "br"})) as answer:
        return str(answer.headers["ETag"])
