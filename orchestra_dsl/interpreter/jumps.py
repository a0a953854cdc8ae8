"""Jumps: control goes to a target that may lie outside of where it stands (language.md, rule 2).

What a jump leaves is left at once, as with the end of the run: no other branch goes on in it before control arrives.
"""

from orchestra_dsl.graph.elements import FALLS_OFF, ROOT, THE_END, Branch
from orchestra_dsl.interpreter import leaving
from orchestra_dsl.interpreter.machine import Machine


def jump(m: Machine, key: int, target: int) -> None:
    """Control of the thread `key` leaves what lies between its scope and that of `target`, and goes there."""
    thread = m.state.threads[key]
    if target != FALLS_OFF:
        scope = ROOT if target == THE_END else m.elements[target].scope
        while thread.parent is not None and thread.block != scope:
            _leave_block(m, key)
            key, thread = thread.parent, m.state.threads[thread.parent]
    leaving.leave_inside(m, key)
    m.move(key, target)


def _leave_block(m: Machine, key: int) -> None:
    """A handler's block is left, and with it what it handles: of a step the whole stage, also a completed one.

    With a branch its whole parallel is left, with all its branches.
    """
    branch = m.elements[key]
    if isinstance(branch, Branch):
        leaving.leave_parallel(m, branch.owner)
    elif key in m.state.steps:
        leaving.leave_stage(m, m.elements[key].scope)
    elif key in m.state.stages:
        leaving.leave_stage(m, key)
    else:
        leaving.leave_thread(m, key)
