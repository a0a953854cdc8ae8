"""Long definitions, long histories: no recursion limit, constant work for each event, a state that does not grow."""

import gc
from collections.abc import Iterator

import pytest

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.elements import Background, Join, Stage
from orchestra_dsl.graph.model import FORMAT, Graph
from orchestra_dsl.graph.types import INTEGER, TEXT, RecordOf
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.commit import CallFlow, Commit, Done
from orchestra_dsl.interpreter.program import Program, load
from orchestra_dsl.interpreter.state import State, decode_state, encode_state, new_state
from orchestra_dsl.interpreter.step import step
from tests.counting import calls_made
from tests.interpreter.build import (
    background,
    decision,
    duration,
    graph,
    interactive,
    on_error,
    otherwise,
    outcome,
    put,
    stage,
)
from tests.interpreter.terms import FALSE, compare, equal, field, literal, output, plus, variable
from tests.interpreter.world import Run

LONG = 100_000


class Bare:
    """A run without a world around it: one call at a time is answered."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.state: State = new_state("run")
        self.count = 0

    def apply(self, act: ev.Act) -> Commit:
        """Apply one event to the live state."""
        self.count += 1
        answer = step(self.program, self.state, ev.Event(str(self.count), self.count, act), {})
        assert isinstance(answer, Done)
        assert answer.commit is not None
        self.state = answer.commit.state
        return answer.commit

    def answer(self, commit: Commit) -> Commit:
        """Answer the one call of a commit."""
        (outgoing,) = commit.effects
        assert isinstance(outgoing.effect, CallFlow)
        return self.apply(ev.FlowReturned(outgoing.effect.ref, {}))


def chain(length: int) -> Program:
    """One stage with so many steps, each after the one before."""
    steps = [
        Background(
            name=f"a.x{index}",
            scope=0,
            flow="f",
            arguments=(),
            parameters=(),
            outputs=(),
            after=Join((index - 1,)) if index > 1 else None,
            dependents=(index + 1,) if index < length else (),
            kept=False,
        )
        for index in range(1, length + 1)
    ]
    whole = Stage(name="a", next=-1, steps=tuple(range(1, length + 1)))
    return load(Graph(format=FORMAT, name="chain", parameters=(), elements=(whole, *steps), first=0))


@pytest.fixture(scope="module")
def long_chain() -> Iterator[Program]:
    """A chain of 100,000 steps."""
    yield chain(LONG)
    gc.collect()


def test_a_chain_of_100_000_steps_comes_to_its_end(long_chain: Program) -> None:
    """Architecture: an iterative loop over tables."""
    run = Bare(long_chain)
    commit = run.apply(ev.Started(()))
    size = len(encode_state(run.state))
    for number in range(LONG - 1):
        commit = run.answer(commit)
        if number in (100, LONG - 100):
            assert len(encode_state(run.state)) < size + 20
    assert run.answer(commit).summary.status.words == "completed"
    assert run.count == LONG + 1


def test_a_step_costs_the_same_at_any_place_of_a_definition_of_any_length(long_chain: Program) -> None:
    """Architecture: neither the size of the definition nor the length of the history shows."""
    costs = set()
    for program in (chain(10), chain(1000), long_chain):
        for number in range(2):  # the first time makes functions and tables
            run = Bare(program)
            commit = run.apply(ev.Started(()))
            for _ in range(5):
                commit = run.answer(commit)
            cost = calls_made(lambda run=run, commit=commit: run.answer(commit))  # type: ignore[misc]  # bound at once
            if number == 1:
                costs.add(cost)
    assert len(costs) == 1


def test_100_000_skipped_steps_in_one_event() -> None:
    """Architecture: no recursion, though one step's end begins the next."""
    skipped = [
        Background(
            name=f"a.x{index}",
            scope=0,
            flow="f",
            arguments=(),
            parameters=(),
            outputs=(),
            after=Join((index - 1,)) if index > 1 else None,
            dependents=(index + 1,) if index < LONG else (),
            only_if=FALSE,
        )
        for index in range(1, LONG + 1)
    ]
    whole = Stage(name="a", next=-1, steps=tuple(range(1, LONG + 1)))
    run = Bare(load(Graph(format=FORMAT, name="chain", parameters=(), elements=(whole, *skipped), first=0)))
    assert run.apply(ev.Started(())).summary.status.words == "completed"


