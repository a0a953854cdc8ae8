"""The interpreter and the model agree on random programs under random events, after every single event.

A disagreement prints its seed, the source, and all that has happened; `play_seed(seed)` plays it again. Who is right
is for the description of the language to say: either the interpreter is mended, or the model.
"""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orchestra_dsl.graph.model import Graph
from orchestra_dsl.interpreter import control
from tests.model import settle
from tests.model.agreement.graphs import graphs
from tests.model.agreement.playing import compiled, play, play_seed
from tests.syntax.programs import programs

SLOW = list(HealthCheck)
AS_DRAWN = (Phase.explicit, Phase.generate)
"""Such graphs are too large to be made smaller in any time that somebody would wait."""
BATCH = 25
BUDGET = 300


@pytest.fixture(autouse=True)
def small_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loops that never wait are stopped sooner here (rule 22)."""
    monkeypatch.setattr(control, "BUDGET", BUDGET)
    monkeypatch.setattr(settle, "BUDGET", BUDGET)


@pytest.mark.parametrize("first", range(0, 150, BATCH))
def test_they_agree_on_random_sources(first: int) -> None:
    assert sum(play_seed(seed) for seed in range(first, first + BATCH)) > BATCH


@settings(max_examples=40, derandomize=True, deadline=None, phases=AS_DRAWN, suppress_health_check=SLOW)
@given(graphs(), st.data())
def test_they_agree_on_random_graphs(made: Graph, data: st.DataObject) -> None:
    play(made, lambda options: data.draw(st.sampled_from(options)), 15)


@pytest.mark.stress
@pytest.mark.parametrize("first", range(1_000, 11_000, 500))
def test_they_agree_on_many_random_sources(first: int) -> None:
    assert sum(play_seed(seed, events=40) for seed in range(first, first + 500)) > BATCH


@pytest.mark.stress
@settings(max_examples=3_000, deadline=None, phases=AS_DRAWN, suppress_health_check=SLOW)
@given(graphs(), st.data())
def test_they_agree_on_many_random_graphs(made: Graph, data: st.DataObject) -> None:
    play(made, lambda options: data.draw(st.sampled_from(options)), 40)


@pytest.mark.stress
@settings(max_examples=20_000, deadline=None, phases=AS_DRAWN, suppress_health_check=SLOW)
@given(programs(), st.data())
def test_they_agree_on_what_the_grammar_derives_and_the_compiler_takes(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    for place, word in enumerate(words):
        made = compiled(text, words[place + 1]) if word == "orchestration" else None
        if made is not None:
            play(made, lambda options: data.draw(st.sampled_from(options)), 20)
