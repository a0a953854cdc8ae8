"""A run is canceled: by hand or by the run of which it is a step (language.md, rule 19).

All that is open ends at once; then what the orchestration says under `on cancel` is done, one after the other, and
when that is over the run is canceled. Meanwhile it is an active run like any other: a step of `on cancel` has retries
and time limits of its own, and one that fails is in error until somebody tries it again or skips it. Canceled a second
time it goes on as before, unless it is to end `at_once`: that may whoever may administer it.
"""

from orchestra_dsl.graph.elements import ROOT, HandlerBlock
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.interpreter import grants, leaving, suspended_runs
from orchestra_dsl.interpreter.events import RunCanceled
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Thread


def canceled(m: Machine, act: RunCanceled) -> bool:
    """Somebody who may cancels the run. False when it is being canceled already."""
    block = m.program.graph.on_cancel
    if act.at_once and block is not None:
        grants.check(m, "administer", "end this run without what it does on cancel")
    else:
        grants.check(m, "cancel", "cancel this run")
    if block is None or act.at_once or not m.state.threads:  # what has not begun has nothing to do, either
        suspended_runs.end(m)
        m.later("end run", Status.CANCELED, act.reason if m.state.canceling is None else m.state.canceling or None)
        return True
    if m.state.canceling is not None:
        return False
    suspended_runs.end(m)
    _begin(m, block, act.reason)
    return True


def _begin(m: Machine, index: int, reason: str | None) -> None:
    """End what is open, and let control go through the block."""
    leaving.leave_everything(m, Status.CANCELED)
    m.drop_work()
    m.state.canceling = reason or ""
    m.note(ROOT, "canceling", by=m.event.actor, **({"reason": reason} if reason else {}))
    block = m.elements[index]
    assert isinstance(block, HandlerBlock)
    m.state.threads[ROOT] = Thread(index, 0, block=index)
    m.move(ROOT, block.first)
