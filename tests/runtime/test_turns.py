"""On which thread a request is carried out, and what Ctrl-C and worse do to it there."""

import os
import signal
import threading
from collections.abc import Callable

import pytest

from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.lanes import Lanes
from orchestra_dsl.runtime.requests.request import Request
from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.store.rows import Writes
from tests.patience import wait_for
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import person
from tests.runtime.world import ANN, World


class Doing(Request[str]):
    """Does something within a batch, writes a fingerprint, and answers on which thread that was."""

    def __init__(self, what: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self.what = what

    def perform(self, batch: Batch) -> str:
        """Do it."""
        self.what()
        batch.writes.fingerprint = "done"
        return threading.current_thread().name


def is_done(store: Store) -> bool:
    with store.reading() as reads:
        return reads.fingerprint() == "done"


@pytest.fixture
def here(world: MakeWorld, store: Store) -> World:
    """An engine with an orchestration and a record."""
    made = world(person(), store=store)
    made.case()
    return made


def test_who_waits_has_it_done_on_their_own_thread(here: World) -> None:
    assert here.engine.carry_out(Doing()) == threading.current_thread().name
    assert here.engine.submit(Doing()).result() == "orchestra-writer"


def test_where_others_are_in_line_nobody_is_overtaken(here: World) -> None:
    began, go_on = threading.Event(), threading.Event()
    order, answer = list[str](), list[str]()

    def hold() -> None:
        began.set()
        go_on.wait(60)

    first = here.engine.submit(Doing(hold))
    assert began.wait(60)
    second = here.engine.submit(Doing(lambda: order.append("second")))
    third = Doing(lambda: order.append("third"))
    waiting = threading.Thread(target=lambda: answer.append(here.engine.carry_out(third)))
    waiting.start()
    wait_for(lambda: here.engine.waiting == len([second, third]))
    go_on.set()
    waiting.join()
    assert (first.result(), second.result()) == ("orchestra-writer", "orchestra-writer")
    assert (order, answer) == (["second", "third"], ["orchestra-writer"])


def test_ctrl_c_comes_once_it_is_on_the_disk(here: World, store: Store) -> None:
    with pytest.raises(KeyboardInterrupt):
        here.engine.carry_out(Doing(lambda: os.kill(os.getpid(), signal.SIGINT)))
    assert is_done(store)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert here.engine.carry_out(Doing()) == threading.current_thread().name


def test_ctrl_c_as_the_turn_begins_does_not_keep_it(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def begins(lanes: Lanes) -> bool:
        has = take_turn(lanes)
        os.kill(os.getpid(), signal.SIGINT)
        return has

    take_turn = Lanes.take_turn
    with monkeypatch.context() as patch:
        patch.setattr(Lanes, "take_turn", begins)
        with pytest.raises(KeyboardInterrupt):
            here.engine.carry_out(Doing())
    assert here.engine.carry_out(Doing()) == threading.current_thread().name


def test_a_handler_of_somebody_elses_hears_of_it_afterwards(here: World, store: Store) -> None:
    heard: list[bool] = []
    before = signal.signal(signal.SIGINT, lambda *_: heard.append(is_done(store)))
    try:
        here.engine.carry_out(Doing(lambda: os.kill(os.getpid(), signal.SIGINT)))
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard == [True]


@pytest.mark.parametrize("handler", [signal.SIG_IGN, signal.SIG_DFL])
def test_where_nobody_handles_it_nothing_is_put_in_the_way(here: World, handler: signal.Handlers) -> None:
    found: list[object] = []
    before = signal.signal(signal.SIGINT, handler)
    try:
        here.engine.carry_out(Doing(lambda: found.append(signal.getsignal(signal.SIGINT))))
    finally:
        signal.signal(signal.SIGINT, before)
    assert found == [handler]


def test_what_ends_the_thread_leaves_nothing_half_done(here: World, store: Store) -> None:
    """Nothing of it is written, the turn is over, and what is kept of runs in memory is read anew."""
    run = here.start("person")
    (item,) = here.engine.work.of_run(run)

    def ends() -> None:
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        here.engine.carry_out(Doing(ends))
    assert not is_done(store)
    assert here.engine.carry_out(Doing()) == threading.current_thread().name
    here.engine.work.complete(item.key, {"ok": True}, ANN)
    assert here.ended(run) == "Done"


def test_what_is_committed_counts_though_its_listener_breaks_down(here: World, store: Store) -> None:
    def fails(_: object) -> None:
        raise OSError("no")

    stop = here.engine.listen(fails)
    assert here.engine.carry_out(Doing()) == threading.current_thread().name
    stop()
    assert is_done(store)


def test_written_is_written(store: Store) -> None:
    assert not is_done(store)
    with store.writing() as transaction:
        transaction.apply(Writes(fingerprint="done"))
    assert is_done(store)
