"""Whom open work is for is counted again once somebody may not do it any more (rule 16).

Rule 16 counts at the opening and when the directory changes. With `different people` who has done one instance can do
no other, and `exclude` may name others than before: so for those whom it was for somebody may be missing just as if
they had left. It is counted again; what such a person has claimed is open again, and where nobody is left, `otherwise`
has it, then administrators who are not excluded, else the instance is in error. Whoever has only claimed another
instance may give it back: they are counted in.
"""

from collections.abc import Iterator, Mapping

from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph.values import principals
from tests.model import instances, people, steps, work_items
from tests.model.conditions import work_out
from tests.model.errors import Failed
from tests.model.leaving import end_work
from tests.model.state import OPEN, OPEN_WORK, Failure, Run, Stored, WorkItem
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
    return bool(people.able(world, item.candidates, (*item.excluded, *item.delegated, *_doers(run, item))))


def _doers(run: Run, item: WorkItem) -> people.Principals:
    """Who has done an instance of its step in this visit."""
    others = [each for each in run.work if (each.step, each.visit) == (item.step, item.visit)]
    return tuple(str(each.completed_by) for each in others if each.status == "completed")


def excludes_others(run: Run, world: World, index: int, element: el.Interactive, number: int) -> Run:
    """Once `exclude` names others for an open item than before, it is counted again for whom it is."""
    instance = run.steps[index].instances[number]
    if instance.work is None or instance.failure is not None or run.work[instance.work].status not in OPEN_WORK:
        return run
    item = run.work[instance.work]
    try:
        named = people.named_out(run, world, index, element, instance)
        but = people.excluded(run, world, index, element, instance)
    except Failed:
        return run
    if set(named) <= set(item.excluded) and (element.different or len(named) == len(item.excluded)):
        return run
    run = work_items.replaced(run, instance.work, excluded=but)
    barred = (*named, *item.delegated, *(_doers(run, item) if element.different else ()))
    if people.able(world, item.candidates if item.claimed_by is None else (item.claimed_by,), barred):
        return run
    if people.able(world, item.candidates, barred):
        return work_items.replaced(run, instance.work, status="open", claimed_by=None)
    return _given_on(run, world, instance.work, barred)


def _count_again(run: Run, world: World, number: int) -> Run:
    """As at the opening, less who has delegated it. Where it cannot be told who is excluded, nothing changes."""
    item, (element, instance) = run.work[number], work_items.element_of(run, number)
    try:
        but = people.excluded(run, world, item.step, element, instance)
        if people.able(world, item.candidates, (*but, *item.delegated)):
            return run
        run = work_items.replaced(run, number, excluded=but)
    except Failed:
        return run
    return _given_on(run, world, number, (*but, *item.delegated))


def _given_on(run: Run, world: World, number: int, but: people.Principals) -> Run:
    """Nobody is left: others do it, or the instance is in error. Where it cannot be told who, nothing changes."""
    item, (element, _) = run.work[number], work_items.element_of(run, number)
    try:
        found = _stand_ins(run, world, number, element, but)
    except Failed:
        return run
    if found:
        return work_items.give(run, world, number, found)
    failure = Failure("Nobody", "there is nobody left who may do it")
    return instances.fail(end_work(run, number, "withdrawn"), item.step, item.instance, failure)


def _stand_ins(
    run: Run, world: World, number: int, element: el.Interactive, but: people.Principals
) -> people.Principals:
    """Whom `otherwise` names, else administrators. Raises Failed."""
    item, (_, instance) = run.work[number], work_items.element_of(run, number)
    place = (item.step, item.instance)
    named: people.Principals = ()
    if element.otherwise is not None:
        named = principals(work_out(run, world, place, element.otherwise, instance.item))
    return people.able(world, named, but) or people.able(world, world.administrators, but)
