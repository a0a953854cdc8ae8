"""A run is canceled: what is open ends, then what the orchestration says under `on cancel` is done (section 3).

Its steps and its `undo` are done one after the other, each once the one before is over, as in the block of a handler;
with the last one the run is canceled. An error there is left to an administrator: no handler of the orchestration takes
it (rule 15), since nothing is open any more to which it could lead. Canceled once more the run goes on as before.
"""

from attrs import evolve

from orchestra_dsl.graph import elements as el
from tests.model import control, work_items
from tests.model.leaving import leave
from tests.model.state import Run
from tests.model.work_items import Refused
from tests.model.world import World


def cancel(run: Run, world: World, by: str | None, *, administrator: bool, at_once: bool) -> Run:
    """Somebody cancels the run. Who may administer it may end it `at_once`, without what it does on cancel."""
    skips = at_once and run.graph.on_cancel is not None
    if not (administrator or work_items.granted(run, world, "administer" if skips else "cancel", by)):
        raise Refused("the run is not theirs to cancel")
    if run.graph.on_cancel in run.threads and not at_once:
        return run
    run = evolve(run, suspended=frozenset())  # what is suspended can be canceled all the same
    if run.graph.on_cancel is None or at_once:
        return control.end(run, "canceled")
    return _begin(run, run.graph.on_cancel)


def _begin(run: Run, index: int) -> Run:
    block = run.graph.elements[index]
    assert isinstance(block, el.HandlerBlock)
    return control.go(evolve(leave(run, el.ROOT, "canceled"), threads={}, answers={}), index, block.first)
