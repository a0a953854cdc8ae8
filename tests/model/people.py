"""Who may do a work item (rule 16)."""

from collections.abc import Iterable

from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph.values import principals
from tests.model.conditions import work_out
from tests.model.errors import Failed
from tests.model.state import Instance, Run, WorkItem
from tests.model.world import World

Principals = tuple[str, ...]


def excluded(run: Run, world: World, index: int, element: el.Interactive, instance: Instance) -> Principals:
    """Whom `exclude` names now; with `different people` also who has taken or done another instance."""
    others = _doing_others(run, index, instance) if element.different else ()
    return tuple(dict.fromkeys([*named_out(run, world, index, element, instance), *others]))


def named_out(run: Run, world: World, index: int, element: el.Interactive, instance: Instance) -> Principals:
    """Whom `exclude` names now."""
    place = (index, instance.number)
    named = [principals(work_out(run, world, place, each, instance.item)) for each in element.exclude]
    return tuple(dict.fromkeys(principal for each in named for principal in each))


def _doing_others(run: Run, index: int, instance: Instance) -> Principals:
    visit = run.steps[index].visit
    others = [
        each for each in run.work if (each.step, each.visit) == (index, visit) and each.instance != instance.number
    ]
    taken = [each.claimed_by for each in others if each.status in ("claimed", "completed")]
    return tuple(each for each in taken if each is not None)


def candidates(
    run: Run, world: World, index: int, element: el.Interactive, instance: Instance, but: Principals
) -> Principals:
    """Whom `assign to` names; nobody takes `otherwise`, then administrators who are not excluded, else an error.

    `same person as` means who has completed that step; where nobody has, `assign to` is asked.
    """
    place = (index, instance.number)
    doer = None if element.same_as is None else work_out(run, world, place, element.same_as, instance.item)
    if doer is not None and (found := able(world, (doer,), but)):
        return found
    for expression in (None if doer is not None else element.assign, element.otherwise):
        if expression is not None:
            named = principals(work_out(run, world, place, expression, instance.item))
            if found := able(world, named, but):
                return found
    if found := able(world, world.administrators, but):
        return found
    raise Failed("Nobody", "there is nobody who may do it")


def able(world: World, named: Iterable[str], but: Principals) -> Principals:
    """Those named less the excluded, if that is anybody; a group stays as a whole while somebody in it is left."""
    barred = barred_users(world, but)
    left = tuple(each for each in named if each not in barred and each not in world.strangers)
    return left if any(set(world.users(each)) - barred for each in left) else ()


def barred_users(world: World, principals_: Principals) -> set[str]:
    """The users that are excluded: by name, or as members of a group."""
    return {user for each in principals_ for user in (*world.users(each), each)}


def may_do(world: World, item: WorkItem, but: Principals, user: str) -> bool:
    """Membership counts at claim, unless they have claimed it; of the others only while nobody has (rule 16)."""
    if is_barred(world, item, but, user) or item.claimed_by not in (None, user):
        return False
    return item.claimed_by == user or any(user in world.users(each) for each in item.candidates)


def is_barred(world: World, item: WorkItem, but: Principals, user: str) -> bool:
    """Exclusion beats every grant, and who has delegated it may no longer do it (rule 16)."""
    return user in barred_users(world, but) or user in item.delegated
