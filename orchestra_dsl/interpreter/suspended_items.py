"""Work items that rest: suspended until an instant or until somebody resumes them, by hand or when the time has come.

A suspended item keeps its candidates and its claim, and nobody can claim, release, delegate or complete it. What time
brings goes on: it can become due, be reminded of, be given to others and expire, because the promise that a due time
makes to whoever waits for the work does not depend on who rests. Who may do the work may let it rest, and so may those
to whom `allow suspend` names it; who may suspend it may resume it.
"""

from orchestra_dsl.graph.moments import LATEST
from orchestra_dsl.graph.statuses import ItemStatus
from orchestra_dsl.interpreter import entitlement, grants, items
from orchestra_dsl.interpreter.events import ItemResumed, ItemSuspended, Ref
from orchestra_dsl.interpreter.holders import instance_of
from orchestra_dsl.interpreter.machine import Machine, RefusedError
from orchestra_dsl.interpreter.state import Instance


def suspend(m: Machine, act: ItemSuspended) -> bool:
    """Let the item rest."""
    instance = items.find_to_do(m, act.ref, act.version)
    _check_may(m, act.ref, instance)
    until = {}
    if act.until is not None:
        if not m.event.at < act.until <= LATEST:
            raise RefusedError(
                "bad value", "the instant until which a work item rests has to come yet: say a later one"
            )
        m.set_timer("resume", _plain(act.ref), act.until)
        until = {"until": act.until}
    instance.item, instance.until = ItemStatus.SUSPENDED, act.until
    items.changed(m, act.ref, instance, "suspended", by=m.event.actor, **until)
    return True


def resume(m: Machine, act: ItemResumed) -> bool:
    """Let the item go on."""
    instance = items.find(m, act.ref, act.version)
    if instance.item != ItemStatus.SUSPENDED:
        raise RefusedError("not open", "this work item is not suspended")
    _check_may(m, act.ref, instance)
    if instance.until is not None:
        m.clear_timer("resume", _plain(act.ref))
    _go_on(m, act.ref, instance, m.event.actor)
    return True


def time_has_come(m: Machine, ref: Ref) -> bool:
    """The instant until which the item was suspended is here. False when it has gone on before."""
    instance = instance_of(m.state, ref)
    if instance is None or instance.item != ItemStatus.SUSPENDED:
        return False
    _go_on(m, ref, instance, None)
    return True


def _go_on(m: Machine, ref: Ref, instance: Instance, by: str | None) -> None:
    """The item is again what it was: claimed by the one who had claimed it, or open."""
    instance.item = ItemStatus.OPEN if instance.claimed_by is None else ItemStatus.CLAIMED
    instance.until = None
    items.changed(m, ref, instance, "resumed", by=by)


def _check_may(m: Machine, ref: Ref, instance: Instance) -> None:
    """Refuse whoever has not claimed the item, could not claim it while nobody has, and may not suspend runs."""
    if not grants.may(m, "suspend"):
        entitlement.for_whom(m, entitlement.actor(m), ref, instance)


def _plain(ref: Ref) -> Ref:
    return Ref(ref.element, ref.visit, ref.instance)
