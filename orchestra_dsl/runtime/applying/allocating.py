"""Choosing whom a work item is allocated to: the project's policies, asked on what the store counts.

The counts are rows that are kept up to date (`workload`, `allocation`), whatever the number of work items. A choice is
made and counted within the transaction that opens the item, so that two processes never choose on the same counts.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from attrs import evolve, field, frozen

from orchestra_dsl.graph.policies import BUILT_IN
from orchestra_dsl.interpreter.commit import FactKey
from orchestra_dsl.runtime.applying.facts import Facts, NeedsOutside
from orchestra_dsl.runtime.store.port import Transaction
from orchestra_dsl.runtime.threads.in_time import InTime

MOST = 1000
"""How many people a policy may choose from; work for more than these is offered to all."""


@frozen
class Candidate:
    """Somebody who can be chosen. `open` is how many work items they have now, offered to them alone or claimed.

    `turn` grows with every choice among these people: it is the number of the last one that fell on this user, 0 for
    who has not been chosen yet, and `last` its instant in microseconds since 1970.
    """

    user: str
    open: int = 0
    turn: int = 0
    last: int | None = None


class Policy(Protocol):
    """What chooses one of several people."""

    def choose(self, candidates: Sequence[Candidate]) -> str | None:
        """The user (`user:ann`) who gets the item; None to offer it to all. `candidates` are sorted by their names."""


@frozen
class Allocation:
    """The policies of a project by name, and which is for whom: principals, or `default`.

    `find` raises what says that there is no such policy, or why it cannot be used.
    """

    policies: Mapping[str, str] = field(factory=dict)
    find: Callable[[str], Policy] | None = None
    _in_time: InTime = field(init=False, eq=False, factory=InTime)

    def answer(self, key: FactKey, known: Facts, transaction: Transaction) -> Any:
        """The next choices: a list, or an object that says what is wrong. Raises NeedsOutside to learn who is there."""
        _, name, people, barred, at, _, count = key
        there = ("present", people, at)
        if there not in known:
            raise NeedsOutside((there,))
        users = [user for user in known[there] if user not in barred]
        if not users:
            return {"trouble": "everybody who may do it is out of office"}
        if len(users) > MOST:
            return {"trouble": f"it is for more than {MOST:,} people"}
        chosen: list[str | None] = []
        try:
            assert self.find is not None
            policy, found = self.find(name), _counted(users, people, known, transaction)
            choose = partial(_choose, policy, found, count, at, chosen)
            if name in BUILT_IN:  # these come to an end: a thread for each choice would only cost
                choose()
            else:
                self._in_time.ask(name, choose, chosen.__len__)
        except Exception as error:  # noqa: BLE001 - a policy that fails leaves the work to all, and is named
            return {"trouble": f"{error}" or type(error).__name__}
        return chosen


NONE = Allocation()
"""Everything is offered to all whom it is for."""


def pool_name(people: Sequence[str]) -> str:
    """What the counts of these people are kept under."""
    return "\n".join(people)


def _counted(
    users: Sequence[str], people: Sequence[str], known: Facts, transaction: Transaction
) -> dict[str, Candidate]:
    """Those who can be chosen, with what is counted of them, the choices of this very event included."""
    loads, turns = transaction.workloads(users), transaction.turns(pool_name(people))
    last = max((turn for turn, _ in turns.values()), default=0)
    found = {user: Candidate(user, loads.get(user, 0), *turns.get(user, (0, None))) for user in sorted(users)}
    for key, answer in known.items():
        if key[0] == "allocation" and isinstance(answer, list):
            for user in (each for each in answer if each in found):
                found[user] = evolve(found[user], open=found[user].open + 1)
                if key[2] == people:
                    last += 1
                    found[user] = evolve(found[user], turn=last, last=key[4])
    return found


def _choose(policy: Policy, found: dict[str, Candidate], count: int, at: int, chosen: list[str | None]) -> None:
    """Make so many choices, each on what the one before has changed."""
    for _ in range(count):
        user = policy.choose(tuple(found.values()))
        if user is not None and user not in found:
            raise ValueError(f"the policy has chosen {user}, who is none of those to choose from")
        if user is not None:
            turn = max(each.turn for each in found.values()) + 1
            found[user] = evolve(found[user], open=found[user].open + 1, turn=turn, last=at)
        chosen.append(user)
