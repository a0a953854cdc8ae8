"""Orchestra from asyncio: the same, to be awaited."""

import asyncio
from pathlib import Path

import pytest

from orchestra_dsl import AsyncEngine, Project, Refusal, Status
from orchestra_dsl.workspace.engine import MEMORY


async def begin(engine: AsyncEngine, case: str = "1") -> str:
    """A case, and a run about it."""
    await engine.records.put("Case", {"id": case, "owner": "ann"}, await engine.by())
    return await engine.start("handle", {"case": case}, await engine.by("ann"))


async def test_a_run_goes_from_its_start_to_its_end(folder: Path) -> None:
    async with Project.load(folder).async_engine(MEMORY) as engine, engine.worker():
        run = await begin(engine)
        kinds = []
        async for entry in engine.follow(run):
            kinds.append(entry.kind)
            if entry.kind == "flow returned":
                (item,) = await engine.work.for_user("user:bob")
                await engine.work.complete(item.key, {"resolution": "Restarted"}, await engine.by("bob"))
        view = await engine.runs.get(run)
        story = await engine.story(run)
    assert kinds == ["started", "flow failed", "timer due", "flow returned", "item completed"]
    assert (view.status, view.outputs) == (Status.COMPLETED, {"resolution": "Restarted"})
    assert story[-1].text == "ended: Fixed"


async def test_the_loop_goes_on_while_the_engine_works(folder: Path) -> None:
    async with Project.load(folder).async_engine(MEMORY) as engine:
        runs = await asyncio.gather(*(begin(engine, str(case)) for case in range(20)))
        assert len(set(runs)) == 20
        assert await engine.runs.count(Status.ACTIVE) == 20


async def test_refusals_are_raised_where_they_are_awaited(folder: Path) -> None:
    async with Project.load(folder).async_engine(MEMORY) as engine:
        with pytest.raises(Refusal, match="there is no Case with the id 9"):
            await engine.start("handle", {"case": "9"}, await engine.by())


async def test_what_waits_can_be_cancelled(folder: Path) -> None:
    async with Project.load(folder).async_engine(MEMORY) as engine:
        run = await begin(engine)

        async def follow() -> None:
            async for _ in engine.follow(run):
                pass

        task = asyncio.create_task(follow())
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await engine.runs.get(run)).status == Status.ACTIVE
