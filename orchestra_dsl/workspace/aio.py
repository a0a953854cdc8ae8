"""The engine for asyncio: the same counters and acts, to be awaited.

    async with project.async_engine() as engine:
        run = await engine.start("case_management", {"case": "5001"}, by=await engine.by("ann"))
        async with engine.worker():
            async for entry in engine.follow(run):
                ...

Every call is carried out on a thread and returns once it is on the disk, while the loop goes on.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, Self, TypeVar

from orchestra_dsl.graph.statuses import ENDED
from orchestra_dsl.runtime.clock import POLL
from orchestra_dsl.runtime.counters.open_calls import OpenCalls
from orchestra_dsl.runtime.counters.records import Records
from orchestra_dsl.runtime.counters.runs import Runs
from orchestra_dsl.runtime.counters.schedules import Schedules
from orchestra_dsl.runtime.counters.views import Entry
from orchestra_dsl.runtime.counters.work import Work
from orchestra_dsl.runtime.worker.worker import Worker
from orchestra_dsl.workspace.engine import ProjectEngine

if TYPE_CHECKING:
    from types import TracebackType

P = ParamSpec("P")
T = TypeVar("T")


def awaitable(function: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    """The function on a thread, to be awaited."""

    @wraps(function)
    async def call(*args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.to_thread(function, *args, **kwargs)

    return call


class AsyncRuns:
    """The counter for runs."""

    def __init__(self, runs: Runs) -> None:
        self.newest = awaitable(runs.newest)
        self.of_parent = awaitable(runs.of_parent)
        self.count = awaitable(runs.count)
        self.find = awaitable(runs.find)
        self.get = awaitable(runs.get)
        self.history = awaitable(runs.history)
        self.timeline = awaitable(runs.timeline)
        self.cancel = awaitable(runs.cancel)
        self.suspend = awaitable(runs.suspend)
        self.resume = awaitable(runs.resume)
        self.retry = awaitable(runs.retry)
        self.skip = awaitable(runs.skip)
        self.add = awaitable(runs.add)
        self.end_adding = awaitable(runs.end_adding)


class AsyncWork:
    """The counter for work items."""

    def __init__(self, work: Work) -> None:
        self.for_user = awaitable(work.for_user)
        self.all_open = awaitable(work.all_open)
        self.of_run = awaitable(work.of_run)
        self.get = awaitable(work.get)
        self.claim = awaitable(work.claim)
        self.release = awaitable(work.release)
        self.reassign = awaitable(work.reassign)
        self.delegate = awaitable(work.delegate)
        self.save = awaitable(work.save)
        self.prioritize = awaitable(work.prioritize)
        self.reassign_all = awaitable(work.reassign_all)
        self.suspend = awaitable(work.suspend)
        self.resume = awaitable(work.resume)
        self.complete = awaitable(work.complete)
        self.skip = awaitable(work.skip)


class AsyncCalls:
    """The counter for calls that are answered from outside."""

    def __init__(self, calls: OpenCalls) -> None:
        self.waiting = awaitable(calls.waiting)
        self.flow = awaitable(calls.flow)
        self.outputs = awaitable(calls.outputs)
        self.complete = awaitable(calls.complete)
        self.fail = awaitable(calls.fail)


class AsyncRecords:
    """The counter for records."""

    def __init__(self, records: Records) -> None:
        self.put = awaitable(records.put)
        self.update = awaitable(records.update)
        self.delete = awaitable(records.delete)
        self.get = awaitable(records.get)
        self.of_type = awaitable(records.of_type)


class AsyncSchedules:
    """The counter for schedules."""

    def __init__(self, schedules: Schedules) -> None:
        self.all = awaitable(schedules.all)


class AsyncEngine:
    """The engine of one project, for asyncio. `open` makes the engine when the block is entered."""

    def __init__(self, open_: Callable[[], ProjectEngine]) -> None:
        self._open = open_

    async def __aenter__(self) -> Self:
        engine = self.engine = await asyncio.to_thread(self._open)
        self.runs = AsyncRuns(engine.runs)
        self.work = AsyncWork(engine.work)
        self.calls = AsyncCalls(engine.calls)
        self.records = AsyncRecords(engine.records)
        self.schedules = AsyncSchedules(engine.schedules)
        self.start = awaitable(engine.start)
        self.send = awaitable(engine.send)
        self.people_changed = awaitable(engine.people_changed)
        self.deliver = awaitable(engine.deliver)
        self.by = awaitable(engine.by)
        self.form = awaitable(engine.form)
        self.story = awaitable(engine.story)
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: "TracebackType | None"
    ) -> None:
        await asyncio.to_thread(self.engine.close)

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[Worker]:
        """Call flows and keep time, or stand by while another process does, as long as the block lasts."""
        working = self.engine.worker()
        worker = await asyncio.to_thread(working.__enter__)
        try:
            yield worker
        finally:
            await asyncio.to_thread(working.__exit__, None, None, None)

    async def follow(self, run_id: str, *, after: int = 0) -> AsyncIterator[Entry]:
        """What happens to a run, as it happens, in whichever process; until the run has ended."""
        while True:
            ended = (await self.runs.get(run_id)).status in ENDED  # asked first: nothing can follow its last entry
            entries = await self.runs.history(run_id, after=after)
            for entry in entries:
                after = entry.sequence
                yield entry
            if ended and not entries:
                return
            if not entries:
                await asyncio.sleep(POLL)
