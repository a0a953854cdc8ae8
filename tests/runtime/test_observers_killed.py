"""Processes are killed while they tell an observer: the next one tells it again, in order, and nothing is lost."""

import random
import signal
import time
from pathlib import Path

import pytest

from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.patience import PATIENCE
from tests.runtime.graphs import person
from tests.runtime.processes import program, read
from tests.runtime.world import ANN, World


def happens(here: World) -> None:
    """A run is started, and its item claimed and completed."""
    (item,) = here.engine.work.of_run(here.start("person"))
    here.engine.work.claim(item.key, ANN)
    here.engine.work.complete(item.key, {"ok": True}, ANN)


def all_keys(here: World) -> list[str]:
    """The keys of everything that has happened, in order: one run has come after the other."""
    runs = [run.id for run in reversed(here.engine.runs.newest(limit=1000))]
    return [
        f"{run}/{entry.sequence}/{number}"
        for run in runs
        for entry in here.engine.runs.history(run)
        for number, _ in enumerate(entry.lines)
    ]


def told(keys: Path) -> list[str]:
    """What the observer has noted so far."""
    return keys.read_text().split() if keys.exists() else []


def lives_until_killed_in(call: int, store: Path, keys: Path) -> list[str]:
    """What the observer was told by a process that is killed within the call of this number."""
    before = len(told(keys))
    with program("observe", store, keys, call) as process:
        assert (read(process), read(process)) == ("ready", "inside")
        process.kill()
        process.wait()
    assert process.returncode == -signal.SIGKILL
    return told(keys)[before:]


def lives_until_all_is_told(store: Path, keys: Path) -> list[str]:
    """What the observer was told by a process that is not killed."""
    before = len(told(keys))
    with program("observe", store, keys, 0) as process:
        assert (read(process), read(process)) == ("ready", "done")
        process.wait(PATIENCE)
    return told(keys)[before:]


def goes_on(new: list[str], expected: list[str], heard: int) -> int:
    """How much has been heard. What is new begins no later than `heard`, and leaves nothing out from there on."""
    if not new:
        return heard
    place = expected.index(new[0])
    assert place <= heard, "something was left out"
    assert new == expected[place : place + len(new)]
    return max(heard, place + len(new))


@pytest.fixture
def here(tmp_path: Path) -> World:
    """A world on a disk, with an observer whom nobody tells yet."""
    world = World(person(), store=SqliteStore.open(tmp_path / "store.db"))
    world.case()
    assert lives_until_all_is_told(tmp_path / "store.db", tmp_path / "keys") == []
    return world


def test_what_it_was_being_told_when_its_process_was_killed_is_told_again(here: World, tmp_path: Path) -> None:
    """A call that its process has not come back from is made again, and all calls after it."""
    store, keys = tmp_path / "store.db", tmp_path / "keys"
    for _ in range(4):
        happens(here)
    expected, heard = all_keys(here), 0
    for call in (1, 1, 2, 5):
        new = lives_until_killed_in(call, store, keys)
        assert len(new) == call
        heard = goes_on(new, expected, heard) - 1
    happens(here)
    expected = all_keys(here)
    assert goes_on(lives_until_all_is_told(store, keys), expected, heard) == len(expected)
    happens(here)
    new = all_keys(here)[len(expected) :]
    assert lives_until_killed_in(1, store, keys) == new[:1], "what was told and noted is told no more"
    assert lives_until_all_is_told(store, keys) == new
    assert lives_until_all_is_told(store, keys) == []
    here.close()


def test_a_worker_that_takes_over_tells_it_again(here: World, tmp_path: Path) -> None:
    """The one who waits for the lock is alive all the time, and begins where the store says."""
    store, keys = tmp_path / "store.db", tmp_path / "keys"
    happens(here)
    expected = all_keys(here)
    with program("observe", store, keys, 2) as first:
        assert (read(first), read(first)) == ("ready", "inside")
        with program("observe", store, keys, 0) as second:
            assert read(second) == "ready"
            first.kill()
            assert read(second) == "done"
    assert told(keys)[:2] == expected[:2]
    assert goes_on(told(keys)[2:], expected, 1) == len(expected)
    here.close()


@pytest.mark.parametrize("kills", [8, pytest.param(80, marks=pytest.mark.stress)])
def test_killed_at_any_instant_nothing_is_lost_and_nothing_comes_before_its_time(
    here: World, tmp_path: Path, kills: int
) -> None:
    store, keys = tmp_path / "store.db", tmp_path / "keys"
    chance = random.Random(kills)  # noqa: S311 - instants, not secrets
    expected, heard = all_keys(here), 0
    for _ in range(kills):
        begins = len(told(keys))
        with program("observe", store, keys, 10_000) as process:
            assert read(process) == "ready"
            for _ in range(5):
                happens(here)
            time.sleep(chance.random() * 0.1)
            process.kill()
            process.wait()
        expected = all_keys(here)
        heard = goes_on(told(keys)[begins:], expected, heard)
    goes_on(lives_until_all_is_told(store, keys), expected, heard)
    assert list(dict.fromkeys(told(keys))) == expected
    here.close()
