"""Where stages and steps stand: what `state(…)` answers.

What is open says so itself; how it has ended is kept until its next visit, and only where something asks for it.
"""

from collections.abc import Iterable

from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.interpreter import waiting
from orchestra_dsl.interpreter.machine import Machine


def moved(m: Machine, index: int, ended: Status | None = None) -> None:
    """A stage or a step stands elsewhere now; `ended` is what it has come to, if it is over."""
    if not m.stage_elements[index].watched:
        return
    if ended is None:
        m.state.statuses.pop(index, None)
    else:
        m.state.statuses[index] = ended
    waiting.has_changed(m, "states", index)


def forget(m: Machine, steps: Iterable[int]) -> None:
    """A new visit of what is around these steps: they have not started, and nor have their stages."""
    if m.state.statuses:
        inside = {each for step in steps for each in (step, m.elements[step].scope)}
        for index in sorted(inside & m.state.statuses.keys()):
            moved(m, index)
