"""``belsendi report``: what is asked for, what is refused, what is written."""

from __future__ import annotations

import stat
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from callbacks import printing
from callbacks.printing import Sheet, find_chromium
from dashboard import migrations
from dashboard.database import transaction
from dashboard.errors import ReportError
from dashboard.selection import Selection
from dashboard.settings import Settings
from tests.installation import Installation
from tests.published_weeks import LATEST, Country

REGION = "100000000"


@pytest.fixture
def country(installation: Installation) -> Installation:
    """An installation with a small published country."""
    migrations.upgrade(installation.settings)
    with transaction(installation.settings) as opened:
        Country().publish(opened)
    return installation


def test_the_workbook_is_written_under_a_name_of_unit_week_and_language(
    country: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = country.call("report", "xlsx", "--unit", REGION, "--week", "2026-11-18", "--lang", "ru")
    assert (result.exit_code, result.stdout) == (0, f"report-{REGION}-{LATEST}-ru.xlsx\n")
    written = tmp_path / result.stdout.strip()
    assert openpyxl.load_workbook(BytesIO(written.read_bytes())).worksheets[0].title == "Школы"
    assert stat.S_IMODE(written.stat().st_mode) == 0o644
    assert [path.name for path in tmp_path.glob(".new-*")] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--unit", "nowhere"], "knows the unit 'nowhere'"),
        (["--unit", REGION, "--week", "soon"], "--week soon: Unknown week"),
        (["--unit", REGION, "--week", "2031-01-05"], "no data for this period"),
        ([], "only regions and districts with data"),
        (["--unit", REGION, "--week", "2026-10-25"], "only regions and districts with data"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(country: Installation, words: list[str], said: str) -> None:
    result = country.call("report", "xlsx", *words, "--out", country.folder / "x.xlsx")
    assert result.exit_code == 4
    assert said in " ".join(result.stderr.split())
    assert not (country.folder / "x.xlsx").exists()


def test_a_folder_that_cannot_be_written_to(country: Installation) -> None:
    (country.folder / "file").write_text("")
    result = country.call("report", "xlsx", "--unit", REGION, "--out", country.folder / "file" / "x.xlsx")
    assert result.exit_code == 4
    assert "cannot be written" in result.stderr


def test_an_empty_database_says_what_to_do(database: Settings, installation: Installation) -> None:
    result = installation.call("report", "xlsx", "--unit", REGION)
    assert result.exit_code == 4
    assert "belsendi snapshot build --publish" in " ".join(result.stderr.split())


def test_without_a_chromium_the_message_names_what_to_install(country: Installation) -> None:
    result = country.call("report", "pdf", "--unit", REGION, "--chromium", "no-such-browser")
    assert result.exit_code == 4
    assert "looked for: no-such-browser" in " ".join(result.stderr.split())


def test_no_program_in_the_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReportError, match="apt install chromium"):
        find_chromium()


def test_the_address_names_page_and_paper() -> None:
    settings = Settings(database_url="sqlite://", data_folder=Path("x"), url_prefix="/mon/")
    sheet = Sheet(Selection(REGION, LATEST, "planning"), "kk", landscape=True)
    wanted = f"http://127.0.0.1:81/mon/kk/?unit={REGION}&week={LATEST}&ind=planning#landscape"
    assert sheet.address(settings, 81) == wanted


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo broken >&2; exit 3", "exit code 3.*broken"),
        ("exit 0", "exit code 0.*it said nothing"),
        ("sleep 9", "did not print the page within"),
    ],
)
def test_a_browser_that_fails_is_told(
    country: Installation, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    program = country.folder / "browser"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(printing, "PATIENCE", 1)
    with pytest.raises(ReportError, match=said):
        printing.pdf(country.settings, Sheet(Selection(REGION, LATEST), "ru"), str(program))


def test_a_page_printed_before_its_data_were_there_is_refused(country: Installation) -> None:
    program = country.folder / "browser"
    program.write_text(
        '#!/bin/sh\nfor word; do case $word in --print-to-pdf=*) echo "%PDF" >"${word#*=}";; esac; done\n'
    )
    program.chmod(0o755)
    with pytest.raises(ReportError, match=r"before its data were there \(/schools, /schools/lines, /view\)"):
        printing.pdf(country.settings, Sheet(Selection(REGION, LATEST), "ru"), str(program))
