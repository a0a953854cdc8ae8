"""Work items: opened for an interactive step, claimed, released, reassigned, completed, withdrawn.

Who may do what is decided here, below every door (language.md, section 6): the candidates may claim and complete,
of two people at once one wins, and membership counts at the moment of the act.
"""

from typing import Any

from orchestra_dsl.graph.elements import Interactive
from orchestra_dsl.graph.moments import DateTime
from orchestra_dsl.graph.statuses import ItemStatus
from orchestra_dsl.graph.values import is_principal, principal_name, principals
from orchestra_dsl.interpreter import due, telling
from orchestra_dsl.interpreter.commit import Item
from orchestra_dsl.interpreter.events import ItemClaimed, ItemCompleted, ItemReassigned, ItemReleased, Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine, RefusedError
from orchestra_dsl.interpreter.names import item_name
from orchestra_dsl.interpreter.state import Instance

OPEN = (ItemStatus.OPEN, ItemStatus.CLAIMED)
ItemAct = ItemClaimed | ItemReleased | ItemReassigned | ItemCompleted


def candidates(m: Machine, element: Interactive, key: int) -> tuple[str, ...]:
    """Those whom `assign` names and the directory knows. Raises EvaluationError when nobody could take the item."""
    return possible(m, principals(m.evaluate(element.assign, key)))


def possible(m: Machine, named: tuple[str, ...]) -> tuple[str, ...]:
    """These people, if they could take the item. Raises EvaluationError when nobody of them could."""
    if not named:
        raise EvaluationError("Nobody", "there is nobody to assign this step to")
    for principal in named:
        if not m.context.fact(("known", principal)):
            kind, _, name = principal.partition(":")
            raise EvaluationError("Nobody", f'the directory knows no active {kind} called "{name}"')
    if not any(_somebody(m, principal) for principal in named):
        names = ", ".join(principal_name(each) for each in named)
        raise EvaluationError("Nobody", f"there is nobody in {names} to assign this step to")
    return named


def _somebody(m: Machine, principal: str) -> bool:
    return principal.startswith("user:") or bool(m.context.fact(("someone", principal, ())))


def write(m: Machine, ref: Ref, instance: Instance, by: str | None = None) -> None:
    """Write the item's row as the instance now says."""
    element = m.elements[ref.element]
    assert isinstance(element, Interactive)
    assert instance.item is not None
    assert instance.arguments is not None
    ref = Ref(ref.element, ref.visit, ref.instance)
    named = zip(element.parameters, instance.arguments, strict=True)
    item = Item(
        name=item_name(ref),
        ref=ref,
        element=element.name,
        label=element.label,
        screen=element.screen,
        status=instance.item,
        version=instance.version,
        candidates=instance.candidates,
        claimed_by=instance.claimed_by,
        arguments={field.name: value for field, value in named if value is not None},
        opened_at=instance.opened_at,
        due_at=instance.due_at,
        completed_by=by,
    )
    m.put_item(ref, item)


def close(m: Machine, ref: Ref, instance: Instance, status: ItemStatus) -> None:
    """Take an open item back: it is withdrawn, or has expired."""
    due.stop(m, ref)
    instance.item = status
    instance.version += 1
    write(m, ref, instance)


def find(m: Machine, ref: Ref, version: int | None) -> Instance:
    """The open item that an act means. Refused when it is open no longer, or has changed since it was seen."""
    step = m.state.steps.get(ref.element)
    instance = step.instances.get(ref.instance) if step is not None and step.visit == ref.visit else None
    if instance is None or instance.item not in OPEN:
        raise RefusedError("not open", "this work item is no longer open")
    if version is not None and version != instance.version:
        raise RefusedError("changed", "this work item has changed since you saw it; look at it again")
    return instance


def actor(m: Machine) -> str:
    """Who acts; work items want a name."""
    if m.event.actor is None or not m.event.actor.startswith("user:"):
        raise RefusedError("not allowed", "say who acts: a work item is claimed and completed by a user")
    return m.event.actor


