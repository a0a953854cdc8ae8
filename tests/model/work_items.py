"""Work items: opened for people, claimed, given to others, completed (section 6; rules 11, 13, 14 and 16)."""

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph.values import principals
from tests.model import due, people, subjects, telling
from tests.model.amounts import after
from tests.model.conditions import drop_unanswered, work_out
from tests.model.errors import Failed
from tests.model.leaving import end_work, with_instance
from tests.model.state import OPEN_WORK, Instance, Run, Stored, WorkItem
from tests.model.world import World


class Refused(Exception):
    """Who acts may not."""


def open_item(run: Run, world: World, index: int, element: el.Interactive, instance: Instance) -> Run:
    """Candidates and exclusions are worked out at the opening. Raises Failed."""
    place = (index, instance.number)
    but = people.excluded(run, world, index, element, instance)
    who = people.candidates(run, world, index, element, instance, but)
    timeout = None if element.timeout is None else after(run, world, place, element.timeout, instance.item)
    due_at = None if element.due is None else due.due_at(run, world, place, element.due, instance)
    about = subjects.about(run, world, index, element, instance)
    locks = None if element.locks is None else subjects.named(run, world, index, element.locks, instance)
    priority = 0 if element.priority is None else work_out(run, world, place, element.priority, instance.item)
    if priority is None:
        raise Failed("MissingValue", "the priority is missing")
    item = WorkItem(index, run.steps[index].visit, instance.number, run.now, who, but, due_at=due_at, priority=priority)
    item = evolve(item, about=about, locks=locks)
    number = len(run.work)
    run = evolve(run, work=(*run.work, item))
    run = with_instance(run, index, evolve(instance, work=number, timeout_at=timeout, attempt=instance.attempt + 1))
    return due.start(telling.assigned(run, world, number), world, number)


def element_of(run: Run, number: int) -> tuple[el.Interactive, Instance]:
    """The step of a work item, and its instance."""
    item = run.work[number]
    element = run.graph.elements[item.step]
    assert isinstance(element, el.Interactive)
    return element, run.steps[item.step].instances[item.instance]


def replaced(run: Run, number: int, **changes: Any) -> Run:
    """The run with something about a work item changed."""
    item = evolve(run.work[number], **changes)
    return evolve(run, work=(*run.work[:number], item, *run.work[number + 1 :]))


def exclusions(run: Run, world: World, number: int) -> tuple[Run, people.Principals]:
    """Whom `exclude` names at this moment; the item remembers it. Where that cannot be told, nobody may act."""
    element, instance = element_of(run, number)
    try:
        but = people.excluded(run, world, run.work[number].step, element, instance)
    except Failed as failed:
        raise Refused(str(failed)) from failed
    return replaced(run, number, excluded=but), but


def is_open(run: Run, number: int) -> WorkItem:
    """The item, if it is still to be done."""
    item = run.work[number]
    if item.status not in OPEN_WORK or run.suspended:
        raise Refused("the work item is not open any more, or its run is suspended")
    return item


def is_to_do(run: Run, number: int) -> WorkItem:
    """The item, if it can be done now."""
    item = is_open(run, number)
    if element_of(run, number)[1].disabled or item.rests:
        raise Refused("the work item is suspended, or closed while its `enabled while` does not hold")
    return item


def claim(run: Run, world: World, number: int, user: str) -> Run:
    """The first to claim has it; to claim it again changes nothing."""
    item = is_to_do(run, number)
    run, but = exclusions(run, world, number)
    if not people.may_do(world, item, but, user) or not any(user in world.users(each) for each in item.candidates):
        raise Refused("the work item is not theirs to claim")
    return replaced(run, number, status="claimed", claimed_by=user)


def release(run: Run, world: World, number: int, user: str | None, *, administrator: bool) -> Run:
    """Who has claimed it gives it back; an administrator may do so for others."""
    item = is_to_do(run, number)
    may = item.claimed_by == user or administrator or granted(run, world, "administer", user)
    if item.status != "claimed" or not may:
        raise Refused("the work item is not theirs to release")
    return replaced(run, number, status="open", claimed_by=None)


