"""Several processes on one store: real ones, and some of them are killed."""

import os
import random
import signal
import threading
import time
from collections import Counter
from concurrent.futures import wait
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from orchestra_dsl.plugin import Context
from orchestra_dsl.runtime.errors import Refusal, StoreError
from orchestra_dsl.runtime.requests.start import Start
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.lock import WorkerLock, holder
from tests.patience import PATIENCE, wait_for
from tests.runtime.graphs import both, flow, person
from tests.runtime.processes import program, read
from tests.runtime.world import ADMIN, ANN, BOB, Case, World

if TYPE_CHECKING:
    import subprocess


@pytest.mark.parametrize("order", ["oldest", "newest"], ids=["side by side", "towards each other"])
def test_of_two_processes_that_complete_the_same_items_each_item_has_one_winner(tmp_path: Path, order: str) -> None:
    store = tmp_path / "store.db"
    here = World(person(), store=SqliteStore.open(store))
    here.case()
    for _ in range(60):
        here.start("person")
    here.close()
    with program("complete", store, "ann", "oldest") as ann, program("complete", store, "bob", order) as bob:
        assert [read(ann), read(bob)] == ["ready", "ready"]
        (said_ann, complaint_ann), (said_bob, complaint_bob) = _race(ann, bob)
    assert (complaint_ann, complaint_bob) == ("", "")
    answers = [line.split() for line in (said_ann + said_bob).splitlines()]
    assert Counter(key for what, key, *_ in answers if what == "won") == {str(key): 1 for key in range(1, 61)}
    assert {tuple(rest) for what, _, *rest in answers if what == "told"} == {("not", "open")}
    if order == "newest":
        assert "won" in said_ann
        assert "won" in said_bob


def _race(*processes: "subprocess.Popen[str]") -> list[tuple[str, str]]:
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return [process.communicate(timeout=PATIENCE) for process in processes]


def test_an_item_completed_in_another_process_lets_a_live_worker_go_on(tmp_path: Path) -> None:
    live = World(both(), store=SqliteStore.open(tmp_path / "store.db"))
    live.case()
    live.work()
    run = live.start("both")
    live.settle()
    with program("complete", tmp_path / "store.db", "bob", "oldest") as bob:
        read(bob)
        ((said, _),) = _race(bob)
    assert said.startswith("won")
    assert live.ended(run) == "Done"
    live.close()


def test_what_another_process_starts_is_carried_out_soon(tmp_path: Path) -> None:
    worker = World(flow(), store=SqliteStore.open(tmp_path / "store.db"))
    worker.work()
    other = World(flow(), store=SqliteStore.open(tmp_path / "store.db"))
    other.case()
    worker.settle()
    run = other.start("flow")
    wait_for(lambda: other.ended(run) == "Done")
    other.close()
    worker.close()


def test_a_process_never_acts_on_what_it_remembers_from_before_anothers_commit(tmp_path: Path) -> None:
    one = World(person(), store=SqliteStore.open(tmp_path / "store.db"))
    two = World(person(), store=SqliteStore.open(tmp_path / "store.db"))
    one.case()
    run = one.start("person")
    key = one.engine.work.of_run(run)[0].key
    for _ in range(3):
        one.engine.work.claim(key, ANN)
        two.engine.work.release(key, ANN)
        two.engine.work.claim(key, BOB)
        with pytest.raises(Refusal, match="bob has claimed"):
            one.engine.work.claim(key, ANN)
        one.engine.work.release(key, BOB)
    assert len(one.events(run)) == 13
    two.close()
    one.close()


def test_a_cancel_in_another_process_abandons_the_call(tmp_path: Path) -> None:
    here = World(flow(), store=SqliteStore.open(tmp_path / "store.db"))
    here.case()
    told: list[bool] = []
    inside = threading.Event()

    def classify(_case: Case, context: Context) -> None:
        inside.set()  # one that is canceled before that is never called
        told.append(context.cancelled.wait(PATIENCE))

    here.work(classify)
    run = here.start("flow")
    assert inside.wait(PATIENCE)
    other = World(store=SqliteStore.open(tmp_path / "store.db"))
    other.engine.runs.cancel(run, ADMIN)
    wait_for(lambda: told)
    assert told == [True]
    other.close()
    here.close()


def test_a_killed_worker_is_replaced_and_its_flow_called_again_with_the_same_key(tmp_path: Path) -> None:
    store, keys = tmp_path / "store.db", tmp_path / "keys"
    here = World(flow(), store=SqliteStore.open(store))
    here.case()
    with program("hang", store, keys) as hanging:
        wait_for(lambda: holder(f"{store}.worker") == f"process {hanging.pid}")
        seen: list[str] = []

        def classify(_case: Case, context: Context) -> dict[str, str]:
            seen.append(context.idempotency_key)
            return {"severity": "S1"}

        worker = here.work(classify)
        run = here.start("flow")
        assert read(hanging) == "inside"
        assert not worker.status.works
        hanging.send_signal(signal.SIGKILL)
        here.settle()
    assert here.ended(run) == "Done"
    assert seen == [keys.read_text()]
    here.close()


