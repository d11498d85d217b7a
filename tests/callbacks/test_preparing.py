"""Views are made before anybody asks."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection

from app import create_app
from callbacks.preparing import Preparing
from dashboard import migrations
from dashboard.database import transaction
from dashboard.locales import LOCALES
from dashboard.settings import Settings
from queries import page
from tests.callbacks.test_schools import EMPTY, REGION, TODAY
from tests.made_once import share_static_files
from tests.published_weeks import Country


@pytest.fixture
def settings(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    share_static_files(tmp_path_factory, tmp_path)
    made = Settings(database_url=f"sqlite:///{tmp_path / 'belsendi.db'}", data_folder=tmp_path)
    migrations.upgrade(made)
    with transaction(made) as opened:
        Country().publish(opened)
    return made


def test_the_republic_and_its_regions_are_made_in_every_language(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = create_app(settings, lambda: TODAY).server
    preparing = Preparing(server)
    assert preparing.prepare() >= 3 * len(LOCALES)
    assert preparing.prepare() == 0  # nothing new was published

    def fail(opened: Connection, *_: object) -> None:
        raise AssertionError("is read again")

    monkeypatch.setattr(page, "load", fail)
    with server.test_client() as client:
        for language in LOCALES:
            for query in ("", f"?unit={REGION}", f"?unit={EMPTY}"):
                assert client.get(f"/{language}/view{query}").status_code == 200
            assert client.get(f"/{language}/wall/data").status_code == 200
        assert client.get("/ru/view?unit=100100000").status_code == 500  # a district is read when it is asked for


def test_a_new_week_is_prepared_too(settings: Settings) -> None:
    server = create_app(settings, lambda: TODAY).server
    preparing = Preparing(server)
    first = preparing.prepare()
    preparing._last = "of an older edition"
    assert preparing.prepare() == first
