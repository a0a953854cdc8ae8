"""Work items that go to somebody else: reassigned by those who may, delegated by those who were to do the work."""

from orchestra_dsl.graph.values import is_principal, principal_name, principals
from orchestra_dsl.interpreter import entitlement, grants, items, people
from orchestra_dsl.interpreter.events import ItemDelegated, ItemReassigned, Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine, RefusedError
from orchestra_dsl.interpreter.state import Instance


def reassign(m: Machine, act: ItemReassigned) -> None:
    """Give the item to others, who replace the candidates: an administrator may, and who has claimed it.

    `may delegate to` binds who has claimed it here too.
    """
    instance = items.find(m, act.ref, act.version)
    if m.event.actor is None or instance.claimed_by != m.event.actor:
        grants.check(m, "reassign", "reassign this work item", "who has claimed it")
    elif m.interactive_elements[act.ref.element].delegates is not None and not grants.may(m, "reassign"):
        for each in act.to:
            _check_allowed(m, act.ref, each)
    items.give_to(m, act.ref, instance, _receivers(m, act.to, act.ref, instance), by=m.event.actor)


def _receivers(m: Machine, to: tuple[str, ...], ref: Ref, instance: Instance) -> tuple[str, ...]:
    """Those of `to` who may do the work. Refused when the directory does not know them all, or nobody is left."""
    if not to:
        raise RefusedError("bad value", "say to whom: a work item is reassigned to at least one user, group or queue")
    for principal in to:
        if not is_principal(principal):
            raise RefusedError("bad value", f'"{principal}" is no user, group or queue, such as user:ann')
        if not m.context.fact(("known", principal)):
            raise RefusedError("bad value", people.unknown(principal))
    named = principals(to)
    entitlement.ask_exclusions(m, ref, instance)
    found = people.able(m, named, people.users_of(m, (*instance.excluded, *instance.delegated)))
    if found:
        return found
    names = ", ".join(map(principal_name, named))
    if people.able(m, named, ()):
        raise RefusedError("not allowed", f"nobody in {names} may do this work item: they are excluded from it")
    raise RefusedError("bad value", f"there is nobody in {names}")


def delegate(m: Machine, act: ItemDelegated) -> None:
    """Give the item to one other user: who has claimed it may, a candidate may, and an administrator.

    Who has delegated stays on record, and may do it no longer, nor may the one for whom they have stood in.
    """
    instance = items.find_to_do(m, act.ref, act.version)
    by, person = m.event.actor, None
    if not grants.may(m, "administer"):
        by = entitlement.actor(m)
        person = entitlement.for_whom(m, by, act.ref, instance)
    elif by is not None:
        entitlement.check_not_barred(m, by, act.ref, instance)
    _check_receiver(m, act, by, instance)
    if by is not None:
        instance.delegated = tuple(dict.fromkeys((*instance.delegated, by, *((person,) if person else ()))))
    items.give_to(m, act.ref, instance, (act.to,), "delegated", by)


def _check_receiver(m: Machine, act: ItemDelegated, by: str | None, instance: Instance) -> None:
    """Refuse to delegate to anybody but one active user who may do the work."""
    to, name = act.to, principal_name(act.to)
    if not is_principal(to) or not to.startswith("user:"):
        raise RefusedError("bad value", f'a work item is delegated to one user, such as user:ann, not to "{to}"')
    if not m.context.fact(("known", to)):
        raise RefusedError("bad value", people.unknown(to))
    if to == by:
        raise RefusedError("bad value", f"{name} cannot delegate to {name}: name somebody else")
    if to in instance.delegated:
        raise RefusedError("not allowed", f"{name} has delegated this work item before, and cannot get it back")
    entitlement.ask_exclusions(m, act.ref, instance)
    if people.is_among(m, to, instance.excluded):
        raise RefusedError("not allowed", f"{name} is excluded from this work item: delegate it to somebody else")
    _check_allowed(m, act.ref, act.to)


def _check_allowed(m: Machine, ref: Ref, to: str) -> None:
    """Refuse a receiver whom `may delegate to` does not name; administrators, who may reassign, are held to it too."""
    delegates = m.interactive_elements[ref.element].delegates
    if delegates is None:
        return
    try:
        named = principals(m.evaluate(delegates, m.thread_of(ref.element)))
    except EvaluationError as error:
        message = f"it cannot be told to whom this work item may be delegated: {error.message}"
        raise RefusedError("not allowed", message) from error
    if not named:
        raise RefusedError("not allowed", "this work item may not be delegated to anybody")
    if not (to in named or (to.startswith("user:") and people.is_among(m, to, named))):
        names = ", ".join(map(principal_name, named))
        raise RefusedError("bad value", f"this work item may be delegated to {names}, not to {principal_name(to)}")
