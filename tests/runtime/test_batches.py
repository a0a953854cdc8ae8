"""The same events and facts leave the same bytes, however many share a transaction (rule 21; architecture).

tests/scenario/test_batches.py does the same with whole scenarios.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.codec import compiled
from orchestra_dsl.graph.model import FORMAT, Graph, Package
from orchestra_dsl.graph.types import INTEGER
from orchestra_dsl.interpreter import control
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.runtime.applying.batch import Batch, World
from orchestra_dsl.runtime.applying.programs import Programs
from orchestra_dsl.runtime.applying.states import States
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.sqlite.codec import pack
from orchestra_dsl.runtime.sqlite.compressed import seal_state
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.interpreter.build import background, end, graph, stage
from tests.interpreter.random_graphs import act, ended, graphs, start
from tests.interpreter.terms import literal
from tests.interpreter.world import Run
from tests.runtime.contents import contents

SIZES = (1, 2, 7, 64, 1000)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@pytest.fixture(autouse=True, scope="module")
def small_budget() -> Iterator[None]:
    """Many of these graphs have loops that never wait; they are stopped sooner here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(control, "BUDGET", 200)
        yield


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(graphs(), st.data())
def test_a_random_run_leaves_the_same_bytes_in_batches_of_any_size(made: Graph, data: st.DataObject) -> None:
    run = start(made)
    for _ in range(25):
        if ended(run):
            break
        note(act(run, data.draw))
    left = stored(run, 1, keep=0)
    assert seal_state(run.stored) in left["run"][0]
    assert len(left["history"]) == len(run.commits)
    for size in SIZES:
        assert stored(run, size) == left, f"{size} events to a transaction"


def stored(run: Run, size: int, *, keep: int = 256) -> dict[str, list[Any]]:
    """What a store holds after the events of a run, so many to a transaction; its posts are not carried out."""
    store, states = SqliteStore.in_memory(), States(keep)
    programs = Programs(store)
    programs.install(Package(FORMAT, (compiled(run.graph),), ()))
    orchestration = programs.orchestration(run.graph.name)
    world = World(VirtualClock(0), lambda: "another run", dict[Any, Any]().__getitem__)
    key = 1
    try:
        for first in range(0, len(run.applied), size):
            with store.writing() as transaction:
                batch = Batch(transaction, programs, states, world)
                for event, facts in run.applied[first : first + size]:
                    begins = first == 0 and not batch.touched
                    loaded = batch.new_run(orchestration, event.at, "run") if begins else batch.load(key)
                    commit = batch.attempt(loaded, event, facts)
                    if begins:
                        batch.add_run(orchestration, loaded)
                    batch.apply(loaded, event, commit)
                batch.flush()
            batch.committed()
        return contents(store)
    finally:
        store.close()


@pytest.mark.parametrize("size", SIZES)
def test_a_run_has_its_outputs_whatever_comes_after_its_end_in_the_same_transaction(size: int) -> None:
    """What nobody waits for is answered when the run has ended: that says nothing of outputs."""
    given = ex.MakeObject(("paid",), (literal(5),))
    made = graph(stage("a", background("x", waits=False)), end("Done", given), outputs={"paid": INTEGER})
    run = Run(made).start()
    run.apply(ev.FlowReturned(next(iter(run.rows.effects.values())).ref, {}))
    assert [each.summary.outputs for each in run.commits] == [{"paid": 5}, None]
    (row,) = stored(run, size)["run"]
    assert pack({"paid": 5}) in row
