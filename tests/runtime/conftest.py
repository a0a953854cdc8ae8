"""Fixtures: stores of both kinds, and worlds that are closed when their test ends."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.runtime.errors import StoreError
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.worker import sourcing
from tests.invariants.whole import check_whole
from tests.runtime.slow_people import Slow
from tests.runtime.texts import MakePlace, Place
from tests.runtime.unkept import Fault
from tests.runtime.world import World

MakeWorld = Callable[..., World]


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store in a file, and one in memory."""
    made = SqliteStore.open(tmp_path / "store.db") if request.param == "file" else SqliteStore.in_memory()
    yield made
    made.close()


@pytest.fixture
def slow() -> Iterator[Slow]:
    """A slow directory, let go at the end of the test."""
    directory = Slow()
    yield directory
    directory.let.set()


def check_before_the_end(store: Store, request: pytest.FixtureRequest) -> None:
    """What a test leaves in a store is in order, unless it has closed the store or damages it on purpose."""
    if request.node.get_closest_marker("damages") is None:
        with suppress_closed():
            check_whole(store, replay=True)


@contextmanager
def suppress_closed() -> Iterator[None]:
    """A store that is closed or gone cannot be looked at any more."""
    try:
        yield
    except StoreError as error:
        if error.kind not in ("closed", "missing"):
            raise


@pytest.fixture
def world(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeWorld]:  # noqa: ARG001 - what a test has patched holds for the check
    """Makes worlds: `world(graph, …, store=…, directory=…, clock=…)`."""
    made: list[World] = []

    def make(*graphs: Any, **parts: Any) -> World:
        made.append(World(*graphs, **parts))
        return made[-1]

    yield make
    _close(made, request)


def _close(made: Sequence[World | Place], request: pytest.FixtureRequest) -> None:
    """Check what is left, and then close everything, whatever the check says."""
    try:
        for each in made:
            check_before_the_end(each.engine.store, request)
    finally:
        for each in made:
            each.close()


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch) -> Fault:
    """A fault that strikes when the test says so, at what cannot be put aside."""
    return Fault(monkeypatch)


@pytest.fixture
def ask_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Record sources in trouble are asked again soon."""
    monkeypatch.setattr(sourcing, "FIRST_PAUSE", 10_000)
    monkeypatch.setattr(sourcing, "LONGEST_PAUSE", 50_000)


@pytest.fixture
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakePlace]:  # noqa: ARG001 - the same
    """Makes places that are closed when the test ends, with a case 1 in each: `place(text, …)`."""
    made: list[Place] = []

    def make(text: str, **parts: Any) -> Place:
        made.append(Place(text, **parts))
        made[-1].case()
        return made[-1]

    yield make
    _close(made, request)
