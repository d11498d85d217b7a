"""``/metrics``: what Prometheus reads, for whoever has the token; bounded labels, names by its conventions."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample
from sqlalchemy import insert

from app import create_app
from callbacks.metrics import FOLDER
from dashboard import migrations
from dashboard.database import engine, transaction
from dashboard.errors import SettingsError
from dashboard.schema import snapshot_table
from dashboard.settings import PROJECT_FOLDER, Settings
from dashboard.weeks import cut_off
from tests.published_weeks import LATEST, Country

TOKEN = "0123456789abcdef" * 2
SHOWN = {"Authorization": f"Bearer {TOKEN}"}
Counts = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("metrics")
    made = Settings(f"sqlite:///{folder / 'belsendi.db'}", folder, compress=False, metrics_token=TOKEN)
    migrations.upgrade(made)
    with transaction(made) as opened:
        (key,) = Country(regions=2, districts=2, schools=3, weeks=[LATEST]).publish(opened).values()
        opened.execute(snapshot_table.delete())
        row = {"snapshot_id": key, "rows_in": 100, "folded": 0, "total": None}
        rows = [
            {**row, "table_name": name, "used": 100 - n, "rejected": n} for name, n in (("lesson", 7), ("school", 0))
        ]
        opened.execute(insert(snapshot_table), rows)
    return made


@pytest.fixture(scope="module")
def server(settings: Settings) -> Flask:
    found: Flask = create_app(settings, lambda: LATEST + timedelta(days=7)).server
    return found


def samples(text: str) -> list[Sample]:
    return [sample for family in text_string_to_metric_families(text) for sample in family.samples]


def counts(server: Flask) -> Counts:
    """Return what is shown, by name and labels."""
    answer = server.test_client().get("/metrics", headers=SHOWN)
    assert answer.status_code == 200
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for one in samples(answer.text)}


def grown(before: Counts, after: Counts, name: str, **labels: str) -> float:
    key = name, tuple(sorted(labels.items()))
    return after.get(key, 0) - before.get(key, 0)


@pytest.mark.parametrize("given", ["", "Bearer", f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", TOKEN])
def test_it_is_closed_to_whoever_has_not_the_token(server: Flask, given: str) -> None:
    answer = server.test_client().get("/metrics", headers={"Authorization": given} if given else {})
    assert (answer.status_code, answer.data) == (401, b"")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_that_can_be_guessed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="openssl rand") as told:
        Settings.from_environment({"BELSENDI_METRICS_TOKEN": "guess-me"})
    assert "guess-me" not in str(told.value)
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    assert Settings.from_environment({"BELSENDI_METRICS_TOKEN_FILE": str(tmp_path / "token")}).metrics_token == TOKEN


def test_without_a_token_there_are_no_metrics_from_loopback_neither(tmp_path: Path) -> None:
    server = create_app(Settings(f"sqlite:///{tmp_path / 'x.db'}", tmp_path, compress=False)).server
    for headers in ({}, {"Authorization": "Bearer "}, SHOWN):
        assert server.test_client().get("/metrics", headers=headers).status_code == 404


def test_requests_are_counted_by_endpoint_method_and_status(server: Flask) -> None:
    client, before = server.test_client(), counts(server)
    for path in ("/ru/view", "/kk/view?unit=nowhere", "/en/view", "/nowhere/at/all", "/"):
        client.get(path)
    client.head("/ru/weeks")
    client.open("/ru/view", method="PROPFIND")
    after = counts(server)
    total = "belsendi_http_requests_total"
    assert grown(before, after, total, endpoint="view", method="GET", status="200") == 3
    assert grown(before, after, total, endpoint="weeks", method="HEAD", status="200") == 1
    assert grown(before, after, total, endpoint="language", method="GET", status="302") == 1
    assert grown(before, after, total, endpoint="unknown", method="other", status="405") == 1
    seconds = "belsendi_http_request_duration_seconds"
    assert grown(before, after, f"{seconds}_count", endpoint="view") == 3
    assert grown(before, after, f"{seconds}_bucket", endpoint="view", le="+Inf") == 3
    assert grown(before, after, f"{seconds}_sum", endpoint="view") > 0


def test_a_view_is_missed_once_and_hit_from_then_on(server: Flask) -> None:
    client, before = server.test_client(), counts(server)
    for _ in range(4):
        client.get("/en/view?unit=100000000")
    after = counts(server)
    assert grown(before, after, "belsendi_cache_misses_total", cache="view") == 1
    assert grown(before, after, "belsendi_cache_hits_total", cache="view") == 3


def test_the_latest_week_is_told_of(server: Flask) -> None:
    found = counts(server)
    age = time.time() - cut_off(LATEST).timestamp()
    assert found["belsendi_latest_week_age_seconds", ()] == pytest.approx(age, abs=60)
    assert ("belsendi_snapshot_age_seconds", ()) in found
    rejected = {
        labels: value for (name, labels), value in found.items() if name == "belsendi_latest_week_rejected_rows"
    }
    assert rejected == {(("table", "lesson"),): 7, (("table", "school"),): 0}
    assert found["belsendi_database_up", ()] == 1


def test_whatever_is_asked_labels_come_from_the_program(server: Flask) -> None:
    """Otherwise anybody could fill the memory of the monitor and of Prometheus."""
    client = server.test_client()
    for number in range(30):
        client.get(f"/ru/{number}")
        client.get(f"/ru/school?school={number}")
        client.open(f"/school/{number}", method=f"M{number}")
    known = {rule.endpoint for rule in server.url_map.iter_rules()} | {"unknown", "language", "static"}
    found = counts(server)
    assert {value for _, labels in found for name, value in labels if name == "endpoint"} <= known
    allowed = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "other"}
    assert {value for _, labels in found for name, value in labels if name == "method"} <= allowed


def test_names_follow_the_conventions(server: Flask) -> None:
    answer = server.test_client().get("/metrics", headers=SHOWN)
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    assert {name for name in families if not name.startswith("belsendi_")} == set()
    assert {name for name, family in families.items() if not family.documentation} == set()
    for name, family in families.items():
        if family.type == "histogram":
            assert name.endswith("_seconds")
    counters = {sample.name for family in families.values() if family.type == "counter" for sample in family.samples}
    assert {name for name in counters if not name.endswith(("_total", "_created"))} == set()


def test_failures_of_the_database_are_counted_and_it_is_down(tmp_path: Path) -> None:
    """The page of metrics itself answers all the same."""
    address = "postgresql+psycopg://belsendi:hidden@127.0.0.1:1/belsendi"
    settings = Settings(address, tmp_path, compress=False, metrics_token=TOKEN)
    server = create_app(settings).server
    before = counts(server)
    assert server.test_client().get("/ru/view").status_code == 503
    after = counts(server)
    assert grown(before, after, "belsendi_database_errors_total") >= 1
    assert after["belsendi_database_up", ()] == 0
    assert ("belsendi_latest_week_age_seconds", ()) not in after
    engine(settings).dispose()


WORKERS = """
import os
from app import create_app
from callbacks import metrics
for _ in range(2):
    child = os.fork()
    if not child:
        for _ in range(5):
            metrics.begin().answered("healthz", "GET", 200, 0.01)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
shown = {"Authorization": "Bearer " + os.environ["BELSENDI_METRICS_TOKEN"]}
print(create_app().server.test_client().get("/metrics", headers=shown).text)
"""


def test_any_worker_tells_of_all_of_them_those_that_ended_too(settings: Settings, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "BELSENDI_DATA": str(settings.data_folder),
        "DATABASE_URL": settings.database_url,
        "BELSENDI_COMPRESS": "false",
        "BELSENDI_METRICS_TOKEN": TOKEN,
        FOLDER: str(tmp_path),
    }
    result = subprocess.run(
        [sys.executable, "-c", WORKERS],
        cwd=PROJECT_FOLDER,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    found = {(one.name, one.labels.get("endpoint")): one.value for one in samples(result.stdout)}
    assert found["belsendi_http_requests_total", "healthz"] == 10
    assert found["belsendi_http_request_duration_seconds_count", "healthz"] == 10
    assert found["belsendi_database_up", None] == 1
