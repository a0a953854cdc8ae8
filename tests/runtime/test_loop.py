"""The loop of a worker: what it is to run and to call, how it is woken for that, and what becomes of it at its end."""

import asyncio
import gc
import threading
from typing import Any

import pytest

from orchestra_dsl.runtime.threads.loop import LoopThread


def test_what_is_to_be_called_later_is_called() -> None:
    loop, called = LoopThread("loop"), threading.Event()
    loop.later(0, called.set)
    assert called.wait(60)
    loop.close()


def test_a_loop_that_has_ended_passes_over_what_it_is_asked_to_call() -> None:
    """An answer that cannot be stored may ask to be stored later just when its worker ends."""
    loop, called = LoopThread("loop"), threading.Event()
    loop.close()
    loop.later(0, called.set)
    assert not called.is_set()


def test_work_that_comes_while_a_loop_is_busy_is_begun_in_order_by_one_wake(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Waking a loop costs as much as a short flow does."""
    loop, busy, free, done = LoopThread("loop"), threading.Event(), threading.Event(), threading.Event()
    wakes: list[object] = []
    wake = loop._loop.call_soon_threadsafe

    def counted(*what: Any) -> None:
        wakes.append(what)
        wake(*what)

    monkeypatch.setattr(loop._loop, "call_soon_threadsafe", counted)
    seen: list[int] = []

    def hold() -> None:
        busy.set()
        free.wait(60)

    async def work(number: int) -> None:
        seen.append(number)
        if number == 99:
            done.set()

    loop.later(0, hold)
    assert busy.wait(60)
    wakes.clear()
    for number in range(100):
        loop.run(work(number), list)
    free.set()
    assert done.wait(60)
    assert seen == list(range(100))
    assert len(wakes) == 1
    loop.close()


def test_work_is_cancelled_before_it_begins_and_while_it_waits() -> None:
    loop, waits, over = LoopThread("loop"), threading.Event(), threading.Event()
    seen: list[str] = []

    async def wait() -> None:
        waits.set()
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            over.set()
            raise

    async def never() -> None:
        seen.append("begun")

    cancel = loop.run(wait(), lambda: seen.append("cancelled"))
    assert waits.wait(60)
    cancel()
    assert over.wait(60)
    busy, free = threading.Event(), threading.Event()

    def hold() -> None:
        busy.set()
        free.wait(60)

    loop.later(0, hold)
    assert busy.wait(60)
    loop.run(never(), lambda: seen.append("cancelled before"))()
    free.set()
    loop.close()
    assert seen == ["cancelled", "cancelled before"]


@pytest.mark.filterwarnings("error")
def test_a_loop_that_has_ended_runs_nothing_more() -> None:
    loop, seen = LoopThread("loop"), list[str]()

    async def work() -> None:
        seen.append("run")

    loop.close()
    loop.run(work(), list)()
    gc.collect()
    assert seen == []
