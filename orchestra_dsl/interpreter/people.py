"""Whom a step is for: those whom `assign to` names, less those who are excluded (language.md, rule 16).

Who has done the step that `same person as` names is asked before `assign to`, and alone. Excluded is whom `exclude`
names and, with `different people`, who has taken or done another instance in this visit. Exclusions are evaluated
afresh whenever somebody acts, so that what has happened since an item was opened counts. They hold for everybody,
administrators included.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from orchestra_dsl.graph.elements import Interactive
from orchestra_dsl.graph.statuses import ItemStatus
from orchestra_dsl.graph.values import principal_name, principals
from orchestra_dsl.interpreter import substitutes
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Instance, StepState

Principals = tuple[str, ...]


_DONE = (ItemStatus.COMPLETED,)
_TAKEN = (ItemStatus.CLAIMED, ItemStatus.SUSPENDED, *_DONE)


def excluded(m: Machine, ref: Ref) -> Principals:
    """Who may not do an instance, as of now, with those in whose place they have acted. Raises EvaluationError."""
    element = m.interactive_elements[ref.element]
    if not element.exclude and not element.different:
        return ()
    return tuple(dict.fromkeys((*named_out(m, ref), *doing_others(m, ref))))


def named_out(m: Machine, ref: Ref) -> Principals:
    """Whom `exclude` names, as of now, with those in whose place they have acted. Raises EvaluationError."""
    key = m.thread_of(ref.element)
    return with_places(m, [m.evaluate(each, key) for each in m.interactive_elements[ref.element].exclude])


def with_places(m: Machine, named: Sequence[object]) -> Principals:
    """People who are named, with those in whose place they have acted."""
    return substitutes.both_names(m.state, principals(named))


def doing_others(m: Machine, ref: Ref) -> Principals:
    """With `different people`: who has taken or done another instance in this visit, and in whose place they have."""
    if not m.interactive_elements[ref.element].different:
        return ()
    step = m.state.steps[ref.element]
    taken = m.taken.get((ref.element, ref.visit))
    if taken is None:  # gone through once for an event, which may ask it for each of ten thousand
        taken = m.taken[ref.element, ref.visit] = {
            number: each for number, each in step.instances.items() if _is_taken(each)
        }
    return _with_those_who_have(m, step, [each for number, each in taken.items() if number != ref.instance])


def moved(m: Machine, ref: Ref, instance: Instance) -> None:
    """Somebody has taken or done the instance, or it is given back."""
    taken = m.taken.get((ref.element, ref.visit))
    if taken is not None and _is_taken(instance):
        taken[ref.instance] = instance
    elif taken is not None:
        taken.pop(ref.instance, None)


def _is_taken(instance: Instance) -> bool:
    return instance.claimed_by is not None and instance.item in _TAKEN


def doers(m: Machine, step: StepState) -> Principals:
    """Who has done an instance of the step in this visit, and in whose place they have."""
    return _with_those_who_have(m, step, [each for each in step.instances.values() if each.item in _DONE])


def _with_those_who_have(m: Machine, step: StepState, instances: Collection[Instance]) -> Principals:
    names = [name for each in instances for name in (each.claimed_by, each.acting_for) if name is not None]
    return substitutes.both_names(m.state, (*step.done_by, *names))


def is_among(m: Machine, user: str, people: Collection[str]) -> bool:
    """Whether the user is named, or belongs to a group or queue that is."""
    return user in people or belongs(m, user, people)


def belongs(m: Machine, user: str, people: Collection[str]) -> bool:
    """Whether the user belongs to a group or queue that is named."""
    for each in people:  # noqa: SIM110 - asked at every act: a generator would cost more than what it does
        if not each.startswith("user:") and m.context.fact(("member", user, each)):
            return True
    return False


def users_of(m: Machine, people: Collection[str]) -> Principals:
    """The users named, and those of the groups and queues named."""
    if not people:
        return ()
    users = {each for each in people if each.startswith("user:")}
    for group in people:
        if group not in users:
            users.update(m.context.members(group))
    return tuple(sorted(users))


def able(m: Machine, named: Sequence[str], barred: Principals) -> Principals:
    """Those of `named` whom the directory knows and who are not barred; nobody where these are groups without users.

    `barred` are users. A group stays as a whole as long as somebody in it is left.
    """
    left = [each for each in named if each not in barred and m.context.fact(("known", each))]
    for each in left:
        if _somebody(m, each, barred):
            return tuple(left)
    return ()


def _somebody(m: Machine, principal: str, barred: Principals) -> bool:
    return principal.startswith("user:") or bool(m.context.fact(("someone", principal, barred)))


class Chosen(NamedTuple):
    """Who may take an item. `instead` says whom they stand in for: `otherwise`, `administrators`, or None.

    `strangers` are those named whom the directory does not know: they count as nobody.
    """

    people: Principals
    instead: str | None
    strangers: Principals


def candidates(m: Machine, element: Interactive, key: int, without: Principals) -> Chosen:
    """Choose who may take the item that is opened. Raises EvaluationError when nobody could."""
    barred = users_of(m, without)
    first = named = _first(m, element, key)
    found, instead = able(m, named, barred), None
    if not found:
        found, instead, named = stand_ins(m, element, key, barred)
    if not found:
        raise EvaluationError("Nobody", why_nobody(m, first, barred))
    if found == first:
        return Chosen(found, instead, ())
    everybody = dict.fromkeys(first + named)
    strangers = tuple(each for each in everybody if each not in barred and not m.context.fact(("known", each)))
    return Chosen(found, instead, strangers)


def stand_ins(m: Machine, element: Interactive, key: int, barred: Principals) -> tuple[Principals, str, Principals]:
    """Who does it where nobody else can: those whom `otherwise` names (the last of the three), else administrators."""
    named = () if element.otherwise is None else principals(m.evaluate(element.otherwise, key))
    found = able(m, named, barred)
    if found:
        return found, "otherwise", named
    return able(m, tuple(m.context.fact(("administrators",))), barred), "administrators", named


def _first(m: Machine, element: Interactive, key: int) -> Principals:
    """Who is asked first: who has done the other step or, where nobody has, those whom `assign to` names."""
    doer = None if element.same_as is None else m.evaluate(element.same_as, key)
    if doer is not None:
        return (str(doer),)
    return () if element.assign is None else principals(m.evaluate(element.assign, key))


def possible(m: Machine, ref: Ref, instance: Instance, named: Principals) -> Principals:
    """Those of `named` who may get the open item. Raises EvaluationError when nobody of them may."""
    instance.excluded = excluded(m, ref)
    barred = users_of(m, (*instance.excluded, *instance.delegated))
    found = able(m, named, barred)
    if not found:
        raise EvaluationError("Nobody", why_nobody(m, named, barred))
    return found


def why_nobody(m: Machine, named: Sequence[str], barred: Principals) -> str:
    """Why nobody of those who are named could do it."""
    for principal in named:
        if not m.context.fact(("known", principal)):
            return unknown(principal)
    if not named:
        return "there is nobody to assign this step to"
    names = ", ".join(map(principal_name, named))
    if not any(_somebody(m, each, ()) for each in named):
        return f"there is nobody in {names} to assign this step to"
    return f"there is nobody left in {names} who may do this step: {', '.join(map(principal_name, barred))} may not"


def unknown(principal: str) -> str:
    """The sentence about somebody whom the directory does not know."""
    kind, _, name = principal.partition(":")
    return f'the directory knows no active {kind} called "{name}"'
