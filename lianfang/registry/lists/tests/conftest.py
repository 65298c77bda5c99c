"""Handed-in files are read in the test's own process, but for the tests of that very process."""

import pytest

from lianfang.registry.lists.operations import reading

from . import handing


@pytest.fixture
def here(monkeypatch):
    """No child process."""
    monkeypatch.setattr(reading, "open_workbook", handing.read_here)
