"""`one at a time`: the steps of a stage have turns, in the order in which they become ready (sections 3 and 6).

A step is ready once its `start after` and its `start when` let it start; it waits until it has its turn, and has that
until it has finished, in error too. All instances of a `for each` share one.
"""

from attrs import evolve

from orchestra_dsl.graph import elements as el
from tests.model.leaving import with_step
from tests.model.state import OPEN, Run, put

PAST = ("only if", "answer", "for each", "running")
"""The phases of a step that has its turn."""


def are_given(run: Run, stage: int) -> bool:
    """Whether the steps of a stage go one at a time."""
    element = run.graph.elements[stage]
    return isinstance(element, el.Stage) and element.one_at_a_time


def give(run: Run, index: int) -> Run:
    """Who has become ready stands in line, at one moment in source order (rule 21); the first one has its turn."""
    stage = run.stages[index]
    steps = {each: step for each, step in run.steps.items() if run.graph.elements[each].scope == index}
    ready = sorted(each for each, step in steps.items() if step.phase == "turn" and step.status in OPEN)
    has_turn = any(step.status in OPEN and step.phase in PAST for step in steps.values())
    line = [each for each in stage.line if each in ready]
    line += [each for each in ready if each not in line]
    if line and not has_turn:
        first = line.pop(0)
        run = with_step(run, first, evolve(run.steps[first], phase="only if", status="active"))
    if tuple(line) == stage.line:
        return run
    return evolve(run, stages=put(run.stages, index, evolve(stage, line=tuple(line))))
