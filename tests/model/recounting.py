"""Whom open work is for is counted again once somebody has done an instance (rule 16).

Rule 16 counts at the opening and when the directory changes. With `different people` who has done one instance can do
no other, so for those whom it was for somebody may be missing just as if they had left: it is counted again, and where
nobody is left, `otherwise` has it, then administrators who are not excluded, else the instance is in error. Whoever
has only claimed one may give it back: they are counted in.
"""

from collections.abc import Iterator, Mapping

from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph.values import principals
from tests.model import instances, people, steps, work_items
from tests.model.conditions import work_out
from tests.model.errors import Failed
from tests.model.leaving import end_work
from tests.model.state import OPEN, Failure, Run, Stored
from tests.model.world import World


def completed(run: Run, world: World, number: int, user: str, outputs: Mapping[str, Stored]) -> Run:
    """Somebody completes a work item; with `different people` it is counted again for whom the others are."""
    item, (element, _) = run.work[number], work_items.element_of(run, number)
    run = work_items.complete(run, world, number, user, outputs)
    if not element.different:
        return run
    run = instances.advance(run, world, item.step, element, item.instance)
    run = steps.advance(run, world, item.step, element)
    for other in _others(run, item.step) if run.steps[item.step].status in OPEN else ():
        if _was_for(run, world, other, user) and not _somebody_is_left(run, world, other):
            run = _count_again(run, world, other)
    return run


def _others(run: Run, index: int) -> Iterator[int]:
    """The work of a step that nobody has claimed."""
    for instance in run.steps[index].instances:
        if instance.work is not None and instance.failure is None and run.work[instance.work].status == "open":
            yield instance.work


def _was_for(run: Run, world: World, number: int, user: str) -> bool:
    return any(user in (each, *world.users(each)) for each in run.work[number].candidates)


def _somebody_is_left(run: Run, world: World, number: int) -> bool:
    """Whether one of the candidates has done no other instance."""
    item = run.work[number]
    others = [each for each in run.work if (each.step, each.visit) == (item.step, item.visit)]
    done = tuple(str(each.completed_by) for each in others if each.status == "completed")
    return bool(people.able(world, item.candidates, (*item.excluded, *item.delegated, *done)))


def _count_again(run: Run, world: World, number: int) -> Run:
    """As at the opening, less who has delegated it. Where it cannot be told who is excluded, nothing changes."""
    item, (element, instance) = run.work[number], work_items.element_of(run, number)
    try:
        but = people.excluded(run, world, item.step, element, instance)
        if people.able(world, item.candidates, (*but, *item.delegated)):
            return run
        run = work_items.replaced(run, number, excluded=but)
        found = _stand_ins(run, world, number, element)
    except Failed:
        return run
    if found:
        return work_items.give(run, world, number, found)
    failure = Failure("Nobody", "there is nobody left who may do it")
    return instances.fail(end_work(run, number, "withdrawn"), item.step, item.instance, failure)


def _stand_ins(run: Run, world: World, number: int, element: el.Interactive) -> people.Principals:
    """Whom `otherwise` names, else administrators. Raises Failed."""
    item, (_, instance) = run.work[number], work_items.element_of(run, number)
    place, but = (item.step, item.instance), (*item.excluded, *item.delegated)
    named: people.Principals = ()
    if element.otherwise is not None:
        named = principals(work_out(run, world, place, element.otherwise, instance.item))
    return people.able(world, named, but) or people.able(world, world.administrators, but)
