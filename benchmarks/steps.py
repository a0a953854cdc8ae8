"""Steps a second in memory: full semantics, one core.

A step is one element reaching an end status through one event. Each step here asks a condition over a fact about a
record before it starts; each event is made, applied, and leaves its history and its effects in the commit.
"""

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.diagnostics.render import render
from orchestra_dsl.interpreter.commit import Commit, Done
from orchestra_dsl.interpreter.events import Act, Event, FlowReturned, Started
from orchestra_dsl.interpreter.facts import FactKey
from orchestra_dsl.interpreter.program import Program, load
from orchestra_dsl.interpreter.state import State, encode_state, new_state
from orchestra_dsl.interpreter.step import step
from orchestra_dsl.source import SourceFile

DECLARATIONS = """
record Case { id: text, status: "New" | "Closed", amount: decimal }
flow work(case: Case) -> { score: integer }
"""
FACTS: dict[FactKey, object] = {("record", "Case", "1"): {"status": "New"}}


def program(body: str) -> Program:
    """A program from the body of an orchestration."""
    text = f"{DECLARATIONS}orchestration process(case: Case) {{\n{body}\n}}"
    result = compile_source("bench.orch", lambda name: SourceFile(name, text))
    if result.package is None:
        raise SystemExit(render("text", result.diagnostics, result.sources))
    return load(result.package.orchestrations[0].graph)


def chain(steps: int) -> Program:
    """One stage with a chain of background steps."""
    lines = [
        f"background s{number} = work(case) {{ "
        + (f"start after s{number - 1}\n" if number else "")
        + ' only if case.status == "New" }'
        for number in range(steps)
    ]
    return program("stage s {\n" + "\n".join(lines) + "\n}")


def loop() -> Program:
    """A loop that waits for a flow in every round."""
    return program(
        "var rounds: integer = 0\n"
        "repeat while rounds < 1000000 { set rounds = rounds + 1\n stage s { background a = work(case) } }"
    )


def apply(program_: Program, state: State, act: Act) -> Commit:
    """One event."""
    answer = step(program_, state, Event("event", 1, act), FACTS)
    if not isinstance(answer, Done) or answer.commit is None:
        raise SystemExit(f"the benchmark's event was not applied: {answer}")
    return answer.commit


def play(program_: Program, events: int) -> Commit:
    """Start a run and answer one call after the other."""
    commit = apply(program_, new_state("run"), Started(("1",)))
    for _ in range(events):
        if not commit.effects:
            break
        commit = apply(program_, commit.state, FlowReturned(commit.effects[0].effect.ref, {"score": 1}))
    return commit


def state_size(program_: Program, events: int) -> int:
    """Bytes of the stored state after so many events."""
    return len(encode_state(play(program_, events).state))


def answer_rounds(loop_: Program, commit: Commit, rounds: int) -> Commit:
    """Answer the one call of the loop, again and again."""
    for _ in range(rounds):
        commit = apply(loop_, commit.state, FlowReturned(commit.effects[0].effect.ref, {"score": 1}))
    return commit
