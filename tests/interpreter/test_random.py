"""Random graphs under random events: nothing raises, nothing is left behind, every way of applying them agrees."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from orchestra_dsl.graph.codec import decode_graph, encode_graph
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.interpreter import control
from orchestra_dsl.interpreter.events import RunCanceled
from tests.interpreter.random_graphs import act, ended, graphs, start


@pytest.fixture(autouse=True, scope="module")
def small_budget() -> Iterator[None]:
    """Many of these graphs have loops that never wait; they are stopped sooner here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(control, "BUDGET", 200)
        yield


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


def play(made: Graph, data: st.DataObject, events: int) -> None:
    """Start a run and let so many things happen to it; tests/interpreter/world.py looks after each."""
    run = start(made)
    for _ in range(events):
        if ended(run):
            return
        note(act(run, data.draw))
    if not ended(run):
        run.apply(RunCanceled(at_once=True), "root", administrator=True)
    assert ended(run)


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
@given(graphs(), st.data())
def test_whatever_happens_a_run_stays_whole(made: Graph, data: st.DataObject) -> None:
    play(made, data, 25)


@pytest.mark.stress
@settings(max_examples=20_000, deadline=None, suppress_health_check=SLOW)
@given(graphs(), st.data())
def test_whatever_happens_for_long_a_run_stays_whole(made: Graph, data: st.DataObject) -> None:
    play(made, data, 60)


@settings(max_examples=50, deadline=None, suppress_health_check=SLOW)
@given(graphs())
def test_a_random_graph_holds_together_and_comes_back_from_its_stored_form(made: Graph) -> None:
    assert decode_graph(encode_graph(made)) == made
