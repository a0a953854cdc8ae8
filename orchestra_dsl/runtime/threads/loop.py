"""An asyncio loop on a thread of its own."""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

PATIENCE = 1.0
"""Seconds that cancelled flows get to come to their end."""

_log = logging.getLogger("orchestra.runtime")


Work = Coroutine[Any, Any, None]


def _nothing() -> None:
    """There is nobody to be told any more."""


class _Running:
    """A coroutine, and its task once the loop has begun it."""

    __slots__ = ("cancelled", "task", "work")

    def __init__(self, work: Work, cancelled: Callable[[], object]) -> None:
        self.work = work
        self.cancelled: Callable[[], object] = cancelled
        self.task: asyncio.Task[None] | None = None

    def cancel(self) -> None:
        if self.task is not None:
            self.task.cancel()

    def ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            self.cancelled()
        self.task, self.cancelled = None, _nothing  # they know who keeps this: nothing goes round in a circle


class LoopThread:
    """The loop. What blocks it holds up all else in it.

    It is woken once for all the work that has come meanwhile: each time costs as much as a short flow does.
    """

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._ended = False
        self._coming: deque[_Running] = deque()
        self._is_woken = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    def run(self, work: Work, cancelled: Callable[[], object]) -> Callable[[], None]:
        """Run a coroutine; answers what cancels it. Once the loop has ended, nothing is run any more.

        `cancelled` is called where it ends by that, also before it has begun: other work in the loop may do it.
        """
        running = _Running(work, cancelled)
        self._coming.append(running)
        if not self._is_woken:
            self._is_woken = True
            self._soon(self._begin)
        if self._loop.is_closed():
            work.close()
        return lambda: self._soon(running.cancel)

    def _begin(self) -> None:
        self._is_woken = False  # whoever adds work from here on wakes the loop again
        while self._coming:
            running = self._coming.popleft()
            running.task = self._loop.create_task(running.work)
            self._tasks.add(running.task)  # the loop itself does not keep it
            running.task.add_done_callback(self._tasks.discard)
            running.task.add_done_callback(running.ended)

    def later(self, seconds: float, work: Callable[[], object]) -> None:
        """Call something after a while; it must not block. Once the loop has ended, nothing is called any more."""
        self._soon(self._loop.call_later, seconds, work)

    def _soon(self, work: Callable[..., object], *arguments: Any) -> None:
        try:
            self._loop.call_soon_threadsafe(work, *arguments)
        except RuntimeError:  # whoever asks cannot know in time that it is being closed
            if not self._loop.is_closed():
                raise

    def close(self, *, patience: float = PATIENCE * 2) -> None:
        """Cancel what runs, and end the thread if the flows let it."""
        self._loop.call_soon_threadsafe(lambda: self._loop.create_task(self._end()))
        self._thread.join(patience)

    def _serve(self) -> None:
        while not self._ended:  # a flow may have stopped it, or a task of one may end what it runs in: others go on
            try:
                self._loop.run_forever()
            except BaseException:  # noqa: BLE001 - whoever waits for that task is told by asyncio
                _log.exception("what a flow does in its loop has ended it; the loop goes on")
        self._loop.close()
        for running in self._coming:
            running.work.close()

    async def _end(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=PATIENCE)
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):  # what flows keep for the whole loop (connections) ends with it
                await self._loop.shutdown_asyncgens()
        await asyncio.sleep(0)
        self._ended = True
        self._loop.stop()
