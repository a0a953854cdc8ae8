"""What a stop at any instant leaves: nothing acknowledged is lost, what was under way is done again by its key."""

import itertools
import threading
import time
from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection

import pytest

from orchestra_dsl.plugin import Context
from orchestra_dsl.runtime.errors import StoreError
from orchestra_dsl.runtime.sqlite.opening import begin
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.worker.outbox import Outbox
from tests.patience import PATIENCE
from tests.runtime.graphs import both, flow
from tests.runtime.world import ANN, Case, Classify, World


def world(path: Path) -> World:
    """A process's view of the store in this folder."""
    return World(flow(), both(), store=SqliteStore.open(path / "store.db"))


def test_what_was_acknowledged_is_there_after_a_restart(tmp_path: Path) -> None:
    first = world(tmp_path)
    first.case()
    run = first.start("both")
    first.work()
    first.settle()
    (item,) = first.engine.work.for_user("user:ann")
    first.engine.work.claim(item.key, ANN)
    first.close()
    second = world(tmp_path)
    (again,) = second.engine.work.for_user("user:ann")
    assert (again.key, again.claimed_by) == (item.key, "user:ann")
    second.engine.work.complete(item.key, {"ok": True}, ANN)
    assert second.ended(run) == "Done"
    second.close()


def noting(keys: list[str]) -> Classify:
    """A flow that notes its keys."""

    def classify(_case: Case, context: Context) -> dict[str, str]:
        keys.append(context.idempotency_key)
        return {"severity": "S1"}

    return classify


def interrupted(path: Path, keys: list[str]) -> str:
    """A run whose flow was under way, its effect done, when its process stopped."""
    inside, let = threading.Event(), threading.Event()

    def classify(_case: Case, context: Context) -> dict[str, str]:
        keys.append(context.idempotency_key)
        inside.set()
        let.wait(PATIENCE)
        return {"severity": "S1"}

    first = world(path)
    first.case()
    first.work(classify)
    run = first.start("flow")
    assert inside.wait(PATIENCE)
    first.close(grace=0)
    let.set()
    return run


def restarted(path: Path, run: str, keys: list[str], patience: float = PATIENCE) -> str | None:
    """How the run ends after a restart, or stands when patience does."""
    second = world(path)
    second.work(noting(keys))
    deadline = time.monotonic() + patience
    while (ended := second.ended(run)) != "Done" and time.monotonic() < deadline:
        time.sleep(0.01)
    second.close()
    return ended


def test_a_flow_that_was_under_way_is_called_again_with_the_same_key(tmp_path: Path) -> None:
    keys: list[str] = []
    run = interrupted(tmp_path, keys)
    assert restarted(tmp_path, run, keys) == "Done"
    assert keys == [f"{run}/s.classify/1/0"] * 2


def test_without_sending_again_the_run_would_wait_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str] = []
    run = interrupted(tmp_path, keys)
    monkeypatch.setattr(Outbox, "send_again", lambda _self: None)
    assert restarted(tmp_path, run, keys, 1.0) == "active"
    assert len(keys) == 1


def test_a_flow_whose_answer_was_stored_is_not_called_again(tmp_path: Path) -> None:
    keys: list[str] = []
    first = world(tmp_path)
    first.case()
    first.work(noting(keys))
    run = first.start("flow")
    first.settle()
    first.close()
    assert restarted(tmp_path, run, keys) == "Done"
    assert len(keys) == 1


def test_an_event_that_was_stored_for_later_is_applied_by_the_next_worker(tmp_path: Path) -> None:
    first = world(tmp_path)
    first.case()
    run = first.start("flow")
    with first.engine.store.reading() as reads:
        assert [row.name for row in reads.outbox(0, 100, 10)] == ["1.1.0.1"]
    first.close()
    assert restarted(tmp_path, run, []) == "Done"


def test_an_answer_that_cannot_be_stored_now_is_stored_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestra_dsl.runtime.worker.again.AGAIN", 0.02)
    keys: list[str] = []
    monkeypatch.setattr("orchestra_dsl.runtime.sqlite.store.begin", _locked_for_a_while(keys))
    here = world(tmp_path)
    here.work(noting(keys))
    here.case()
    run = here.start("flow")
    here.settle()
    assert here.ended(run) == "Done"
    assert len(keys) == 1
    here.close()


def _locked_for_a_while(keys: list[str]) -> Callable[[Connection], None]:
    """What stands for `begin`: once the flow has been called, the store is locked four times."""
    calls = itertools.count(1)

    def stand_in(connection: Connection) -> None:
        if keys and next(calls) <= 4:
            raise StoreError("locked", "here", "the store is locked", "wait")
        begin(connection)

    return stand_in
