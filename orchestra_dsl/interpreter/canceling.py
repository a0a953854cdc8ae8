"""`cancel STEP | STAGE`: what is open there ends as canceled, and all else goes on (language.md, rule 6).

A canceled step counts as finished: what starts after it starts, and its stage may finish. From a canceled stage control
goes on below it, as from one that is completed. What has not begun, or has ended, cannot be canceled: nothing happens.
A thread that cancels what it stands in itself, as the block of a handler may, ends there.
"""

from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.interpreter import finishing, leaving
from orchestra_dsl.interpreter.machine import Machine


def cancel(m: Machine, index: int, target: int) -> None:
    """The element `index` cancels the step or stage `target`."""
    if target in m.state.steps:
        step = m.state.steps[target]
        leaving.withdraw(m, target, step)
        finishing.finish(m, target, Status.CANCELED)
    elif target in m.state.stages:
        stage = m.state.stages[target]
        leaving.leave_stage(m, target, Status.CANCELED)
        if stage.status != Status.COMPLETED:  # else control has gone on before, and only what was left open ends
            m.move(stage.thread, m.stage_elements[target].next)
    else:
        m.note(index, "nothing to cancel")
