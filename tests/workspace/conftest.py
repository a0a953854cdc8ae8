"""Fixtures of the use cases' tests."""

from pathlib import Path

import pytest

from tests.workspace.project import make_project


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project in a folder of its own, with a cache of its own."""
    monkeypatch.setenv("ORCHESTRA_CACHE", str(tmp_path / "cache"))
    return make_project(tmp_path / "project")
