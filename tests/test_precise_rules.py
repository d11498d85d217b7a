"""Every precise rule of the specification (section J) that concerns the pipeline has a test that is named after it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from dashboard.snapshot.contract_meanings import bad_input

TESTS = Path(__file__).parent
RULES = range(1, 107)

# Rules that ask for nothing that could be tested in the pipeline, and why. They may have a test all the same.
EXEMPT = {
    52: "a total over roles concerns a report (B-14), not the snapshot",
    101: "the gauge is a matter of the page",
    106: "other configurations are off; that they are is tested with the configuration",
}


def names_of_tests() -> list[str]:
    """Return the names of all test functions of the tree."""
    trees = (ast.parse(path.read_text("utf-8")) for path in TESTS.rglob("test_*.py"))
    nodes = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return [node.name for node in nodes if node.name.startswith("test_")]


def rules_of(name: str) -> set[int]:
    """Return the rules a test is named after: test_q14_… and test_q06_q07_… alike."""
    return {int(number) for number in re.findall(r"_q(\d+)(?=_)", name)}


def test_every_rule_of_the_pipeline_has_a_test_named_after_it() -> None:
    named = set().union(*map(rules_of, names_of_tests()))
    assert [f"Q-{rule}" for rule in RULES if rule not in named and rule not in EXEMPT] == []
    assert named <= set(RULES), "a test is named after a rule that does not exist"


def test_every_row_of_what_bad_input_gets_has_a_test() -> None:
    names = names_of_tests()
    assert [
        row.key for row in bad_input() if not any(name.startswith(f"test_bad_input_{row.key}") for name in names)
    ] == []


def test_names_are_read_as_they_are_written() -> None:
    assert rules_of("test_q06_q107_x") == {6, 107}
    assert rules_of("test_t4_g18_the_tick") == set()