def is_candidate(m: Machine, user: str, instance: Instance) -> bool:
    """Whether the user is named, or belongs to a group or queue that is."""
    if user in instance.candidates:
        return bool(m.context.fact(("known", user)))
    return any(m.context.fact(("member", user, each)) for each in instance.candidates if not each.startswith("user:"))


def _check_candidate(m: Machine, user: str, instance: Instance) -> None:
    if not is_candidate(m, user, instance):
        names = ", ".join(principal_name(each) for each in instance.candidates)
        raise RefusedError("not allowed", f"{principal_name(user)} may not: this work item is for {names}")


def _check_not_claimed_by_another(user: str, instance: Instance) -> None:
    if instance.claimed_by not in (None, user):
        raise RefusedError("claimed", f"{principal_name(str(instance.claimed_by))} has claimed this work item")


def claim(m: Machine, act: ItemClaimed) -> None:
    """The acting candidate takes the item."""
    instance = find(m, act.ref, act.version)
    user = actor(m)
    _check_not_claimed_by_another(user, instance)
    _check_candidate(m, user, instance)
    if instance.claimed_by == user:
        return
    instance.item, instance.claimed_by = ItemStatus.CLAIMED, user
    _changed(m, act.ref, instance, "claimed", by=user)


def release(m: Machine, act: ItemReleased) -> None:
    """Who has claimed the item, or an administrator, gives it back."""
    instance = find(m, act.ref, act.version)
    if instance.claimed_by is None:
        raise RefusedError("not allowed", "nobody has claimed this work item")
    if instance.claimed_by != m.event.actor and not m.event.administrator:
        raise RefusedError("claimed", f"{principal_name(instance.claimed_by)} has claimed this work item")
    instance.item, instance.claimed_by = ItemStatus.OPEN, None
    _changed(m, act.ref, instance, "released", by=m.event.actor)


def reassign(m: Machine, act: ItemReassigned) -> None:
    """An administrator, or who has claimed the item, gives it to others: they replace the candidates."""
    instance = find(m, act.ref, act.version)
    claimant = m.event.actor is not None and instance.claimed_by == m.event.actor
    if not (m.event.administrator or claimant):
        raise RefusedError("not allowed", "only an administrator, or who has claimed it, may reassign a work item")
    if not act.to:
        raise RefusedError("bad value", "say to whom: a work item is reassigned to at least one user, group or queue")
    for principal in act.to:
        if not is_principal(principal):
            raise RefusedError("bad value", f'"{principal}" is no user, group or queue, such as user:ann')
        if not m.context.fact(("known", principal)):
            kind, _, name = principal.partition(":")
            raise RefusedError("bad value", f'the directory knows no active {kind} called "{name}"')
    if not any(_somebody(m, principal) for principal in act.to):
        raise RefusedError("bad value", f"there is nobody in {', '.join(map(principal_name, act.to))}")
    give_to(m, act.ref, instance, principals(act.to), by=m.event.actor)


def give_to(m: Machine, ref: Ref, instance: Instance, to: tuple[str, ...], by: str | None = None) -> None:
    """Others replace the candidates, a claim is released, and they are told."""
    instance.item, instance.claimed_by, instance.candidates = ItemStatus.OPEN, None, to
    _changed(m, ref, instance, "reassigned", by=by, to=list(to))
    telling.assigned(m, ref, instance)


def complete(m: Machine, act: ItemCompleted) -> None:
    """The acting user hands in the screen's outputs; the step goes on to `finish when`."""
    instance = find(m, act.ref, act.version)
    user = actor(m)
    _check_not_claimed_by_another(user, instance)
    if instance.claimed_by != user:
        _check_candidate(m, user, instance)
    instance.claimed_by = user
    instance.item = ItemStatus.COMPLETED
    instance.outputs = act.outputs | {"completed_by": user, "completed_at": DateTime(m.event.at).text()}
    instance.version += 1
    write(m, act.ref, instance, by=user)
    m.note_instance(act.ref, "submitted", by=user)


def _changed(m: Machine, ref: Ref, instance: Instance, what: str, **detail: Any) -> None:
    instance.version += 1
    write(m, ref, instance)
    m.note_instance(ref, what, **detail)
