"""Playing orchestrations in memory: events and steps alone, without a store."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from benchmarks import case
from orchestra_dsl.graph.elements import Join
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.statuses import ItemStatus
from orchestra_dsl.interpreter.commit import CallFlow, Commit, Done, Need
from orchestra_dsl.interpreter.events import Act, Event, FlowReturned, ItemCompleted, Ref, Started
from orchestra_dsl.interpreter.program import Program, load
from orchestra_dsl.interpreter.state import State, new_state
from orchestra_dsl.interpreter.step import step

ANSWER = {"score": 1}
NOW = 1_900_000_000_000_000
FACTS: dict[tuple[Any, ...], Any] = {
    ("record", "Case", "1"): case.RECORD,
    ("known", "group:Support"): True,
    ("known", "user:ann"): True,
    ("member", "user:ann", "group:Support"): True,
    ("someone", "group:Support", ()): True,
    ("administrators",): (),
    ("policies",): {},
}


def apply(program: Program, state: State, act: Act, actor: str | None = None) -> Commit:
    """One event."""
    answer = step(program, state, Event("event", NOW, act, actor), FACTS)
    if isinstance(answer, Need):
        raise SystemExit(f"the benchmark's facts are not enough: {answer.keys}")
    if not isinstance(answer, Done) or answer.commit is None:
        raise SystemExit(f"the benchmark's event was not applied: {answer}")
    return answer.commit


def begin(program: Program) -> Commit:
    """Start a run."""
    return apply(program, new_state("run"), Started(("1",)))


def answer(program: Program, commit: Commit, ref: Ref) -> Commit:
    """Answer a call."""
    return apply(program, commit.state, FlowReturned(ref, ANSWER))


def complete(program: Program, commit: Commit, ref: Ref) -> Commit:
    """Hand in work."""
    return apply(program, commit.state, ItemCompleted(ref, case.NOTES), "user:ann")


def play(program: Program) -> int:
    """A whole run: whatever it asks for is answered, until it asks for nothing. Answers how many events that were."""
    return 1 + len(acts(program))


def acts(program: Program) -> list[Act]:
    """The same; answers what happened after the start, in this order."""
    commit = begin(program)
    happened: list[Act] = []
    waiting = _asked(commit)
    while waiting:
        act = waiting.pop()
        commit = apply(program, commit.state, act, "user:ann")
        happened.append(act)
        waiting += _asked(commit)
    return happened


def replay(program: Program, happened: Sequence[Act]) -> Commit:
    """A run to which the same happens that has happened to another one."""
    commit = begin(program)
    for act in happened:
        commit = apply(program, commit.state, act, "user:ann")
    return commit


def _asked(commit: Commit) -> list[Act]:
    """What answers a commit: calls return, and work is done."""
    calls = [FlowReturned(each.effect.ref, ANSWER) for each in commit.effects if isinstance(each.effect, CallFlow)]
    opened = (item for item in commit.items if item.status is ItemStatus.OPEN)
    return [*calls, *(ItemCompleted(item.ref, case.NOTES) for item in opened)]


def program(body: str) -> Program:
    """A program ready to run."""
    return load(graph(body))


def graph(body: str) -> Graph:
    """The graph of one orchestration."""
    return case.package(body).orchestrations[0].graph


def chain(length: int) -> Program:
    """One stage with so many calls, each after the one before and with a condition."""
    lines = [
        f"background s{number} = work(case) {{ "
        + (f"start after s{number - 1}\n" if number else "")
        + ' only if case.priority == "High" }'
        for number in range(length)
    ]
    return program("orchestration process(case: Case) {\nstage s {\n" + "\n".join(lines) + "\n}\n}")


def long_chain(length: int) -> Program:
    """The same at any length, made of the graph of a short one: to compile a hundred thousand steps takes minutes."""
    short = chain(3).graph
    stage, first, second, last = short.elements[:4]
    steps = [
        replace(
            last if number == length else (second if number > 1 else first),
            name=f"s.s{number - 1}",
            after=Join((number - 1,)) if number > 1 else None,
            dependents=(number + 1,) if number < length else (),
        )
        for number in range(1, length + 1)
    ]
    whole = replace(stage, steps=tuple(range(1, length + 1)))
    return load(replace(short, elements=(whole, *steps)))
