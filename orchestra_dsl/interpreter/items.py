"""Work items: their rows, and what people do with them: claim, release, complete (to others: handing_on.py).

Who may do what is decided in the step, below every door (language.md, section 6): the candidates may claim and complete
(entitlement.py), and of two people at once one wins.
"""

from typing import Any

from orchestra_dsl.graph.arguments import named_arguments
from orchestra_dsl.graph.moments import DateTime, show_instant
from orchestra_dsl.graph.statuses import NOT_CLOSED, ItemStatus
from orchestra_dsl.graph.values import principal_name
from orchestra_dsl.interpreter import allocation, due, entitlement, grants, people, substitutes, telling
from orchestra_dsl.interpreter.commit import Item
from orchestra_dsl.interpreter.events import ItemClaimed, ItemCompleted, ItemReleased, Ref
from orchestra_dsl.interpreter.holders import instance_of
from orchestra_dsl.interpreter.machine import Machine, RefusedError
from orchestra_dsl.interpreter.names import item_name
from orchestra_dsl.interpreter.state import Instance, State


def write(m: Machine, ref: Ref, instance: Instance, by: str | None = None) -> None:
    """Write the item's row as the instance now says."""
    element, status = m.interactive_elements[ref.element], instance.item
    assert status is not None
    assert instance.arguments is not None
    ref = Ref(ref.element, ref.visit, ref.instance)
    name = item_name(ref)
    m.items[name] = Item(
        name=name,
        ref=ref,
        element=element.name,
        label=element.label,
        screen=element.screen,
        status=shown_status(m.state, instance, status),
        version=instance.version,
        candidates=instance.candidates,
        claimed_by=instance.claimed_by,
        arguments=named_arguments(element.parameters, instance.arguments),
        opened_at=instance.opened_at,
        due_at=instance.due_at,
        completed_by=by,
        excluded=instance.excluded,
        delegated=instance.delegated,
        priority=instance.priority,
        until=instance.until,
        draft=instance.draft,
        acting_for=instance.acting_for,
        about=instance.about,
        locks=instance.locks,
        pool=instance.pool,
    )
    if m.taken:
        people.moved(m, ref, instance)


def shown_status(state: State, instance: Instance, item: ItemStatus) -> ItemStatus:
    """Where people see the work item stand: an open one rests while it is disabled, or its run is suspended."""
    rests = (state.suspended or instance.disabled) and item in NOT_CLOSED
    return ItemStatus.SUSPENDED if rests else item


def close(m: Machine, ref: Ref, instance: Instance, status: ItemStatus) -> None:
    """Take an open item back: it is withdrawn, or has expired."""
    due.stop(m, ref)
    _forget_exclusions(m, ref, instance)
    instance.item, instance.draft = status, {}
    instance.version += 1
    if instance.until is not None:
        instance.until = None
        m.clear_timer("resume", Ref(ref.element, ref.visit, ref.instance))
    write(m, ref, instance)


def _forget_exclusions(m: Machine, ref: Ref, instance: Instance) -> None:
    """Nobody asks any more whom the item's exclusions name."""
    if instance.excluding:
        instance.excluding = ()
        m.watch(ref.element, ref.instance)


def find(m: Machine, ref: Ref, version: int | None) -> Instance:
    """The item that an act means. Refused when it is closed, or has changed since it was seen."""
    instance = instance_of(m.state, ref)
    if instance is None or instance.item not in NOT_CLOSED:
        raise RefusedError("not open", "this work item is no longer open")
    if version is not None and version != instance.version:
        raise RefusedError("changed", "this work item has changed since you saw it; look at it again")
    return instance


def find_to_do(m: Machine, ref: Ref, version: int | None) -> Instance:
    """The item that an act means, if it can be done now. Refused besides when it is suspended."""
    instance = find(m, ref, version)
    if instance.disabled:
        raise RefusedError("suspended", "this work item is closed as long as its `enabled while` does not hold")
    if instance.item == ItemStatus.SUSPENDED:
        until = "" if instance.until is None else f" until {show_instant(instance.until)}"
        raise RefusedError("suspended", f"this work item is suspended{until}; resume it first")
    return instance


