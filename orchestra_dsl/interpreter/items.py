"""Work items: their rows, and what people do with them: claim, release, complete (to others: handing_on.py).

Who may do what is decided here, below every door (language.md, section 6): the candidates may claim and complete,
of two people at once one wins, and membership and exclusions count at the moment of the act.
"""

from typing import Any

from orchestra_dsl.graph.arguments import named_arguments
from orchestra_dsl.graph.moments import DateTime
from orchestra_dsl.graph.statuses import NOT_CLOSED, ItemStatus
from orchestra_dsl.graph.values import principal_name
from orchestra_dsl.interpreter import due, grants, people, telling
from orchestra_dsl.interpreter.commit import Item
from orchestra_dsl.interpreter.events import ItemClaimed, ItemCompleted, ItemReleased, Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.holders import instance_of
from orchestra_dsl.interpreter.machine import Machine, RefusedError
from orchestra_dsl.interpreter.names import item_name
from orchestra_dsl.interpreter.state import Instance


def write(m: Machine, ref: Ref, instance: Instance, by: str | None = None) -> None:
    """Write the item's row as the instance now says."""
    element = m.interactive(ref)
    assert instance.item is not None
    assert instance.arguments is not None
    ref = Ref(ref.element, ref.visit, ref.instance)
    rests = instance.item in NOT_CLOSED and (m.state.suspended or instance.disabled)
    item = Item(
        name=item_name(ref),
        ref=ref,
        element=element.name,
        label=element.label,
        screen=element.screen,
        status=ItemStatus.SUSPENDED if rests else instance.item,
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
    )
    m.put_item(ref, item)


def close(m: Machine, ref: Ref, instance: Instance, status: ItemStatus) -> None:
    """Take an open item back: it is withdrawn, or has expired."""
    due.stop(m, ref)
    instance.item, instance.draft = status, {}
    instance.version += 1
    if instance.until is not None:
        instance.until = None
        m.clear_timer("resume", Ref(ref.element, ref.visit, ref.instance))
    write(m, ref, instance)


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
        until = "" if instance.until is None else f" until {DateTime(instance.until).text()}"
        raise RefusedError("suspended", f"this work item is suspended{until}; resume it first")
    return instance


def actor(m: Machine) -> str:
    """Who acts; work items want a name."""
    if m.event.actor is None or not m.event.actor.startswith("user:"):
        raise RefusedError("not allowed", "say who acts: a work item is claimed and completed by a user")
    return m.event.actor


def check_candidate(m: Machine, user: str, instance: Instance) -> None:
    """Refuse whoever is not named, and belongs to no group or queue that is."""
    if user in instance.candidates and m.context.fact(("known", user)):
        return
    groups = [each for each in instance.candidates if not each.startswith("user:")]
    if not people.is_among(m, user, groups):
        names = ", ".join(principal_name(each) for each in instance.candidates)
        raise RefusedError("not allowed", f"{principal_name(user)} may not: this work item is for {names}")


def check_not_barred(m: Machine, user: str, ref: Ref, instance: Instance) -> None:
    """Refuse whoever is excluded now, whatever else they may do, and whoever has delegated the item."""
    if user in instance.delegated:
        message = f"{principal_name(user)} has delegated this work item, and may no longer do it"
        raise RefusedError("not allowed", message)
    ask_exclusions(m, ref, instance)
    if user in people.doing_others(m, ref):
        message = f"{principal_name(user)} has taken or done another one of these, and each is for a different person"
        raise RefusedError("not allowed", message)
    if people.is_among(m, user, instance.excluded):
        message = f"{principal_name(user)} is excluded from this work item: somebody else has to do it"
        raise RefusedError("not allowed", message)


def ask_exclusions(m: Machine, ref: Ref, instance: Instance) -> None:
    """Evaluate `exclude` afresh; where it cannot be, nobody may act."""
    m.context.instance = (ref.element, ref.instance)
    try:
        instance.excluded = people.excluded(m, ref)
    except EvaluationError as error:
        message = f"it cannot be told who is excluded from this work item: {error.message}"
        raise RefusedError("not allowed", message) from error


def check_not_claimed_by_another(user: str, instance: Instance) -> None:
    """Refuse whoever is not the one who has claimed the item, if anybody has."""
    if instance.claimed_by not in (None, user):
        raise RefusedError("claimed", f"{principal_name(str(instance.claimed_by))} has claimed this work item")


def claim(m: Machine, act: ItemClaimed) -> None:
    """The acting candidate takes the item."""
    instance = find_to_do(m, act.ref, act.version)
    user = actor(m)
    check_not_claimed_by_another(user, instance)
    check_candidate(m, user, instance)
    check_not_barred(m, user, act.ref, instance)
    if instance.claimed_by == user:
        return
    instance.item, instance.claimed_by = ItemStatus.CLAIMED, user
    changed(m, act.ref, instance, "claimed", by=user)


def release(m: Machine, act: ItemReleased) -> None:
    """Who has claimed the item, or an administrator, gives it back."""
    instance = find_to_do(m, act.ref, act.version)
    if instance.claimed_by is None:
        raise RefusedError("not allowed", "nobody has claimed this work item")
    if instance.claimed_by != m.event.actor and not grants.may(m, "administer"):
        raise RefusedError("claimed", f"{principal_name(instance.claimed_by)} has claimed this work item")
    instance.item, instance.claimed_by = ItemStatus.OPEN, None
    changed(m, act.ref, instance, "released", by=m.event.actor)


def give_to(
    m: Machine, ref: Ref, instance: Instance, to: tuple[str, ...], what: str = "reassigned", by: str | None = None
) -> None:
    """Others replace the candidates, a claim is released, and they are told. A suspended item stays so."""
    if instance.item != ItemStatus.SUSPENDED:
        instance.item = ItemStatus.OPEN
    instance.claimed_by, instance.candidates = None, to
    changed(m, ref, instance, what, by=by, to=list(to))
    if not instance.disabled:
        telling.assigned(m, ref, instance)


def check_may_complete(m: Machine, ref: Ref, instance: Instance) -> str:
    """Who acts, if they may do the work now."""
    user = actor(m)
    check_not_claimed_by_another(user, instance)
    if instance.claimed_by != user:
        check_candidate(m, user, instance)
    check_not_barred(m, user, ref, instance)
    return user


def answered(m: Machine, user: str, outputs: dict[str, Any]) -> dict[str, Any]:
    """All outputs of a step whose screen a user has filled in."""
    return outputs | {"completed_by": user, "completed_at": DateTime(m.event.at).text()}


def complete(m: Machine, act: ItemCompleted) -> None:
    """The acting user hands in the screen's outputs; the step goes on to `finish when`."""
    instance = find_to_do(m, act.ref, act.version)
    user = check_may_complete(m, act.ref, instance)
    instance.claimed_by = user
    instance.item, instance.draft = ItemStatus.COMPLETED, {}
    instance.outputs = answered(m, user, act.outputs)
    instance.version += 1
    write(m, act.ref, instance, by=user)
    m.note_instance(act.ref, "submitted", by=user)


def changed(m: Machine, ref: Ref, instance: Instance, what: str, **detail: Any) -> None:
    """Write an item that somebody has changed, with a line of the timeline."""
    instance.version += 1
    write(m, ref, instance)
    m.note_instance(ref, what, **detail)
