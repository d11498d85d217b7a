from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from dashboard import demo
from dashboard.database import connection, engine, transaction
from dashboard.demo import history
from dashboard.demo.stamp import read_stamp
from dashboard.errors import ConfigurationError, SettingsError, SnapshotError
from dashboard.facts import store
from dashboard.schema import snapshot
from dashboard.settings import Settings
from dashboard.snapshot.revisions import read_revisions

TODAY, NEXT_WEEK = date(2026, 11, 22), date(2026, 11, 29)
SMALL = {"seed": 3, "share": 0.01}
WEEK = date(2026, 11, 15)


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """Make a demonstration of one week once; return its data folder."""
    folder = tmp_path_factory.mktemp("demonstration") / "var"
    settings = _settings(folder)
    made = demo.build(settings, today=TODAY, weeks=1, **SMALL)
    assert (made.weeks, made.new, made.first, made.last) == (1, 1, WEEK, WEEK)
    engine(settings).dispose()
    return folder


@pytest.fixture
def built(template, tmp_path) -> Settings:
    """Return an installation with a copy of that demonstration."""
    shutil.copytree(template, tmp_path / "var")
    return _settings(tmp_path / "var")


def _settings(folder: Path) -> Settings:
    return Settings.from_environment({"BELSENDI_DATA": str(folder)})


def _published(settings: Settings) -> dict[date, str]:
    with connection(settings) as opened:
        return {item.week: item.content_id for item in read_revisions(opened) if item.frozen}


def test_weeks_are_published_with_data_and_all_units(built):
    with connection(built) as opened:
        revisions = read_revisions(opened)
    assert [(item.week, item.has_data, item.revision) for item in revisions] == [(WEEK, True, 1)]
    assert {item.source for item in revisions} == {"demonstration"}


def test_the_rows_behind_a_detailed_week_are_kept(built):
    """A week that comes as counts alone has nothing worth keeping; one with lessons has."""
    (kept,) = store.every(built)
    assert (kept.week, kept.snapshot) == (WEEK, _published(built)[WEEK])
    assert kept.rows["lessons"] > 0


def test_rows_that_are_gone_are_kept_again(built):
    store.remove(built, store.every(built))
    demo.build(built, today=TODAY, **SMALL)
    assert [one.week for one in store.every(built)] == [WEEK]


def test_a_second_run_finds_nothing_to_do(built, monkeypatch):
    monkeypatch.setattr(history._Run, "carry_on", None)  # nothing may be begun
    made = demo.build(built, today=TODAY, **SMALL)
    assert (made.weeks, made.new) == (1, 0)


def test_a_new_week_is_added_and_the_others_stay(built):
    before = _published(built)
    made = demo.build(built, today=NEXT_WEEK, **SMALL)
    assert (made.weeks, made.new, made.last) == (2, 1, date(2026, 11, 22))
    after = _published(built)
    assert {week: after[week] for week in before} == before
    assert len(list((built.data_folder / "demo" / "records").iterdir())) == 2


def test_a_database_that_was_deleted_is_filled_again(built):
    before = _published(built)
    engine(built).dispose()
    for file in built.data_folder.glob("belsendi.db*"):
        file.unlink()
    assert demo.build(built, today=TODAY, **SMALL).new == 1
    assert _published(built) == before


def test_an_interrupted_run_is_carried_on(settings, template, monkeypatch):
    asked = []

    def stop(step: str, done: int, total: int) -> None:
        asked.append((step, done, total))
        if (step, done) == ("snapshots", 1):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.build(settings, today=TODAY, weeks=2, progress=stop, **SMALL)
    made = [call for call in asked if call[0] == "records"]
    assert made
    assert made == [("records", 0, 2), ("records", 1, 2), ("records", 2, 2)][: len(made)]
    assert [done for step, done, _ in asked if step == "snapshots"] == [0, 1]
    assert len(_published(settings)) == 1
    assert demo.build(settings, today=TODAY, **SMALL).new == 1
    assert _published(settings)[WEEK] == _published(_settings(template))[WEEK]  # the same seed gives the same content


@pytest.mark.parametrize("other", [{"seed": 4, "share": 0.01}, {"seed": 3, "share": 0.02}])
def test_another_demonstration_does_not_mix_with_the_one_there(built, other):
    before = _published(built)
    with pytest.raises(SnapshotError, match="BELSENDI_DATA"):
        demo.build(built, today=TODAY, **other)
    assert _published(built) == before


def test_real_weeks_are_never_mixed_with_made_up_ones(built):
    with transaction(built) as writing:
        writing.execute(update(snapshot).values(source="ministry"))
    with pytest.raises(SnapshotError, match="source: ministry"):
        demo.build(built, today=NEXT_WEEK, **SMALL)
    assert list(_published(built)) == [WEEK]


def test_a_damaged_stamp_is_named(built):
    path = built.data_folder / "demo" / "stamp.json"
    path.write_text("{}")
    with pytest.raises(SnapshotError, match="stamp"):
        demo.build(built, today=TODAY, **SMALL)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [({"seed": -1}, "seed"), ({"share": 0}, "share"), ({"share": 1.5}, "share"), ({"weeks": 0}, "weeks")],
)
def test_numbers_that_cannot_be_used_are_refused(settings, wrong, message):
    with pytest.raises(SettingsError, match=message):
        demo.build(settings, today=TODAY, **wrong)
    assert not settings.data_folder.exists()


def test_a_day_before_the_calendars_is_refused(settings):
    with pytest.raises(ConfigurationError, match="later day"):
        demo.build(settings, today=date(2024, 1, 1), **SMALL)


@pytest.mark.parametrize(("today", "week"), [(date(2026, 11, 21), date(2026, 11, 8)), (TODAY, date(2026, 11, 15))])
def test_g2_on_a_sunday_the_week_that_ended_yesterday_is_the_latest(today, week):
    assert history.latest_week(today) == week


def test_a_stamp_reads_as_it_was_written(built):
    stamp = read_stamp(built)
    assert stamp is not None
    stamp.write(built)
    assert read_stamp(built) == stamp
    assert stamp.generator.detailed == date(2026, 11, 1)


@pytest.mark.parametrize("week", [date(2026, 11, 16), date(2026, 7, 5)])
def test_records_of_a_day_that_is_no_school_week_are_refused(tmp_path, week):
    with pytest.raises(SettingsError, match="no week"):
        demo.build_records(week, tmp_path / "drop", **SMALL)
    assert not (tmp_path / "drop").exists()


def test_no_password_is_told(tmp_path):
    settings = Settings.from_environment(
        {"DATABASE_URL": "postgresql://belsendi:secret@db/x", "BELSENDI_DATA": str(tmp_path)}
    )
    assert "secret" not in history._address(settings)


def test_an_earlier_day_takes_nothing_away(built):
    before = _published(built)
    made = demo.build(built, today=date(2026, 10, 1), **SMALL)
    assert (made.weeks, made.new) == (1, 0)
    assert _published(built) == before
