"""Commands for machines: JSON lines on stderr, documents on stdout, silence where it is asked for."""

from __future__ import annotations

import json

import click
import pytest

from dashboard.commands import COMMANDS, main
from tests.factories import WEEK, drop_with_rejects, small_drop
from tests.installation import Installation


def _lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_build_in_json_lines(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELSENDI_LOG", "json")
    drop = small_drop(installation.folder / "drop")
    result = installation.call("snapshot", "build", "--records", drop, "--week", WEEK, "--publish", "--json")
    lines = _lines(result.stderr)
    assert {"at", "level", "command", "message"} <= set.intersection(*(set(line) for line in lines))
    steps = [line["step"] for line in lines if line.get("event") == "step"]
    assert steps[-3:] == ["hash", "compute", "write"]
    outcome = lines[-1]
    assert (outcome["event"], outcome["status"], outcome["exit_code"]) == ("outcome", "built", 0)
    assert outcome["snapshot"] == json.loads(result.stdout)["snapshot"]
    assert outcome["command"].endswith("snapshot build")  # type: ignore[attr-defined]


def test_every_command_of_the_group_speaks_json_lines(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation.build_week(WEEK, "--publish")
    monkeypatch.setenv("BELSENDI_LOG", "json")
    for words in (
        *(("export", "--out", installation.folder / "o"), ("withdraw",), ("publish", "--revision", 1)),
        ("recompute", "--config", 1),
        ("withdraw", "--revision", 9),
    ):
        result = installation.call("snapshot", *words, "--week", WEEK)
        assert _lines(result.stderr), words
    (line,) = _lines(result.stderr)
    assert (line["level"], line["exit_code"]) == ("error", 4)


def test_rejects_in_json_lines(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELSENDI_LOG", "json")
    drop = drop_with_rejects(installation.folder / "drop", bad=2)
    result = installation.call("snapshot", "build", "--records", drop, "--week", WEEK)
    assert result.exit_code == 5
    lines = _lines(result.stderr)
    assert [line["rows"] for line in lines if line.get("event") == "rejects"] == [2]
    assert [line["table"] for line in lines if line["level"] == "error"] == ["accounts_week"]


def test_an_unknown_form_of_the_log_is_a_message(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELSENDI_LOG", "xml")
    result = installation.call("snapshot", "list")
    assert (result.exit_code, "BELSENDI_LOG is 'xml'; set it to text or json" in result.stderr) == (4, True)


def test_quiet_keeps_quiet_about_what_went_well(installation: Installation) -> None:
    drop = small_drop(installation.folder / "drop")
    for words in (
        *(("build", "--records", drop, "--publish"), ("export", "--out", installation.folder / "o"), ("withdraw",)),
        *(("publish", "--revision", 1), ("recompute", "--config", 1)),
    ):
        result = installation.call("snapshot", *words, "--week", WEEK, "--quiet")
        assert (result.exit_code, result.stderr) == (0, ""), words
    result = installation.call("snapshot", "withdraw", "--week", WEEK, "--revision", 9, "--quiet")
    assert (result.exit_code, "has no revision 9" in result.stderr) == (4, True)


PIPELINE = {
    **main.get_command(click.Context(main), "snapshot").commands,  # type: ignore[union-attr]
    **{name: main.get_command(click.Context(main), name) for name in ("weekly", "schedule")},
}


@pytest.mark.parametrize("name", PIPELINE)
def test_every_command_of_the_pipeline_knows_json_and_quiet(name: str) -> None:
    options = {option for parameter in PIPELINE[name].params for option in parameter.opts}
    assert {"--json", "--quiet"} <= options


@pytest.mark.parametrize("words", [["show"], ["publish"], ["withdraw"], ["export", "--out", "o"], ["diff"]])
def test_a_refusal_is_a_document_too(installation: Installation, words: list[str]) -> None:
    installation.call("db", "upgrade")
    result = installation.call("snapshot", *words, "--week", WEEK, "--json")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["status"]) == (4, "refused")
    assert {"file", "table", "column", "expected", "found", "remedy"} == set(document["errors"][0])


@pytest.mark.parametrize("words", [["snapshot"], ["weekly"]])
def test_exit_codes_are_told_by_help(installation: Installation, words: list[str]) -> None:
    told = installation.call(*words, "--help").stdout
    for code in (0, 2, 3, 4, 5):
        assert f"\n    {code}  " in told, told
    assert set(words) <= COMMANDS.keys()
