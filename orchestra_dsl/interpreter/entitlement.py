"""Who may do a work item: its candidates, whoever has claimed it, and their substitutes (language.md, rule 16).

It is decided at the moment of the act: membership counts then, and exclusions are asked for anew and beat all else.
"""

from orchestra_dsl.graph.values import principal_name
from orchestra_dsl.interpreter import people, substitutes
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine, RefusedError
from orchestra_dsl.interpreter.state import Instance


def actor(m: Machine) -> str:
    """Who acts; work items want a name."""
    if m.event.actor is None or not m.event.actor.startswith("user:"):
        raise RefusedError("not allowed", "say who acts: a work item is claimed and completed by a user")
    return m.event.actor


def for_whom(m: Machine, user: str, ref: Ref, instance: Instance) -> str | None:
    """In whose place the user may act on the item: None for their own. Refuses whoever may not (rule 16)."""
    if instance.claimed_by == user:
        places: list[str | None] = [instance.acting_for]
    elif instance.claimed_by is None and is_candidate(m, user, instance):
        places = [None]
    else:
        places = _places_of_others(m, user, instance)
    check_not_barred(m, user, ref, instance)
    if places[0] is None:
        return None
    why = [_why_barred(m, person, ref, instance) for person in places if person is not None]
    if None in why:
        return places[why.index(None)]
    raise RefusedError("not allowed", f"{principal_name(user)} may not stand in: {why[0]}")


def _places_of_others(m: Machine, user: str, instance: Instance) -> list[str | None]:
    """In whose place a user who is not a candidate could act. Refuses where there is nobody."""
    if instance.claimed_by is not None:
        found = substitutes.of_claimant(m, user, instance)
        if not found:
            check_not_claimed_by_another(user, instance)
        return found
    candidates = [each for each in substitutes.stood_in_for(m, user) if is_candidate(m, each, instance)]
    if not candidates:
        names = ", ".join(principal_name(each) for each in instance.candidates)
        raise RefusedError("not allowed", f"{principal_name(user)} may not: this work item is for {names}")
    return [*candidates]


def is_candidate(m: Machine, user: str, instance: Instance) -> bool:
    """Whether the user is named, and known, or belongs to a group or queue that is named."""
    if user in instance.candidates and m.context.fact(("known", user)):
        return True
    return people.belongs(m, user, instance.candidates)


def check_not_barred(m: Machine, user: str, ref: Ref, instance: Instance) -> None:
    """Refuse whoever is excluded now, whatever else they may do, and whoever has delegated the item."""
    if user not in instance.delegated:
        ask_exclusions(m, ref, instance)
    if (why := _why_barred(m, user, ref, instance)) is not None:
        raise RefusedError("not allowed", why)


def _why_barred(m: Machine, user: str, ref: Ref, instance: Instance) -> str | None:
    """Why the user may not do the item, whose exclusions have just been asked."""
    if user in instance.delegated:
        return f"{principal_name(user)} has delegated this work item, and may no longer do it"
    if not instance.excluded:
        return None
    if user in people.doing_others(m, ref):
        return f"{principal_name(user)} has taken or done another one of these, and each is for a different person"
    if people.is_among(m, user, instance.excluded):
        return f"{principal_name(user)} is excluded from this work item: somebody else has to do it"
    return None


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
