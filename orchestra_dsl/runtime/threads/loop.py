"""An asyncio loop on a thread of its own."""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

PATIENCE = 1.0
"""Seconds that cancelled flows get to come to their end."""

_log = logging.getLogger("orchestra.runtime")


class LoopThread:
    """The loop. What blocks it holds up all else in it."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._ended = False
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, None]) -> Future[None]:
        """Run a coroutine; cancelling the future cancels it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def later(self, seconds: float, work: Callable[[], object]) -> None:
        """Call something after a while; it must not block. Once the loop has ended, nothing is called any more."""
        try:
            self._loop.call_soon_threadsafe(self._loop.call_later, seconds, work)
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
