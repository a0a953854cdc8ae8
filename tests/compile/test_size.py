"""Large sources compile in bounded time and memory; too deep ones are refused in words."""

import time
from itertools import pairwise

import pytest

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.codec import decode_graph, encode_graph
from orchestra_dsl.graph.elements import Background
from orchestra_dsl.interpreter.commit import Done
from orchestra_dsl.interpreter.events import Event, FlowReturned, Started
from orchestra_dsl.interpreter.program import load
from orchestra_dsl.interpreter.state import new_state
from orchestra_dsl.interpreter.step import step
from tests.compile.compiling import DECLARED, compile_text, formula, graph_of


def test_a_thousand_steps_in_a_chain() -> None:
    numbers = range(1000)
    steps = ["background s0 = f(case)"]
    steps += [
        f"background s{b} = f(case) {{ start after s{a} finish when s{a}.out > 1 }}" for a, b in pairwise(numbers)
    ]
    graph = graph_of(f'stage a "A" {{ {" ".join(steps)} }}')
    assert decode_graph(encode_graph(graph)) == graph
    last = graph.elements[-1]
    assert isinstance(last, Background)
    assert last.after is not None
    assert last.after.elements == (999,)


@pytest.mark.stress
def test_a_hundred_thousand_steps_compile_and_run() -> None:
    """A thousand stages of a hundred steps: neither is refused, nor do the first events of a run take long."""
    stages = []
    for stage in range(1000):
        names = [f"b{stage}_{number}" for number in range(100)]
        steps = [f"background {names[0]} = f(case)"]
        steps += [f"background {name} = f(case) {{ start after {before} }}" for before, name in pairwise(names)]
        stages.append(f'stage s{stage} "S" {{ {" ".join(steps)} }}')
    graph = graph_of(" ".join(stages))
    assert len(graph.elements) == 101_000
    program, commit = load(decode_graph(encode_graph(graph))), None
    for number in range(50):
        act = Started(("1",)) if commit is None else FlowReturned(commit.effects[0].effect.ref, {"out": 1})
        state = new_state("run") if commit is None else commit.state
        begun = time.process_time()
        answer = step(program, state, Event(str(number), number, act), {})
        assert number < 2 or time.process_time() - begun < 0.05, "the first two make the tables"
        assert isinstance(answer, Done)
        commit = answer.commit
        assert commit is not None


def test_a_thousand_stages_in_a_row_each_reading_the_one_before() -> None:
    one = 'stage s{1} "S" {{ background x{1} = f(case) background y{1} = f(case) {{ only if s{0}.x{0}.out > 1 }} }}'
    stages = ['stage s0 "S" { background x0 = f(case) }', *(one.format(a, b) for a, b in pairwise(range(1000)))]
    started = time.process_time()
    graph = graph_of(" ".join(stages))
    assert time.process_time() - started < 30
    assert len(graph.elements) == 2999


def test_a_thousand_terms_beside_each_other() -> None:
    terms = " or ".join(f"case.count == {i}" for i in range(1000))
    found = formula(terms)
    assert isinstance(found, ex.Or)
    assert len(found.terms) == 1000
    program = load(graph_of(f"decide d {{ outcome a when {terms} -> end otherwise -> end }}"))
    assert program.function(found) is not None


def test_a_thousand_jumps_and_blocks() -> None:
    one = "decide d{0} {{ outcome a when case.count == {0} {{ set n = {0} }} otherwise -> d{1} }}"
    decisions = " ".join(one.format(i, i + 1) for i in range(1000))
    graph = graph_of(f"var n: integer = 0 {decisions} decide d1000 {{ otherwise -> end }}")
    assert len(graph.elements) == 2002


@pytest.mark.parametrize("depth", [20, 60])
def test_what_may_be_nested_can_be_run(depth: int) -> None:
    nested = "case.count"
    for _ in range(depth - 4):
        nested = f"(({nested}) + 1)"
    expression = formula(nested)
    assert load(graph_of("")).function(expression) is not None


def test_a_long_chain_of_operations_is_refused() -> None:
    result = compile_text(f"{DECLARED} orchestration o(case: Case) {{ let l = {' + '.join(['case.count'] * 1000)} }}")
    errors = [each for each in result.diagnostics if each.code == "O003"]
    assert [each.message for each in errors] == ["This expression has too many operations within each other to be run."]
    assert result.package is None


def test_a_long_chain_of_formulas_and_predicates_meets_no_limit() -> None:
    lets = "let l0 = case.count " + " ".join(f"let l{b} = l{a} + 1" for a, b in pairwise(range(500)))
    assert len(graph_of(lets).lets) == 500