@pytest.mark.parametrize("kills", [10, pytest.param(100, marks=pytest.mark.stress)])
def test_killed_at_any_instant_every_run_ends_the_same(tmp_path: Path, kills: int) -> None:
    store, keys = tmp_path / "store.db", tmp_path / "keys"
    chance = random.Random(kills)  # noqa: S311 - instants, not secrets
    said: list[str] = []
    for _ in range(kills):
        said += _killed_while_at_work(store, keys, after=chance.random() * 0.2)
    with program("toil", store, keys, "finish") as process:
        last, complaint = process.communicate(timeout=PATIENCE)
    assert last.endswith("done\n"), complaint
    here = World(both(), store=SqliteStore.open(store))
    runs = {run.id for run in here.engine.runs.newest(limit=100_000)}
    assert len(runs) >= kills, "the program had no time to begin anything"
    assert {line.split()[1] for line in said if line.startswith("started")} <= runs
    completed = {int(line.split()[1]) for line in said if line.startswith("completed")}
    assert {here.engine.work.get(key).completed_by for key in completed} == {"user:ann"}
    assert {here.ended(run) for run in runs} == {"Done"}
    assert {tuple(here.events(run)) for run in runs} == {("started", "flow returned", "item completed")}
    assert set(keys.read_text().split()) == {f"{run}/s.classify/1/0" for run in runs}
    here.close()


def _killed_while_at_work(store: Path, keys: Path, *, after: float) -> list[str]:
    """What the program has said when it is killed, some seconds after it has begun."""
    with program("toil", store, keys, "begin") as process:
        assert read(process) == "begun"
        time.sleep(after)
        process.kill()
        said, _ = process.communicate()
    assert process.returncode == -signal.SIGKILL
    return [line.strip() for line in said.splitlines(keepends=True) if line.endswith("\n")]


def test_one_of_many_holds_the_lock(tmp_path: Path) -> None:
    path = str(tmp_path / "store.db.worker")
    first, second = WorkerLock(path), WorkerLock(path)
    assert holder(path) is None
    assert first.acquire()
    assert first.acquire()
    assert not second.acquire()
    assert (holder(path) or "").startswith("process ")
    first.release()
    assert second.acquire()
    second.release()
    assert holder(path) is None


def test_a_lock_whose_file_was_removed_is_held_no_longer(tmp_path: Path) -> None:
    path = tmp_path / "store.db.worker"
    first, second = WorkerLock(str(path)), WorkerLock(str(path))
    assert first.acquire()
    path.unlink()
    assert second.acquire()
    assert not first.acquire()
    second.release()


def test_who_reads_a_store_that_was_removed_is_told_soon(tmp_path: Path) -> None:
    """For each read it would cost as much as the read itself: who reads looks ten times a second, who writes always."""
    path = tmp_path / "store.db"
    store = SqliteStore.open(path)
    with store.reading() as reads:
        assert reads.last_outbox() == 0
    path.unlink()

    def is_told() -> bool:
        try:
            with store.reading():
                return False
        except StoreError as error:
            return error.kind == "missing"

    wait_for(is_told)
    store.close()


def test_reads_that_follow_each_other_look_for_the_file_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, looks, look = SqliteStore.open(tmp_path / "store.db"), list[object](), os.stat

    def counted(path: str) -> os.stat_result:
        looks.append(path)
        return look(path)

    monkeypatch.setattr(os, "stat", counted)
    monkeypatch.setattr(time, "monotonic", lambda: 0.0)
    for _ in range(100):
        with store.reading(single=True) as reads:
            assert reads.record("Case", "1") is None
    store.close()
    assert len(looks) <= 1


@pytest.mark.parametrize("lock_too", [False, True])
def test_who_has_a_store_open_that_was_removed_leaves_the_next_one_alone(tmp_path: Path, *, lock_too: bool) -> None:
    """Nothing is acknowledged that nobody can read (section 6), and the new store has a worker."""
    path = tmp_path / "store.db"
    old = World(flow(), store=SqliteStore.open(path))
    old.work()
    old.settle()
    for each in tmp_path.iterdir():
        if lock_too or each.suffix != ".worker":
            each.unlink()
    new = World(flow(), store=SqliteStore.open(path))
    new.work()
    with pytest.raises(StoreError, match="was removed or replaced while it was open") as raised:
        old.case()
    assert raised.value.kind == "missing"
    new.case()
    run = new.start("flow")
    new.settle()
    assert new.ended(run) == "Done"
    old.close()
    new.close()


FEW = 3
"""So often another process is let in while 24 batches are written: some hundred times where the machine is free."""


def test_a_busy_process_lets_others_in(tmp_path: Path) -> None:
    busy = World(person(), store=SqliteStore.open(tmp_path / "store.db"))
    busy.case()
    other = World(person(), store=SqliteStore.open(tmp_path / "store.db"))
    orchestration = busy.engine.programs.orchestration("person")
    answers = [busy.engine.submit(Start(orchestration, ("1",), ANN)) for _ in range(3000)]
    came_in = 0
    while not answers[-1].done():
        other.start("person")
        came_in += 1
    wait(answers)
    assert came_in >= FEW, "it had to wait until the busy one was through"
    other.close()
    busy.close()
