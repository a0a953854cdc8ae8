"""Random stages of calls: the fast path and the machine come to the same (tests/both_ways.py)."""

from random import Random

import pytest

from orchestra_dsl.graph.elements import Background
from orchestra_dsl.interpreter import control
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.state import State, decode_state
from tests import both_ways
from tests.interpreter.random_calls import graphs, one_in
from tests.interpreter.random_graphs import ended
from tests.interpreter.world import Refusal, Run

SEEDS = 120
EVENTS = 40


@pytest.fixture(autouse=True)
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many calls each answer has begun that took the fast path; loops that never wait are stopped sooner."""
    found: list[int] = []
    both_ways.tell(monkeypatch, lambda commit: found.append(len(commit.effects)))
    monkeypatch.setattr(control, "BUDGET", 200)
    return found


def too_late(run: Run, state: State) -> list[ev.Ref]:
    """Answers that nobody waits for: of another attempt or visit, or of the one that comes after a pause."""
    refs = []
    for index, each in state.steps.items():
        instance = each.instances.get(0)
        if instance is not None and isinstance(run.graph.elements[index], Background):
            refs += [ev.Ref(index, each.visit, 0, instance.attempt + (not instance.pausing)), ev.Ref(index, 0)]
    return refs


def act(run: Run, random: Random) -> None:
    """Mostly the answer of a call; also errors, and whatever makes the next answer another one."""
    state = decode_state(run.stored)
    refs = [each.ref for each in run.calls]
    acts: list[ev.Act] = [ev.FlowReturned(each, {"n": random.randrange(3)}) for each in refs for _ in range(6)]
    acts += [ev.FlowFailed(each, "Oops", "it broke") for each in refs]
    acts += [ev.FlowReturned(each, {"n": 1}) for each in too_late(run, state)]
    acts += [ev.PredicateAnswered(each.ref, each.predicate, each.arguments, answer=True) for each in run.questions] * 3
    acts += [make(each) for each in state.failing for make in (ev.ElementRetried, ev.ElementSkipped)]
    acts += [ev.RunResumed()] * 9 if state.suspended else [ev.RunSuspended()]
    if one_in(60, random):
        acts = [ev.RunCanceled()]
    if one_in(6, random):
        run.advance(random.choice(["30s", "60s", "5m"]))
    else:
        run.apply(random.choice(acts), "root", administrator=True)


def play(seed: int) -> None:
    """A run of a random graph, with so many events; tests/interpreter/world.py looks after each."""
    random = Random(seed)  # noqa: S311 - not for secrets
    run = Run(graphs(random))
    run.write("Case", "1", status="New", due="2026-01-05T09:02:00Z")
    run.start("1")
    for _ in range(EVENTS):
        if ended(run):
            return
        try:
            act(run, random)
        except Refusal:
            continue


def test_whoever_answers_the_calls_of_random_stages_comes_to_the_same(taken: list[int]) -> None:
    for seed in range(SEEDS):
        play(seed)
    assert len(taken) > SEEDS * 5, "most answers are such"
    assert {0, 1, 2} <= set(taken)
