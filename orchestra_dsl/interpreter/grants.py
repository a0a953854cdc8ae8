"""What an orchestration allows besides its steps: `allow start | cancel | view | suspend | reassign | administer by E`.

Administrators may everything; so may, in the runs of this orchestration, those to whom `administer` is allowed.
"""

from orchestra_dsl.graph.elements import ROOT
from orchestra_dsl.graph.model import GrantedAct
from orchestra_dsl.graph.values import principal_name, principals
from orchestra_dsl.interpreter import people
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine, RefusedError


def may(m: Machine, act: GrantedAct) -> bool:
    """Whether who acts is an administrator, or one of those to whom the orchestration allows it."""
    if m.event.administrator:
        return True
    actor = m.event.actor
    if actor is None or not actor.startswith("user:") or not (those := named(m, act)):
        return False
    return bool(m.context.fact(("known", actor))) and people.is_among(m, actor, those)


def check(m: Machine, act: GrantedAct, what: str, *others: str) -> None:
    """Refuse whoever may not; the sentence names who may do `what`, and the `others` who may besides."""
    if may(m, act):
        return
    all_ = [*map(principal_name, named(m, act)), "an administrator", *others]
    names = f"{', '.join(all_[:-1])} or {all_[-1]}" if all_[1:] else all_[0]
    raise RefusedError("not allowed", f"only {names} may {what}")


def is_free(m: Machine, act: GrantedAct) -> bool:
    """Whether the orchestration says nothing about who may."""
    return all(each.act != act for each in m.program.graph.grants)


def named(m: Machine, act: GrantedAct) -> people.Principals:
    """Those to whom the orchestration allows it, or to administer. Raises RefusedError where that cannot be told."""
    try:
        found = [m.evaluate(each.people, ROOT) for each in m.program.graph.grants if each.act in (act, "administer")]
    except EvaluationError as error:
        raise RefusedError("not allowed", f"it cannot be told who may {act} this run: {error.message}") from error
    return principals(found)
