"""Allocation: where the project has a policy for the people that a work item is for, one of them gets it.

The item is then offered to that one alone; released, it is offered to all whom it was for. Who it is depends on what
others have to do, which the store knows: the choice is a fact, so that a replay chooses nobody anew. A policy that
cannot choose leaves the item to all, and the timeline says why.
"""

from collections.abc import Mapping
from typing import Any

from orchestra_dsl.interpreter import people as who
from orchestra_dsl.interpreter.commit import Allocated
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Instance

DEFAULT = "default"
"""The name, among the project's policies, of the one for all whom none is named for."""


def offer(m: Machine, ref: Ref, instance: Instance, people: tuple[str, ...]) -> None:
    """Make the candidates of an item: these people, or the one of them whom the policy for them chooses."""
    instance.candidates, instance.pool = people, ()
    policy = _policy(m.context.fact(("policies",)), people)
    if policy is None:
        return
    barred = who.users_of(m, (*instance.excluded, *instance.delegated))
    chosen = _next(m, (policy, people, barred))
    if isinstance(chosen, str):
        instance.candidates, instance.pool = (chosen,), people
        m.allocated.append(Allocated(people, chosen))
        m.note_instance(ref, "allocated", to=chosen, policy=policy)
    elif chosen is not None:
        m.note_instance(ref, "not allocated", policy=policy, message=chosen["trouble"])


def _policy(policies: Mapping[str, str], people: tuple[str, ...]) -> str | None:
    """The policy for these people: of the first group or queue that has one; the default is for several people."""
    if not policies:
        return None
    named = next((policies[each] for each in people if each in policies), None)
    if named is not None or (len(people) == 1 and people[0].startswith("user:")):
        return named
    return policies.get(DEFAULT)


def _next(m: Machine, of: tuple[str, tuple[str, ...], tuple[str, ...]]) -> str | dict[str, Any] | None:
    """Whom the policy chooses next; None for nobody in particular, or why it cannot choose.

    One event may open thousands of items: each question asks for twice as many choices as the last one.
    """
    drawn, used = m.choices.get(of, ((), 0))
    if used == len(drawn):
        answer = m.context.fact(("allocation", *of, m.event.at, used, max(1, used)))
        if isinstance(answer, dict):
            return answer
        drawn = (*drawn, *answer)
    m.choices[of] = (drawn, used + 1)
    return drawn[used]
