"""The loop of a worker, at its end."""

import threading

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
