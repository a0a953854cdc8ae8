"""Fixtures of the commands' tests."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.project import Desk


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Desk]:
    """The project, with a cache of its own, and nothing typed at the terminal."""
    folder = tmp_path / "desk"
    folder.mkdir()
    monkeypatch.setenv("ORCHESTRA_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("ORCHESTRA_PROJECT", raising=False)
    monkeypatch.delenv("ORCHESTRA_TRACEBACK", raising=False)
    monkeypatch.chdir(folder)
    with Path(os.devnull).open() as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        yield Desk(folder, capsys)


Typed = Callable[[str], None]


@pytest.fixture
def typed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Typed]:
    """What somebody types at the desk: call it with the whole text, before the command."""
    request.getfixturevalue("desk")  # it has nothing typed, so it comes first
    reading, writing = os.pipe()

    def write(text: str) -> None:
        os.write(writing, text.encode())
        os.close(writing)

    with os.fdopen(reading) as file:
        monkeypatch.setattr("sys.stdin", file)
        yield write
