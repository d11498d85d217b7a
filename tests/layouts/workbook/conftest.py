"""Pages of the small published country, for the reports."""

from __future__ import annotations

from tests.layouts.views.conftest import around, country, page

__all__ = ["around", "country", "page"]