def complete(run: Run, world: World, number: int, user: str, outputs: Mapping[str, Stored]) -> Run:
    """Whoever has claimed it, or may claim it while nobody has, completes it."""
    item = is_to_do(run, number)
    run, but = exclusions(run, world, number)
    if not people.may_do(world, item, but, user):
        raise Refused("the work item is not theirs to complete")
    run = replaced(run, number, status="completed", claimed_by=user, completed_by=user, rungs=(), remind_at=None)
    given = {**outputs, "completed_by": user, "completed_at": run.now_text}
    instance = run.steps[item.step].instances[item.instance]
    instance = evolve(instance, outputs=given, timeout_at=None)
    return with_instance(drop_unanswered(run, (item.step, item.instance)), item.step, instance)


def give(run: Run, world: World, number: int, to: people.Principals) -> Run:
    """A reassignment replaces the candidates and releases a claim (rule 16)."""
    is_open(run, number)
    run = replaced(run, number, candidates=to, status="open", claimed_by=None)
    return telling.assigned(run, world, number)


def reassign(
    run: Run, world: World, number: int, to: people.Principals, *, administrator: bool, actor: str | None
) -> Run:
    """Who has claimed it, an administrator, or whom `allow reassign` names, gives it to others.

    Who has claimed it might as well delegate it: `may delegate to` binds them here too.
    """
    item = is_open(run, number)
    if not (administrator or granted(run, world, "reassign", actor)):
        if actor is None or item.claimed_by != actor:
            raise Refused("only administrators reassign")
        if not all(_may_receive(run, world, number, each) for each in to):
            raise Refused("the step says to whom it may be delegated, and that is somebody else")
    run, but = exclusions(run, world, number)
    found = people.able(world, to, (*but, *item.delegated))
    if not found:
        raise Refused("nobody of them may do it")
    return give(run, world, number, found)


def delegate(run: Run, world: World, number: int, user: str, to: str, *, administrator: bool) -> Run:
    """Who delegates stays on record, and may no longer complete it; not to somebody excluded (rule 16)."""
    item = is_to_do(run, number)
    run, but = exclusions(run, world, number)
    may = administrator or granted(run, world, "administer", user) or people.may_do(world, item, but, user)
    if not may or people.is_barred(world, item, but, user):
        raise Refused("the work item is not theirs to delegate")
    if not _may_receive(run, world, number, to):
        raise Refused("the step says to whom it may be delegated, and that is somebody else")
    delegated = (*item.delegated, user)
    if not world.users(to) or to in people.barred_users(world, but) or to in delegated:
        raise Refused("that person may not do it")
    return give(replaced(run, number, delegated=delegated), world, number, (to,))


def _may_receive(run: Run, world: World, number: int, to: str) -> bool:
    """`may delegate to` says to whom; without it to anybody."""
    element, instance = element_of(run, number)
    if element.delegates is None:
        return True
    try:
        named = principals(
            work_out(run, world, (run.work[number].step, instance.number), element.delegates, instance.item)
        )
    except Failed as failed:
        raise Refused(str(failed)) from failed
    return any(to in (each, *world.users(each)) for each in named)


def skip(run: Run, world: World, number: int, user: str) -> Run:
    """With `may skip` whoever may complete it may pass it over: nothing is left to undo, its outputs are missing."""
    item = is_to_do(run, number)
    run, but = exclusions(run, world, number)
    if not element_of(run, number)[0].may_skip or not people.may_do(world, item, but, user):
        raise Refused("the work item is not theirs to skip")
    run = end_work(run, number, "withdrawn")
    instance = run.steps[item.step].instances[item.instance]
    return with_instance(run, item.step, evolve(instance, status="skipped", timeout_at=None))


def granted(run: Run, world: World, act: str, user: str | None) -> bool:
    """Whether `allow … by` names the user; to whom `administer` is allowed, everything is."""
    grants = [each.people for each in run.graph.grants if each.act in (act, "administer")]
    try:
        named = [principal for each in grants for principal in principals(work_out(run, world, (el.ROOT, None), each))]
    except Failed as failed:
        raise Refused(str(failed)) from failed
    return user is not None and any(user in world.users(each) for each in named)
