"""What the API answers with: rows, pages, forms, tags and problems."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from sqlalchemy import select

from dashboard import schema
from dashboard.access.audit import entries
from dashboard.database import connection
from dashboard.indicators import INDICATOR_KEYS
from tests.callbacks.api.conftest import DISTRICT, REGION, Asked
from tests.published_weeks import HOLIDAY, LATEST, MISSING, Country

LISTS = (
    "/indicators",
    "/weeks",
    "/snapshots",
    "/units",
    "/unit-values",
    "/unit-statistics",
    "/schools",
    "/school-values",
)


def test_weeks_and_snapshots_are_those_that_were_published(public: Asked) -> None:
    weeks = public.rows("/weeks")
    assert [row["week"] for row in weeks] == [week.isoformat() for week in Country().weeks]
    assert [row["snapshot"] for row in weeks] == [row["snapshot"] for row in public.rows("/snapshots")]
    by_week = {row["week"]: row for row in weeks}
    latest = by_week[LATEST.isoformat()]
    assert (latest["last_day"], latest["academic_year"]) == ("2026-11-21", "2026-2027")
    assert (latest["previous_week"], latest["has_data"]) == ("2026-11-08", True)
    assert not by_week[HOLIDAY.isoformat()]["has_data"]


def test_a_snapshot_tells_the_numbers_it_was_computed_with(public: Asked) -> None:
    (latest,) = public.rows("/snapshots?from=2026-11-15")
    found = public.get(f"/snapshots/{latest['snapshot']}").get_json()
    assert found["numbers"]["score_weights"] == {"low": "0", "medium": "1/2", "high": "1"}
    assert [row["indicator"] for row in found["numbers"]["borders"]] == list(INDICATOR_KEYS)
    assert found["is_frozen"]


def test_indicators_come_in_three_languages(public: Asked) -> None:
    found = public.rows("/indicators")
    assert [row["indicator"] for row in found] == list(INDICATOR_KEYS)
    assert found[0]["name"] == {"kk": "Қағазсыз мектептер", "ru": "Школы без бумаги", "en": "Paperless schools"}


def test_values_are_the_counts_of_the_database(public: Asked) -> None:
    with connection(public.settings) as opened:
        value, week = schema.unit_value, schema.snapshot
        stored = opened.execute(
            select(
                week.c.week, value.c.unit_id, value.c.indicator, value.c.high, value.c.numerator, value.c.denominator
            )
            .join(week, week.c.id == value.c.snapshot_id)
            .where(value.c.unit_id == DISTRICT)
        ).all()
    rows = public.all_rows(f"/unit-values?unit={DISTRICT}&from=2026-01-01&limit=7")
    fields = ("week", "unit", "indicator", "high", "numerator", "denominator")
    assert {tuple(str(row[name]) for name in fields) for row in rows} == {tuple(map(str, row)) for row in stored}
    assert len(rows) == len(stored)


def test_a_unit_without_values_has_no_rank(public: Asked) -> None:
    (row,) = public.rows(f"/unit-values?unit={REGION}&from={HOLIDAY}&to={HOLIDAY}&indicator=qzj")
    assert (row["rank"], row["denominator"]) == (None, 0)


def test_schools_without_values_are_listed_with_the_reason(public: Asked) -> None:
    assert [row["state"] for row in public.rows("/schools?limit=3")] == ["no_teaching", "not_connected", "data"]
    (row,) = public.rows("/school-values?school=s00000&indicator=qzj")
    assert (row["category"], row["numerator"], row["unit"]) == ("none", None, DISTRICT)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", [1, 2, 7, 5000])
def test_pages_put_together_are_the_whole_list(public: Asked, path: str, limit: int) -> None:
    whole = public.rows(f"{path}?limit=5000")
    assert whole
    assert public.all_rows(f"{path}?limit={max(limit, len(whole) // 40)}") == whole


@pytest.mark.parametrize("path", ["/unit-values", "/unit-statistics", "/school-values"])
def test_pages_over_weeks_put_together_are_the_whole_list(public: Asked, path: str) -> None:
    whole = public.rows(f"{path}?from=2026-10-01&limit=5000")
    assert len({row["week"] for row in whole}) > 5
    assert public.all_rows(f"{path}?from=2026-10-01&limit={len(whole) // 9}") == whole
    assert whole == sorted(whole, key=lambda row: (row["week"], row.get("school") or row["unit"]))


@pytest.mark.parametrize(
    ("query", "weeks"),
    [
        ("", ["2026-11-15"]),
        ("from=2026-11-11", ["2026-11-08", "2026-11-15"]),
        ("to=2026-11-11", ["2026-11-08"]),
        ("from=2026-11-01&to=2026-11-14", ["2026-11-01", "2026-11-08"]),
        ("from=2026-11-15&to=2026-11-01", []),
        ("from=9999-12-31", []),
        ("to=0001-01-01", []),
        (f"from={MISSING}&to={MISSING}", []),
    ],
)
def test_days_mean_their_weeks(public: Asked, query: str, weeks: list[str]) -> None:
    found = public.rows(f"/unit-values?unit={REGION}&indicator=qzj&{query}")
    assert [row["week"] for row in found] == weeks


@pytest.mark.parametrize("week", [MISSING.isoformat(), "0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("path", ["/units", f"/units/{REGION}", "/schools", "/schools/s00001", "/indicators"])
def test_a_week_that_was_not_published_is_not_there(public: Asked, path: str, week: str) -> None:
    assert public.get(f"{path}?week={week}").status_code == 404


@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_there_as_csv(public: Asked, path: str) -> None:
    answer = public.get(f"{path}?limit=3&format=csv")
    assert answer.mimetype == "text/csv"
    assert answer.text == public.get(f"{path}?limit=3", Accept="text/csv").text
    rows = list(csv.DictReader(StringIO(answer.text)))
    expected = public.rows(f"{path}?limit=3")
    assert len(rows) == len(expected)
    for row, wanted in zip(rows, expected, strict=True):
        flat = {
            f"{name}{f'_{key}' if key else ''}": text
            for name, value in wanted.items()
            for key, text in (value.items() if isinstance(value, dict) else [("", value)])
        }
        assert row == {name: "" if value is None else _plain(value) for name, value in flat.items()}


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("path", [*LISTS, f"/units/{REGION}", "/schools/s00001", "/openapi.json"])
def test_what_has_not_changed_is_not_sent_again(public: Asked, path: str) -> None:
    first = public.get(path)
    again = public.get(path, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert {"Accept", "Authorization", "Accept-Encoding"} <= set(first.vary)


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("limit=0", "limit"),
        ("limit=5001", "limit"),
        ("limit=x", "limit"),
        ("limit=1&limit=2", "limit"),
        ("from=2026-13-01", "from"),
        ("from=yesterday", "from"),
        ("level=village", "level"),
        ("level=region%0A", "level"),
        ("indicator=none", "indicator"),
        ("indicator=qzj&indicator=x", "indicator"),
        ("unit=%00", "unit"),
        ("unit=", "unit"),
        ("unit=" + "x" * 129, "unit"),
        ("format=xml", "format"),
        ("week=2026-11-15", "week"),
        ("snapshot=1", "snapshot"),
    ],
)
def test_every_parameter_at_fault_is_named(public: Asked, query: str, fault: str) -> None:
    answer = public.get(f"/unit-values?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert [error["parameter"] for error in answer.get_json()["errors"]] == [fault]


def test_all_faults_are_named_at_once(public: Asked) -> None:
    answer = public.get("/unit-values?limit=0&level=x&what=1")
    assert {error["parameter"] for error in answer.get_json()["errors"]} == {"limit", "level", "what"}


@pytest.mark.parametrize("path", ["/nothing", "/", "", "/units/", "/units/1/2", "/schools/none", "/snapshots/none"])
def test_what_is_not_there_is_a_problem(public: Asked, path: str) -> None:
    answer = public.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.get_json()["status"] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_changed(public: Asked, method: str) -> None:
    answer = public.client.open("/api/v1/weeks", method=method)
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert {"GET", "HEAD"} <= set(answer.headers["Allow"].split(", "))


def test_head_is_get_without_a_body(public: Asked) -> None:
    head, get = public.client.head("/api/v1/weeks"), public.get("/weeks")
    assert head.get_data() == b""
    assert head.headers["ETag"] == get.headers["ETag"]


def test_an_answer_sets_no_cookie(public: Asked) -> None:
    for path in LISTS:
        assert "Set-Cookie" not in public.get(path).headers


def test_the_language_of_a_path_changes_nothing(public: Asked) -> None:
    assert public.client.get("/kk/api/v1/weeks").get_json() == public.get("/weeks").get_json()


def test_a_list_asks_the_database_a_few_times_however_many_weeks(public: Asked) -> None:
    """Ten years of weeks are not ten years of questions."""
    from sqlalchemy import event

    from dashboard.database import engine

    asked: list[str] = []
    of = engine(public.settings)
    event.listen(of, "before_cursor_execute", lambda *found: asked.append(found[2]))
    public.rows(f"/unit-values?unit={REGION}&from=2026-01-01&limit=4999")
    values = [text for text in asked if "unit_value" in text]
    assert len(values) == 1


def exports(asked: Asked, address: str) -> list[tuple[str, str, object]]:
    with connection(asked.settings) as opened:
        found = [one for one in entries(opened) if one.action == "export" and one.address == address]
    return [(one.actor, one.place, one.details) for one in reversed(found)]


def test_files_that_programs_take_away_are_logged(public: Asked) -> None:
    """All of whoever shows a token, of others each once; what is asked again and has not changed took nothing away."""
    home = {"environ_base": {"REMOTE_ADDR": "192.0.2.90"}}
    token = {"Authorization": f"Bearer {public.tokens['000000000']}", "Accept": "text/csv"}
    path = f"/api/v1/school-values?unit={DISTRICT}&indicator=qzj"
    for _ in range(3):
        public.client.get(f"{path}&format=csv", **home)
    for _ in range(2):
        tag = public.client.get(path, headers=token, **home).headers["ETag"]
    assert public.client.get(path, headers={**token, "If-None-Match": tag}, **home).status_code == 304
    public.client.get(path, **home)
    public.client.get(f"{path}&cursor=9999&format=csv", **home)  # without rows
    public.client.get("/api/v1/unit-values?format=csv", **home)
    assert exports(public, "192.0.2.90") == [
        ("", DISTRICT, {"format": "csv", "of": "school_values"}),
        ("of-000000000 (token 1)", DISTRICT, {"format": "csv", "of": "school_values"}),
        ("of-000000000 (token 1)", DISTRICT, {"format": "csv", "of": "school_values"}),
        ("", "000000000", {"format": "csv", "of": "unit_values"}),
    ]