LOOP = graph(
    put("n", literal(0)),
    stage("a", background("x", kept=False)),
    put("n", plus(variable("n"), 1)),
    decision("d", outcome("again", "a", when=compare(variable("n"), "<", LONG)), otherwise("end")),
    variables={"n": INTEGER},
)


def test_100_000_rounds_of_a_loop_that_waits() -> None:
    """Section 6: a thousand rounds of a loop leave the state no larger; a hundred thousand neither."""
    run = Bare(load(LOOP))
    commit = run.apply(ev.Started(()))
    sizes, costs = [], set()
    for number in range(LONG - 1):
        if number in (10, 100, 1000, 10_000, LONG - 2):
            sizes.append(len(encode_state(run.state)))
            made: list[Commit] = []
            costs.add(calls_made(lambda made=made, commit=commit: made.append(run.answer(commit))))  # type: ignore[misc]  # bound at once
            (commit,) = made
        else:
            commit = run.answer(commit)
    assert max(sizes) - min(sizes) <= 24, "apart from the counters"
    assert len(costs) == 1
    assert run.answer(commit).summary.status.words == "completed"


EVERYTHING = graph(
    put("n", literal(0)),
    stage(
        "a",
        background("x", outputs={"k": INTEGER}, timeout=duration(60), on_error=[on_error(None, put("n", literal(0)))]),
        background("slow", start_when=equal(field("Case", "status"), "Never")),
        interactive("y", after="x", outputs={"ok": TEXT}, start_when=compare(output("a.x", "k"), ">", 0)),
        interactive("left"),
        finish=(1, ("y",)),
        rest_continues=True,
        timeout=(duration(600), "end"),
    ),
    put("n", plus(variable("n"), 1)),
    decision("d", outcome("again", "a", when=compare(variable("n"), "<", 10**6), kept=True), otherwise("end")),
    stage("never", background("z", only_if=ex.Visited(0, "d.again"))),
    parameters={"case": RecordOf("Case")},
    records={"Case": {"status": TEXT}},
    variables={"n": INTEGER},
)


def test_a_thousand_rounds_of_everything_leave_the_state_no_larger() -> None:
    """Section 6: a run's state holds what is open now and what can still be read, never its history."""
    run = Run(EVERYTHING).write("Case", "1", status="New").start("1")
    sizes = []
    for _ in range(300):
        run.returns("a.x", k=1).completes("ann", "a.y", ok="yes")
        sizes.append(len(run.stored))
        assert len(run.rows.effects) + len(run.rows.timers) + len(run.rows.watches) < 8
    assert max(sizes[10:]) - min(sizes[10:]) <= 16, "apart from the counters"
    assert max(sizes) < 400


def test_rounds_that_fail_leave_the_state_no_larger() -> None:
    """Section 6: handlers' blocks, retries and errors leave nothing behind either."""
    loop = graph(
        put("n", literal(0)),
        stage(
            "a",
            background("x", on_error=[on_error(None, stage("mend", interactive("look")))]),
            background("y", after="x", on_error=[on_error("a")]),
        ),
        variables={"n": INTEGER},
    )
    run = Run(loop).start()
    sizes = []
    for _ in range(200):
        run.fails("a.x").completes("ann", "mend.look").fails("a.y")
        sizes.append(len(run.stored))
    assert max(sizes) - min(sizes) <= 12


def test_a_stage_of_a_thousand_steps_at_once() -> None:
    """Architecture: containers are sparse; what is open shows, what is finished does not."""
    steps = [background(f"x{number}", kept=False) for number in range(1000)]
    program = load(graph(stage("a", *steps)))
    run = Bare(program)
    commit = run.apply(ev.Started(()))
    assert len(commit.effects) == 1000
    open_ = len(encode_state(run.state))
    for outgoing in commit.effects[:-1]:
        assert isinstance(outgoing.effect, CallFlow)
        commit = run.apply(ev.FlowReturned(outgoing.effect.ref, {}))
    assert len(encode_state(run.state)) < open_ / 100
    assert decode_state(encode_state(run.state)).stages[0].left == 1
