"""Settings of all tests: hypothesis explores at a developer's desk and is repeatable in CI."""

import os

import pytest
from hypothesis import settings

settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(scope="session")
def playwright_run():
    """The one Playwright of a test process: a second beside it would not start."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (only tests in a browser need it)

    with sync_playwright() as playwright:
        yield playwright
