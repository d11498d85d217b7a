"""The API is what its OpenAPI document says: every operation, sound and unsound requests, with a token and without.

Schemathesis makes the requests out of the document (examples, every border of every parameter, random ones, and other
methods) and looks at each answer: its status, media type, headers and shape, that what the document calls unsound is
refused and the rest is not, and that nothing breaks.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

from app import create_app
from dashboard import migrations
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant
from dashboard.access.tokens import Wish, add
from dashboard.database import transaction
from dashboard.settings import Settings
from tests.published_weeks import Country

DISTRICT = "100100000"
EXAMPLES = 10  # random ones of each operation
OPERATIONS = 11
# What was looked at in every answer; none of the others is switched off either.
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
    "unsupported_method",
    "allow_header_conformance",
)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str]:
    """An installation with a published country, and a token for one district."""
    folder: Path = tmp_path_factory.mktemp("api")
    settings = Settings(f"sqlite:///{folder / 'belsendi.db'}", folder, compress=False)
    migrations.upgrade(settings)
    with transaction(settings) as opened:
        Country().publish(opened)
        changes = Changes(opened, Author("root@server"))
        changes.add("office", "Office")
        changes.grant("office", Grant("org_staff", DISTRICT), "district")
        token = add(opened, Author("root@server"), Wish("office", "tests", DISTRICT))
    return settings, token


def run(server: Flask, token: str | None) -> tuple[list[str], Counter[str]]:
    """Ask everything; return what was wrong, and how often each check looked at an answer."""
    config = SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "headers": {"Accept-Encoding": "identity", **({"Authorization": f"Bearer {token}"} if token else {})},
            "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none", "no-shrink": True},
        }
    )
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", server, config=config)
    wrong: list[str] = []
    looked: Counter[str] = Counter()
    for event in from_schema(document).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            wrong.append(str(event.info if isinstance(event, events.NonFatalError) else event.exception))
        elif isinstance(event, events.ScenarioFinished):
            for checks in event.recorder.checks.values():
                looked.update(check.name for check in checks)
                wrong += [
                    f"{event.label} {check.name}: {check.failure_info.failure.message} {check.failure_info.code_sample}"
                    for check in checks
                    if check.status is Status.FAILURE and check.failure_info
                ]
    return wrong, looked


# What only differs in who is refused is asked once each way (test_scopes.py asks who sees what).
@pytest.mark.parametrize(
    ("public", "with_token"), [(True, False), (False, True)], ids=["public", "closed with a token"]
)
def test_every_answer_is_as_the_document_says(
    installation: tuple[Settings, str], public: bool, with_token: bool
) -> None:
    settings, token = installation
    server = create_app(replace(settings, public_monitor=public, public_school_list=public)).server
    wrong, looked = run(server, token if with_token else None)
    assert "\n".join(wrong) == ""
    assert [name for name in CHECKS if looked[name] < OPERATIONS * EXAMPLES] == []