def claim(m: Machine, act: ItemClaimed) -> None:
    """The acting candidate takes the item, or who stands in for one; from somebody who is away it is taken over."""
    instance = find_to_do(m, act.ref, act.version)
    user = entitlement.actor(m)
    person = entitlement.for_whom(m, user, act.ref, instance)
    if instance.claimed_by == user:
        return
    instance.item, instance.claimed_by, instance.acting_for = ItemStatus.CLAIMED, user, person
    changed(m, act.ref, instance, "claimed", by=user, **place_of(person))


def place_of(person: str | None) -> dict[str, Any]:
    """What a line says of in whose place somebody has acted."""
    return {} if person is None else {"place_of": person}


def release(m: Machine, act: ItemReleased) -> None:
    """Who has claimed the item, or an administrator, gives it back; one that was allocated is offered to all again."""
    instance = find_to_do(m, act.ref, act.version)
    if instance.claimed_by is None:
        raise RefusedError("not allowed", "nobody has claimed this work item")
    if instance.claimed_by != m.event.actor and not grants.may(m, "administer"):
        raise RefusedError("claimed", f"{principal_name(instance.claimed_by)} has claimed this work item")
    give_back(m, act.ref, instance, m.event.actor)


def give_back(m: Machine, ref: Ref, instance: Instance, by: str | None, what: str = "released", **detail: Any) -> None:
    """Whoever has claimed the item, or got it by a policy, has it no more. A suspended item stays so."""
    if instance.item != ItemStatus.SUSPENDED:
        instance.item = ItemStatus.OPEN
    instance.claimed_by = instance.acting_for = None
    instance.candidates, instance.pool = instance.pool or instance.candidates, ()
    changed(m, ref, instance, what, by=by, **detail)


def give_to(
    m: Machine, ref: Ref, instance: Instance, to: tuple[str, ...], what: str = "reassigned", by: str | None = None
) -> None:
    """Others replace the candidates, a claim is released, and they are told. A suspended item stays so."""
    if instance.item != ItemStatus.SUSPENDED:
        instance.item = ItemStatus.OPEN
    instance.claimed_by, instance.acting_for = None, None
    m.note_instance(ref, what, by=by, to=list(to))
    allocation.offer(m, ref, instance, to)
    instance.version += 1
    write(m, ref, instance)
    if not instance.disabled:
        telling.assigned(m, ref, instance)


def check_may_complete(m: Machine, ref: Ref, instance: Instance) -> str:
    """Who acts, if they may do the work now. In whose place, the instance says."""
    user = entitlement.actor(m)
    instance.acting_for = entitlement.for_whom(m, user, ref, instance)
    substitutes.remember(m, user, instance.acting_for)
    return user


def answered(m: Machine, user: str, outputs: dict[str, Any]) -> dict[str, Any]:
    """All outputs of a step whose screen a user has filled in."""
    return outputs | {"completed_by": user, "completed_at": DateTime(m.event.at, m.context.zone).text()}


def complete(m: Machine, act: ItemCompleted) -> Instance:
    """The acting user hands in the screen's outputs; answers the instance, which goes on to `finish when`."""
    ref = act.ref
    instance = find_to_do(m, ref, act.version)
    user = check_may_complete(m, ref, instance)
    instance.claimed_by = user
    _forget_exclusions(m, ref, instance)
    instance.item, instance.draft = ItemStatus.COMPLETED, {}
    instance.outputs = answered(m, user, act.outputs)
    instance.version += 1
    write(m, ref, instance, by=user)
    m.note_instance(ref, "submitted", by=user, **place_of(instance.acting_for))
    return instance


def changed(m: Machine, ref: Ref, instance: Instance, what: str, **detail: Any) -> None:
    """Write an item that somebody has changed, with a line of the timeline."""
    instance.version += 1
    write(m, ref, instance)
    m.note_instance(ref, what, **detail)
