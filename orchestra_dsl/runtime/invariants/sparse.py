"""The state is sparse: it holds what is open and what can still be read, and nothing twice."""

from collections.abc import Iterator

from orchestra_dsl.graph.elements import Decision
from orchestra_dsl.graph.statuses import NOT_CLOSED
from orchestra_dsl.interpreter.keeping import MOST
from orchestra_dsl.runtime.invariants.subject import Subject, outlives

OPEN = ("threads", "stages", "steps", "parallels", "failing")
REMEMBERED = ("outputs", "variables", "visited", "messages", "done", "entered", "statuses", "originals")


def an_ended_run_keeps_nothing(run: Subject) -> Iterator[str]:
    """A run that has ended has nothing open, remembers nothing, and nothing is stored for it but its work items."""
    for name in (*OPEN, *REMEMBERED):
        if getattr(run.state, name):
            yield f"the run has ended, and its state still has {name}"
    rows = run.rows
    of_elements = [name for name in rows.effects if not outlives(name)]
    for what, found in (
        ("calls or questions", of_elements),
        ("timers", rows.timers),
        ("watches", rows.readings),
        ("locks", rows.lines),
        ("open work items", [name for name, each in rows.items.items() if each.status in NOT_CLOSED]),
    ):
        if found:
            yield f"the run has ended, and {len(found)} of its {what} are still stored"


def the_state_holds_only_what_can_be_read(run: Subject) -> Iterator[str]:
    """Nothing is kept that no part of the orchestration can read."""
    state, program = run.state, run.program
    for index in state.outputs:
        if not program.step_elements[index].kept:
            yield f"outputs of {run.name(index)} are kept, which nothing reads"
    if len(set(state.visited)) != len(state.visited):
        yield "an outcome is kept twice"
    for index, outcome in state.visited:
        element = program.elements[index]
        assert isinstance(element, Decision)
        if outcome not in {each.name for each in element.outcomes if each.kept}:
            yield f"the outcome {outcome} of {element.name} is kept, for which nothing asks"
    if strange := sorted(set(state.entered) - program.undone_to):
        yield f"entries of {', '.join(map(run.name, strange))} are counted, to which nothing goes back"
    if state.done and not program.undoes:
        yield "what has been done is kept, and nothing undoes it"
    for index in state.statuses:
        if not program.step_elements[index].watched:
            yield f"the status of {run.name(index)} is kept, for which nothing asks"


def the_state_is_bounded(run: Subject) -> Iterator[str]:
    """No part of the state grows with the history: what is kept by name is kept once, and messages have a limit."""
    if len(run.state.messages) > MOST:
        yield f"{len(run.state.messages)} messages are kept, of which {MOST} are the most"
    for index, stage in run.state.stages.items():
        if len(stage.line) != len(set(stage.line)):
            yield f"a step stands twice in the line of the stage {run.name(index)}"
    for index, step in run.state.steps.items():
        if len(step.queue) != len(set(step.queue)):
            yield f"an instance of {run.name(index)} is queued twice"
