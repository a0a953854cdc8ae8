"""The plugin of pytest, which finds it by itself: fixtures for authors, and scenarios as tests.

It is imported wherever Orchestra is installed and pytest runs, so whatever costs time is imported when it is used.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orchestra_dsl.testing.fixtures import MakeKit, MakeTrial

SUFFIX = ".orch"
FILES = "orchestra_files"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what can be set in pytest's own configuration."""
    parser.addini(FILES, "patterns of the sources whose scenarios are tests (*.orch)", type="args", default=["*.orch"])


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take a source for a file of tests where a pattern says so, or where it is named on the command line."""
    if file_path.suffix != SUFFIX:
        return None
    named = parent.session.isinitpath(file_path)
    if not named and not any(file_path.match(pattern) for pattern in parent.config.getini(FILES)):
        return None
    from orchestra_dsl.testing.scenarios import SourceFile

    return SourceFile.from_parent(parent, path=file_path)


@pytest.fixture
def orchestra_kit(tmp_path: Path) -> "MakeKit":
    """Makes a kit for a plugin: `orchestra_kit(my_plugin, settings={…}, people={…})`. See orchestra_dsl.testing."""
    from orchestra_dsl.testing.fixtures import make_kit

    return make_kit(tmp_path)


@pytest.fixture
def orchestra_trial(tmp_path: Path) -> "Iterator[MakeTrial]":
    """Makes a trial of a project: `orchestra_trial(Path("example"), people={…})`. See orchestra_dsl.testing."""
    from orchestra_dsl.testing.fixtures import trials

    yield from trials(tmp_path)
