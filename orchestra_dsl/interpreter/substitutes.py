"""Substitutes: who acts in the place of people who are out of office (the directory of people says who, and when).

A substitute may do what the one who is away could, for as long as that one is away; both names are on record. Whatever
bars either of them bars the act: nobody who is excluded comes in by a substitute, and who has done one step for
somebody counts, with that somebody, as having done it where later steps exclude who did.
"""

from collections.abc import Mapping, Sequence

from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Instance, State


def stood_in_for(m: Machine, user: str) -> Sequence[str]:
    """The people in whose place the user may act now: first those whose substitute they are, then those of these."""
    found: Sequence[str] = m.context.fact(("stands in for", user, m.event.at))
    return found


def of_claimant(m: Machine, user: str, instance: Instance) -> list[str | None]:
    """In whose place the user may act on what somebody else has claimed: of that one, who may act for another again.

    Where that other is the user it is their own work (None): two may stand in for each other.
    """
    claimant = instance.claimed_by
    if claimant is None or claimant not in stood_in_for(m, user):
        return []
    person = instance.acting_for or claimant
    return [None if person == user else person]


def remember(m: Machine, user: str, person: str | None) -> None:
    """The user has done a step of this run in the place of somebody: who excludes the one excludes the other now."""
    known = m.state.stood_in.get(user, ())
    if person is not None and person not in known:
        m.state.stood_in[user] = (*known, person)
        for step in m.program.readers.excluding:
            m.count_again(step)


def join(m: Machine, others: Mapping[str, Sequence[str]]) -> None:
    """What a run that was a step of this one knows of substitutes counts here too: four eyes across runs."""
    for user, people in others.items():
        for person in people:
            remember(m, user, person)


def both_names(state: State, people: Sequence[str]) -> tuple[str, ...]:
    """These people, and those in whose place they have done steps of this run, or of one that it is a step of."""
    if not state.stood_in:
        return tuple(people)
    found = dict.fromkeys(people)
    for each in people:
        found.update(dict.fromkeys(state.stood_in.get(each, ())))
    return tuple(found)
