from __future__ import annotations

import json

from dashboard.facts import store
from tests.factories import WEEK, small_drop
from tests.installation import Installation


def test_facts_are_kept_listed_and_pruned(installation: Installation) -> None:
    drop = small_drop(installation.folder / "drop")
    assert installation.build(drop, "--publish")[0] == 0
    kept = installation.call("facts", "keep", "--records", drop, "--week", WEEK, "--json")
    assert kept.exit_code == 0, kept.stderr
    (found,) = json.loads(kept.stdout)
    assert (found["week"], found["tables"]["schools"]) == (WEEK.isoformat(), 4)
    assert json.loads(installation.call("facts", "list", "--json").stdout) == [found]
    assert found["snapshot"][:12] in installation.call("facts", "list").output
    assert json.loads(installation.call("facts", "prune", "--weeks", "1", "--json").stdout) == []
    assert store.every(installation.settings)


def test_records_nothing_was_built_from_are_refused(installation: Installation) -> None:
    drop = small_drop(installation.folder / "drop")
    assert installation.build(drop)[0] == 0
    other = small_drop(installation.folder / "other", lessons_planned=1)
    refused = installation.call("facts", "keep", "--records", other, "--week", WEEK, "--json")
    assert refused.exit_code == 4
    assert json.loads(refused.stdout)["status"] == "refused"
    assert store.every(installation.settings) == []


def test_records_that_cannot_be_used_are_refused(installation: Installation) -> None:
    refused = installation.call("facts", "keep", "--records", installation.folder / "nowhere", "--week", WEEK, "--json")
    assert refused.exit_code == 4
    assert json.loads(refused.stdout)["errors"][0]["found"] == "nothing there"
