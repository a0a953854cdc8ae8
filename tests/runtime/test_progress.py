"""How far calls have come: seen in the worker at once, and in the store by whoever looks, but not at each step."""

import threading
from collections.abc import Callable

import pytest

from orchestra_dsl.plugin import Context, Later, Progress
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.requests.note_progress import NoteProgress
from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.worker import sending
from orchestra_dsl.workspace.explaining import waits_for
from orchestra_dsl.workspace.timeline import Timeline
from tests.patience import PATIENCE, wait_for
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import flow
from tests.runtime.world import Case, World

Say = Callable[[Context], None]


class Speaking:
    """A flow that says something, and returns once it is let go."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self.said, self.let = threading.Event(), threading.Event()

    def __call__(self, _case: Case, context: Context) -> dict[str, str]:
        """Say it, and wait."""
        self._say(context)
        self.said.set()
        self.let.wait(PATIENCE)
        return {"severity": "S1"}


def calling(world: MakeWorld, speaking: Speaking, store: Store | None = None) -> tuple[World, str]:
    """A run whose flow has said something, and has not returned."""
    here = world(flow(), store=store)
    here.case()
    here.work(speaking)
    run = here.start("flow")
    assert speaking.said.wait(PATIENCE)
    return here, run


def stored(here: World, run: str) -> str | None:
    """How far the one call of the run has come, as the store has it."""
    return next(each.progress for each in here.engine.runs.get(run).open if each.calls)


def test_the_newest_progress_is_seen_by_whoever_looks(world: MakeWorld, store: Store) -> None:
    speaking = Speaking(lambda context: context.progress(0.4, "reading page 2"))
    here, run = calling(world, speaking, store)
    assert here.worker is not None
    (call,) = here.worker.status.calls
    assert call.progress == Progress(0.4, "reading page 2")
    wait_for(lambda: stored(here, run) == "40%: reading page 2")
    timeline = Timeline(here.engine.programs.orchestration("flow").graph)
    (waits,) = waits_for(here.engine.runs.get(run), [], timeline)
    assert waits.text == "calling crm.classify (40%: reading page 2)"
    speaking.let.set()
    here.settle()
    assert here.events(run) == ["started", "flow returned"]


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (Progress(0.255), "26%"),
        (Progress(None, "asking"), "asking"),
        (Progress(), None),
        (Progress(1, "done"), "100%: done"),
    ],
)
def test_what_is_not_known_is_not_said(world: MakeWorld, progress: Progress, text: str | None) -> None:
    first = Progress(0.01, "begun")

    def say(context: Context) -> None:
        context.progress(first.fraction, first.text)
        context.progress(progress.fraction, progress.text)

    speaking = Speaking(say)
    here, run = calling(world, speaking)
    wait_for(lambda: stored(here, run) == text)
    speaking.let.set()


def test_a_flow_that_says_much_writes_little(world: MakeWorld, monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
    written: list[NoteProgress] = []
    perform = NoteProgress.perform

    def counting(self: NoteProgress, batch: Batch) -> None:
        written.append(self)
        perform(self, batch)

    monkeypatch.setattr(NoteProgress, "perform", counting)
    monkeypatch.setattr(sending, "NOTED_EVERY", 0.5)

    def say(context: Context) -> None:
        for number in range(20_000):
            context.progress(number / 20_000, "reading")
        context.progress(1.0, "read")

    speaking = Speaking(say)
    here, run = calling(world, speaking, store)
    wait_for(lambda: stored(here, run) == "100%: read")
    assert len(written) < 200, "it is written as often as it is said"
    speaking.let.set()


def test_progress_that_comes_after_the_answer_is_nobodys(world: MakeWorld) -> None:
    kept: list[Context] = []

    def classify(_case: Case, context: Context) -> dict[str, str]:
        kept.append(context)
        return {"severity": "S1"}

    here = world(flow())
    here.case()
    here.work(classify)
    run = here.start("flow")
    here.settle()
    kept[0].progress(0.5, "too late")
    here.settle()
    assert here.ended(run) == "Done"
    assert here.engine.runs.get(run).open == ()


def test_a_call_that_is_answered_later_keeps_its_last_progress(world: MakeWorld) -> None:
    def begin(_case: Case, context: Context) -> Later:
        context.progress(0.9, "asked")
        wait_for(lambda: stored(here, context.run) == "90%: asked")
        return Later()

    here = world(flow())
    here.case()
    here.work(begin)
    run = here.start("flow")
    here.settle()
    with here.engine.store.reading() as reads:
        (row,) = reads.outbox_of(here.engine.run_key(run))
    assert (row.fraction, row.doing) == (0.9, "asked")
    timeline = Timeline(here.engine.programs.orchestration("flow").graph)
    (waits,) = waits_for(here.engine.runs.get(run), [], timeline)
    assert waits.text == "waiting for somebody outside to complete crm.classify (90%: asked)"


def test_a_flow_that_outlives_its_worker_may_still_say_how_far_it_has_come(world: MakeWorld) -> None:
    said: list[str] = []
    let, over = threading.Event(), threading.Event()

    def classify(_case: Case, context: Context) -> dict[str, str]:
        said.append("inside")
        assert let.wait(PATIENCE)
        context.progress(0.5, "nobody hears it")
        said.append("said")
        over.set()
        return {"severity": "S1"}

    here = world(flow())
    here.case()
    here.work(classify)
    here.start("flow")
    wait_for(lambda: said)
    here.close(grace=0)
    let.set()
    assert over.wait(PATIENCE)
    assert said == ["inside", "said"]
