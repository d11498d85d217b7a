"""How commands speak: messages to stderr, as wide as they are where nobody watches."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from click.testing import CliRunner

from dashboard.commands import main
from dashboard.commands.outcome import print_table, read_week, steps
from dashboard.errors import DropRefused, SettingsError
from dashboard.snapshot import build
from dashboard.snapshot.report import BuildReport


@pytest.mark.parametrize(("text", "day"), [("2025-11-09", date(2025, 11, 9)), (None, None), ("", None)])
def test_read_week(text: str | None, day: date | None) -> None:
    assert read_week(text) == day


@pytest.mark.parametrize("text", ["2025-02-30", "9.11.2025", "W46"])
def test_q90_a_week_that_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(DropRefused, match=text):
        read_week(text)


def test_steps_are_silent_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with steps() as progress:
        progress("lessons")
    assert capsys.readouterr() == ("", "")


def test_tables_are_not_cut_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["id", "frozen", "when"], [["a" * 150, True, None]])
    out = capsys.readouterr().out
    assert "a" * 150 + "  yes     –" in out


def test_many_rejects_are_listed_in_part(runner: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["marks", "marks.csv", n, "value", "\x1b[31m[red]", "bad_type"] for n in range(30)]
    rejects = pd.DataFrame(rows, columns=["table", "file", "row", "column", "value", "reason"])
    monkeypatch.setattr(
        "dashboard.commands.records.check_records", lambda *_: BuildReport("usable_with_rejects", rejects=rejects)
    )
    result = runner.invoke(main, ["records", "check", "x"])
    assert result.exit_code == 3
    assert result.stderr.startswith("30 rows were set aside:\n")
    assert result.stderr.count("marks.csv") == 20
    assert "[red]" in result.stderr
    assert "\x1b" not in result.stderr
    assert "These are the first 20" in result.stderr


def test_json_is_given_for_every_error_of_ours(runner: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise SettingsError("A setting is wrong. Mend it.")

    monkeypatch.setattr(build, "attempt_build", fail)
    result = runner.invoke(main, ["snapshot", "build", "--records", "x", "--json"])
    assert result.exit_code == 4
    assert '"found": "A setting is wrong. Mend it."' in result.stdout
    assert "error: A setting is wrong. Mend it." in result.stderr
