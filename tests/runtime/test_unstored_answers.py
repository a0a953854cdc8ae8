"""An answer of a call that waits for the directory of people: why it is not stored yet is kept beside the call."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.runtime import writer
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.patience import PATIENCE, wait_for
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import both
from tests.runtime.slow_people import Slow
from tests.runtime.world import World

Begin = Callable[..., tuple[World, str]]


@pytest.fixture
def begin(world: MakeWorld, slow: Slow, monkeypatch: pytest.MonkeyPatch) -> Begin:
    """Start a run whose flow answers, after which the directory is asked; waiting is said soon."""
    monkeypatch.setattr(writer, "LONG", 0.0)
    monkeypatch.setattr("orchestra_dsl.runtime.worker.again.AGAIN", 0.02)

    def begun(**parts: Any) -> tuple[World, str]:
        here = world(both(), directory=slow, **parts)
        here.case()
        here.work()
        return here, here.start("both")

    return begun


def unstored(here: World, run: str) -> list[str]:
    """Why answers are not stored, as those see it who look at the run."""
    return [each.unstored for each in here.engine.runs.get(run).open if each.unstored]


def test_of_a_directory_that_hangs_it_is_seen_while_it_does(begin: Begin, slow: Slow) -> None:
    here, run = begin()
    wait_for(lambda: unstored(here, run))
    assert unstored(here, run) == ["the directory of people has not answered for 0 seconds"]
    slow.let.set()
    here.settle()
    assert here.events(run) == ["started", "flow returned"]
    assert unstored(here, run) == []


def test_of_a_directory_that_fails_it_is_seen_until_it_answers(begin: Begin, slow: Slow) -> None:
    slow.fails = ConnectionError("the LDAP server is away")
    slow.let.set()
    here, run = begin()
    wait_for(
        lambda: unstored(here, run) == ["the directory of people failed: ConnectionError: the LDAP server is away"]
    )
    slow.fails = None
    here.settle()
    assert unstored(here, run) == []


def test_what_a_worker_has_noted_goes_when_the_next_one_calls_again(
    world: MakeWorld, begin: Begin, slow: Slow, tmp_path: Path
) -> None:
    here, run = begin(store=SqliteStore.open(tmp_path / "store.db"))
    wait_for(lambda: unstored(here, run))
    here.close()
    going = threading.Event()
    there = world(both(), directory=slow, store=SqliteStore.open(tmp_path / "store.db"))
    assert unstored(there, run)
    there.work(lambda _case, _context: going.wait(PATIENCE) and {"severity": "S1"})
    try:
        wait_for(lambda: not unstored(there, run))
        assert [each.calls for each in there.engine.runs.get(run).open if each.calls] == [("crm.classify",)]
    finally:
        going.set()
