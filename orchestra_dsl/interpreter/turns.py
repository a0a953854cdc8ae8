"""`one at a time`: the steps of a stage have turns, in the order in which they become ready.

A step is ready when its `start after` is met and its `start when` holds; of those that become ready at one instant the
first in the source comes first. It has its turn until it has finished, in error too: a retry must not run beside
another step. So one work item is open at a time; the instances of a `for each` share one turn.
"""

from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Phase, StageState


def has_turn(m: Machine, step: int) -> bool:
    """Whether the step of such a stage, which is ready, may go on; if not, it stands in line."""
    index = m.elements[step].scope
    stage = m.state.stages[index]
    if stage.turn == step:
        return True
    if step not in stage.line:
        m.turns.setdefault(index, set()).add(step)
    return False


def end(m: Machine, index: int, stage: StageState, step: int) -> None:
    """The step has finished: if it had its turn, the next one has."""
    if stage.turn == step:
        stage.turn = None
        m.turns.setdefault(index, set())


def give(m: Machine) -> None:
    """Let the steps of one stage that have become ready stand in line, and the first one begin.

    That is done when nothing else is left to do at this instant, so that all who become ready in it are there.
    """
    index = min(m.turns)
    ready = m.turns.pop(index)
    stage = m.state.stages.get(index)
    if stage is None:
        return
    new = [step for step in sorted(ready) if _is_ready(m, stage, step)]
    stage.line += new
    while stage.turn is None and stage.line:
        step = stage.line.pop(0)
        if _is_ready(m, stage, step):
            stage.turn = step
            m.later("advance step", step, stage.visit)
    for step in new:
        if step != stage.turn:
            m.note(step, "waits for turn")


def _is_ready(m: Machine, stage: StageState, step: int) -> bool:
    found = m.state.steps.get(step)
    return found is not None and found.visit == stage.visit and found.phase == Phase.TURN
