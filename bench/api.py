"""How long programs wait for the API: units, weeks, indicators, schools within a token's scope; new answers and a 304.

``python -m bench api --data var/demonstration``: the published weeks of a data folder are copied, the copy is served
with closed lists of schools by ``belsendi serve``, and one program after the other asks. Every new answer is one nobody
has asked for before: another week, another page of a list. What is asked again with its tag has not changed.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from bench.results import Result, percentile, show
from bench.servers import running_monitor
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant
from dashboard.access.tokens import Wish, add
from dashboard.backup import back_up
from dashboard.database import transaction
from dashboard.selection import REPUBLIC
from dashboard.settings import Settings

MILLISECONDS = 300  # of 95 in 100 answers
MOST = 60  # answers of each kind
AGAIN = 300  # times a kept answer is asked for
LOGIN = "bench"
_ALL = "&limit=5000"


def main(arguments: Sequence[str]) -> int:
    """Measure and print; the exit code tells whether every limit was kept."""
    parser = argparse.ArgumentParser(prog="python -m bench api", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("var/demonstration"), help="a data folder with weeks")
    parser.add_argument("--workers", type=int, default=1, help="one keeps all answers; two share them out")
    chosen = parser.parse_args(arguments)
    with TemporaryDirectory(prefix="api-") as scratch:
        environment = {**os.environ, "BELSENDI_DATA": scratch, "PUBLIC_SCHOOL_LIST": "false"}
        environment.pop("DATABASE_URL", None)
        settings = Settings.from_environment(environment)
        back_up(
            Settings.from_environment({"BELSENDI_DATA": str(chosen.data)}),
            Path(scratch, "belsendi.db"),
            lambda _: None,
        )
        with running_monitor(chosen.workers, environment) as running:
            results = list(_measured(Programs(running.address, settings)))
    return 0 if show("The API, one program at a time", results) else 1


class Programs:
    """Programs that ask a server.

    Parameters
    ----------
    address
        Of the server.
    settings
        Its installation: tokens are made in it.
    """

    def __init__(self, address: str, settings: Settings) -> None:
        self._settings = settings
        self._connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        self._tokens: dict[str, str] = {}

    def token(self, place: str, kind: str) -> str:
        """Return a token that opens one place."""
        if place not in self._tokens:
            author = Author("bench")
            with transaction(self._settings) as opened:
                Changes(opened, author).add(f"{LOGIN}-{place}", LOGIN)
                Changes(opened, author).grant(f"{LOGIN}-{place}", Grant("org_staff", place), kind)
                self._tokens[place] = add(opened, author, Wish(f"{LOGIN}-{place}", LOGIN, place))
        return self._tokens[place]

    def ask(self, path: str, token: str = "", **headers: str) -> tuple[float, int, bytes, Mapping[str, str]]:
        """Return the milliseconds of an answer, its status, its body and its headers."""
        if token:
            headers["Authorization"] = f"Bearer {token}"
        start = time.perf_counter()
        self._connection.request("GET", f"/api/v1{path}", headers={"Accept-Encoding": "gzip", **headers})
        answer = self._connection.getresponse()
        body = answer.read()
        return 1000 * (time.perf_counter() - start), answer.status, body, answer.headers

    def rows(self, path: str, token: str = "") -> list[dict[str, str]]:
        """Return the rows of a list."""
        _, status, body, _ = self.ask(path, token, **{"Accept-Encoding": "identity"})
        if status != 200:
            raise SystemExit(f"{path} is answered with {status}.")
        found: list[dict[str, str]] = json.loads(body)["data"]
        return found


def _measured(programs: Programs) -> Iterator[Result]:
    """Yield the milliseconds of 95 in 100 answers of each kind."""
    regions = [row["unit"] for row in programs.rows("/units?level=region")]
    mine = {region: programs.token(region, "region") for region in regions}
    failures = 0
    for name, asked in _questions(programs, mine).items():
        answers = [programs.ask(path, token) for path, token in asked]
        failures += sum(one[1] != 200 for one in answers)
        yield Result(f"{name}, new", percentile([one[0] for one in answers], 0.95), "ms", MILLISECONDS)
    for name, path, token in (("units", "/units", ""), ("schools within scope", "/schools", mine[regions[0]])):
        tag = programs.ask(path, token)[3]["ETag"]
        for said, status, headers in (("asked before", 200, {}), ("unchanged (304)", 304, {"If-None-Match": tag})):
            answers = [programs.ask(path, token, **headers) for _ in range(AGAIN)]
            failures += sum(one[1] != status for one in answers)
            yield Result(f"{name}, {said}", percentile([one[0] for one in answers], 0.95), "ms", MILLISECONDS)
    yield Result("answers of another status", failures, "", 0)


def _questions(programs: Programs, mine: Mapping[str, str]) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return what is asked for, by what it is: addresses, each with its token.

    Parameters
    ----------
    mine
        Region to a token that opens its schools alone.
    """
    weeks = [row["week"] for row in reversed(programs.rows("/weeks"))][:MOST]
    republic, year = programs.token(REPUBLIC, "republic"), f"from={weeks[-1]}"
    turns = list(zip(weeks, cycle(mine), strict=False))
    return {
        "units of a week": [(f"/units?week={week}", "") for week in weeks],
        "weeks": [(f"/weeks?from={week}", "") for week in weeks],
        "indicators": [(f"/indicators?week={week}", "") for week in weeks],
        "values of a region's units in a year": [(f"/unit-values?parent={region}&{year}", "") for region in mine],
        "schools of a region, its own token": [(f"/schools?week={week}{_ALL}", mine[one]) for week, one in turns],
        "schools of the country, 5,000 of them": [(f"/schools?week={week}{_ALL}", republic) for week in weeks],
        "values of a region's schools": [(f"/school-values?unit={one}{_ALL}", mine[one]) for one in mine],
    }
