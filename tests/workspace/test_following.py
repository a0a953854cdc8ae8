"""A run is idle only when neither the store nor the worker holds anything that is still to happen."""

from collections.abc import Collection
from pathlib import Path
from typing import cast

import attrs
import pytest

from orchestra_dsl import Project, ProjectEngine
from orchestra_dsl.runtime.worker.worker import Worker, WorkerStatus
from orchestra_dsl.workspace import following
from orchestra_dsl.workspace.engine import MEMORY
from orchestra_dsl.workspace.following import Follower
from tests.patience import PATIENCE
from tests.workspace.test_engine import begin, wait_for_work


@attrs.frozen
class Resting:
    """A worker that has nothing under way: what there is to do is in the store alone."""

    works: bool = True
    trouble: str | None = None

    @property
    def status(self) -> WorkerStatus:
        return WorkerStatus(self.works, trouble=self.trouble)

    def settle(self, _timeout: float) -> bool:
        return True


RESTING = cast("Worker", Resting())


def idle(engine: ProjectEngine, run: str, worker: Worker = RESTING) -> Collection[bool]:
    """What the run and its store are said to be; both have to say the same."""
    follower = Follower(engine)
    try:
        return {follower.is_idle(run, worker), follower.store_is_idle(worker)}
    finally:
        follower.close()


def test_an_effect_that_nobody_has_taken_up_keeps_a_run_from_being_idle(folder: Path) -> None:
    with Project.load(folder).engine(MEMORY) as engine:
        run = begin(engine)
        assert idle(engine, run) == {False}


def test_a_run_that_waits_for_people_alone_is_idle(folder: Path) -> None:
    with Project.load(folder).engine(MEMORY) as engine:
        with engine.worker() as worker:
            run = begin(engine)
            wait_for_work(engine)
            worker.settle(PATIENCE)
        assert idle(engine, run) == {True}


def test_a_worker_that_is_about_to_begin_does_not_rest(folder: Path) -> None:
    with Project.load(folder).engine(MEMORY) as engine:
        with engine.worker() as worker:
            run = begin(engine)
            wait_for_work(engine)
            worker.settle(PATIENCE)
        assert idle(engine, run, cast("Worker", Resting(works=False))) == {False}
        assert idle(engine, run, cast("Worker", Resting(works=False, trouble="the lock cannot be taken"))) == {True}


def test_what_happens_between_two_looks_is_seen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Project.load(folder).engine() as engine:
        with engine.worker() as worker:
            run = begin(engine)
            wait_for_work(engine)
            worker.settle(PATIENCE)
        assert idle(engine, run) == {True}
        nothing_soon = following.Follower._nothing_soon
        cases = iter(range(100, 200))

        def looked(follower: Follower, *rest: object) -> bool:
            engine.records.put("Case", {"id": str(next(cases)), "owner": "ann"}, engine.by())
            return nothing_soon(follower, *rest)  # type: ignore[arg-type]  # handed on as it came

        monkeypatch.setattr(following.Follower, "_nothing_soon", looked)
        assert idle(engine, run) == {False}
