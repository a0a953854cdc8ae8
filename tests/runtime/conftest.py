"""Fixtures: stores of both kinds, and worlds that are closed when their test ends."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store import Store
from tests.runtime.texts import MakePlace, Place
from tests.runtime.world import World

MakeWorld = Callable[..., World]


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store in a file, and one in memory."""
    made = SqliteStore.open(tmp_path / "store.db") if request.param == "file" else SqliteStore.in_memory()
    yield made
    made.close()


@pytest.fixture
def world() -> Iterator[MakeWorld]:
    """Makes worlds: `world(graph, …, store=…, directory=…, clock=…)`."""
    made: list[World] = []

    def make(*graphs: Any, **parts: Any) -> World:
        made.append(World(*graphs, **parts))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def place() -> Iterator[MakePlace]:
    """Makes places that are closed when the test ends, with a case 1 in each: `place(text, …)`."""
    made: list[Place] = []

    def make(text: str, **parts: Any) -> Place:
        made.append(Place(text, **parts))
        made[-1].case()
        return made[-1]

    yield make
    for each in made:
        each.close()
