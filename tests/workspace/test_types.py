"""What type checkers make of the public names. mypy judges the lines; running them only shows that they are there."""

from pathlib import Path
from typing import assert_type

import orchestra_dsl as o
from orchestra_dsl.workspace.engine import MEMORY
from tests.workspace.test_engine import begin


def test_an_engine_answers_typed_values(folder: Path) -> None:
    project = o.Project.load(folder)
    assert_type(project, o.Project)
    assert_type(project.check(), o.Findings)
    assert_type(project.compile(), o.Package)
    with project.engine(MEMORY) as engine:
        assert_type(engine, o.ProjectEngine)
        assert_type(engine.by("ann"), o.Acting)
        assert_type(engine.records.put("Case", {"id": "1", "owner": "ann"}, engine.by()), o.Written)
        assert_type(engine.records.get("Case", "1"), o.RecordRow | None)
        run = begin(engine)
        assert_type(run, str)
        assert_type(engine.runs.get(run), o.RunView)
        assert_type(engine.runs.get(run).status, o.Status)
        assert_type(engine.runs.newest(), list[o.RunRow])
        assert_type(engine.runs.history(run), list[o.Entry])
        assert_type(engine.work.all_open(), list[o.WorkItem])
        assert_type(engine.story(run), list[o.Line])


async def test_the_engine_for_asyncio_answers_the_same_types(folder: Path) -> None:
    async with o.Project.load(folder).async_engine(MEMORY) as engine, engine.worker() as worker:
        assert_type(engine, o.AsyncEngine)
        assert_type(worker, o.Worker)
        assert_type(await engine.by("ann"), o.Acting)
        assert_type(await engine.work.all_open(), list[o.WorkItem])
        assert_type(await engine.runs.newest(limit=3), list[o.RunRow])
        assert_type(await engine.records.get("Case", "1"), o.RecordRow | None)
