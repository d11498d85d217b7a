"""One small week for all tests of facts."""

from __future__ import annotations

import pytest

from tests.kept_facts import Week, make_week


@pytest.fixture(scope="session")
def kept_week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    """Return a published week whose rows are kept; tests only read it."""
    return make_week(tmp_path_factory)
