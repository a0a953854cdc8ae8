"""`may add`: people give a `for each` further items while its step is open (rule 5).

Whoever may do an open work item of the step may, and whoever may administer the run; and they may say that nothing
more comes.
"""

from attrs import evolve

from orchestra_dsl.graph import elements as el
from tests.model import people, work_items
from tests.model.leaving import with_step
from tests.model.state import OPEN, Run, Step, Stored
from tests.model.work_items import Refused
from tests.model.world import World


def is_possible(step: Step, element: el.AnyStep) -> bool:
    """Whether something may still be added. A list that was empty finishes at once all the same (rule 5)."""
    return element.each is not None and element.each.may_add and bool(step.items) and not step.closed


def added(run: Run, world: World, index: int, item: Stored, by: str, *, administrator: bool) -> Run:
    """One item more: an instance begins for it as soon as there may be one more."""
    run = _checked(run, world, index, by, administrator=administrator)
    step = run.steps[index]
    return with_step(run, index, evolve(step, items=(*(step.items or ()), item)))


def ended(run: Run, world: World, index: int, by: str, *, administrator: bool) -> Run:
    """Nothing more will be added: the step finishes once all is done."""
    run = _checked(run, world, index, by, administrator=administrator)
    return with_step(run, index, evolve(run.steps[index], closed=True))


def _checked(run: Run, world: World, index: int, by: str, *, administrator: bool) -> Run:
    element, step = run.graph.elements[index], run.steps.get(index)
    assert isinstance(element, el.Step)
    if run.suspended or step is None or step.status not in OPEN or not is_possible(step, element):
        raise Refused("nothing can be added to it, or not any more")
    if administrator or work_items.granted(run, world, "administer", by):
        return run
    for instance in step.instances:
        if instance.work is not None and run.work[instance.work].status in ("open", "claimed"):
            item = run.work[instance.work]
            try:
                if people.may_do(world, item, (), by):
                    run, but = work_items.exclusions(run, world, instance.work)
                    if people.may_do(world, item, but, by):
                        return run
            except Refused:
                continue
    raise Refused("it is not theirs to add to")
