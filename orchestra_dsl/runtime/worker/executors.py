"""Where calls are carried out: sync ones on threads, async ones in a loop, isolated ones each in a process of its own.

A thread more takes part in nothing for free: each takes turns with all others. So a call whose manner is known is made
ready where it is carried out; others are made ready on threads for that, for a plugin may have to be imported.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Protocol

from orchestra_dsl.plugin.invocation import Answered, Failed, Manner, Returned, failure
from orchestra_dsl.plugin.later import Later
from orchestra_dsl.runtime.threads.loops import Loops
from orchestra_dsl.runtime.threads.pool import Pool
from orchestra_dsl.runtime.worker.calling import Call
from orchestra_dsl.runtime.worker.sending import Sending

FEW_THREADS = 2
"""How many sync flows run at once that are short: more would stand in each other's way."""
THREADS = 32
"""How many sync flows run at once, if they compute."""
MOST_THREADS = 256
"""How many do that wait for something outside, and hardly compute."""
PROCESSES = 16
"""How many isolated flows run at once, each in a process of its own."""
PREPARING = 4
"""How many calls are made ready at once whose plugins may have to be imported."""

AnyCall = Call[Returned | Later] | Call[Answered]
AnyAnswer = Returned | Later | Answered | Failed


class Caller(Protocol):
    """Who has something carried out."""

    def ready(self, sending: Sending) -> AnyCall | None:
        """Make the call ready; None where there is nothing to carry out, or not now."""

    def answer(self, sending: Sending, answer: AnyAnswer) -> None:
        """Take what has come of it."""


class Executors:
    """The threads, loops and processes of one worker."""

    def __init__(self, caller: Caller, loops: Loops, threads: int) -> None:
        self._caller = caller
        self._loops = loops
        self._preparing = Pool("orchestra-prepare", PREPARING, begin=1)
        self._threads = Pool("orchestra-flow", threads, begin=min(FEW_THREADS, threads), most=MOST_THREADS)
        self._processes = Pool("orchestra-isolated", PROCESSES)

    @property
    def abandoned(self) -> int:
        """How many abandoned sync calls still hold a thread."""
        return self._threads.abandoned + self._processes.abandoned

    def begin(self, sending: Sending, manner: Manner | None) -> None:
        """Have it carried out in this manner; None where that will only be known when it is ready."""
        match manner:
            case "thread":
                self._on_thread(self._threads, sending, partial(self._make_and_run, sending))
            case "loop":
                self._in_loop(sending, None)
            case _:
                self._preparing.submit(partial(self._make_and_pass_on, sending))

    def close(self) -> None:
        """Begin nothing more. What runs goes on, but is not waited for."""
        for pool in (self._preparing, self._threads, self._processes):
            pool.close()

    def _make_and_pass_on(self, sending: Sending) -> None:
        call = self._caller.ready(sending)
        if call is None:
            return
        if call.is_async:
            self._in_loop(sending, call)
        else:
            pool = self._processes if call.is_isolated else self._threads
            self._on_thread(pool, sending, lambda: self._caller.answer(sending, call.run()))

    def _on_thread(self, pool: Pool, sending: Sending, work: Callable[[], None]) -> None:
        job = pool.submit(work)
        _stoppable(sending, partial(pool.abandon, job))

    def _make_and_run(self, sending: Sending) -> None:
        call = self._caller.ready(sending)
        if call is not None:
            self._caller.answer(sending, call.run())

    def _in_loop(self, sending: Sending, call: AnyCall | None) -> None:
        _stoppable(sending, self._loops.run(self._await(sending, call), partial(self._cancelled, sending)))

    def _cancelled(self, sending: Sending) -> None:
        """Another flow has cancelled it before it began: its run waits for an answer all the same."""
        if not sending.cancelled.is_set():
            self._caller.answer(sending, failure(asyncio.CancelledError()))

    async def _await(self, sending: Sending, call: AnyCall | None) -> None:
        call = call or self._caller.ready(sending)
        if call is None:
            return
        answer: AnyAnswer
        try:
            answer = await call.run_async()
        except KeyboardInterrupt as error:  # raised by the flow itself: nobody interrupts this thread
            answer = failure(error)
        except asyncio.CancelledError as error:
            if sending.cancelled.is_set():
                raise
            answer = failure(error)  # the flow has cancelled itself, or another one in the same loop has
        self._caller.answer(sending, answer)


def _stoppable(sending: Sending, stop: Callable[[], object]) -> None:
    sending.stop = stop
    if sending.cancelled.is_set():
        stop()
