"""The order of the steps of one stage: which of them have finished when another one starts (language.md, rule 6).

Sets of steps are bits of one number, by the place of the step in its stage: a thousand steps in a chain are a
thousand short numbers instead of half a million entries.
"""

from collections.abc import Callable, Sequence
from functools import cached_property

import attrs

from orchestra_dsl.syntax import nodes as n

ElementOf = Callable[[n.Path], n.Node | None]
"""What a path of elements names: an element, a step or a branch; None for an unknown one and for `end`."""

MOST_STEPS = 10_000
"""The most steps of a stage: what is known about each two of them is kept."""


@attrs.frozen
class Wait:
    """What comes only after `count` of what is at `places`; `clause` says so in the source."""

    places: tuple[int, ...]
    count: int
    clause: n.StartAfter | n.StartWhen | n.FinishWhen | None = None


@attrs.frozen(slots=False, eq=False)
class StageOrder:
    """Who starts after whom in a stage."""

    stage: n.Stage
    element_of: ElementOf

    @cached_property
    def places(self) -> dict[int, int]:
        """The place of each step in the stage, by the identity of its node."""
        return {id(step): place for place, step in enumerate(self.stage.steps)}

    @cached_property
    def waits(self) -> tuple[tuple[Wait, ...], ...]:
        """What each step starts after."""
        found: list[tuple[Wait, ...]] = []
        for step in self.stage.steps:
            waits = [self._wait(each) for each in step.clauses if isinstance(each, n.StartAfter)]
            found.append(tuple(each for each in waits if each.places))
        return tuple(found)

    def _wait(self, clause: n.StartAfter) -> Wait:
        named = [self.element_of(path) for path in clause.join.elements]
        places = tuple(self.places[id(node)] for node in named if id(node) in self.places)
        count = len(places)
        if isinstance(clause.join, n.AnyOf):
            count = 1
        elif isinstance(clause.join, n.CountOf):
            count = min(clause.join.count, count)
        return Wait(places, count, clause)

    @cached_property
    def in_order(self) -> tuple[int, ...]:
        """The places of the steps that can start at all, each after those that it waits for."""
        return in_order(self.waits)

    @cached_property
    def finished_before(self) -> tuple[int, ...]:
        """For each step the steps that have certainly finished, one way or another, when it starts.

        Of a step that can never start everything is said, for no run comes there; and so it is of the steps of a
        stage that is too large to be run (O003).
        """
        everything = (1 << len(self.waits)) - 1
        before = [everything] * len(self.waits)
        if len(before) > MOST_STEPS:
            return tuple(before)
        for place in self.in_order:
            before[place] = 0
            for wait in self.waits[place]:
                before[place] |= _met(wait, before)
        return tuple(before)

    def is_before(self, first: n.Step, second: n.Step) -> bool:
        """Tell whether the first step has finished, one way or another, when the second one starts."""
        return bool(self.finished_before[self.places[id(second)]] >> self.places[id(first)] & 1)


def _met(wait: Wait, before: Sequence[int]) -> int:
    """What has finished once the wait is over: all that it names, or what any choice of them has in common."""
    if wait.count == len(wait.places):
        met = 0
        for place in wait.places:
            met |= before[place] | 1 << place
        return met
    met = before[wait.places[0]]
    for place in wait.places[1:]:
        met &= before[place]
    return met


def in_order(all_waits: Sequence[Sequence[Wait]]) -> tuple[int, ...]:
    """Return the places of what can come at all, each after what it waits for."""
    waiting = [len(waits) for waits in all_waits]
    missing = [[wait.count for wait in waits] for waits in all_waits]
    dependents: list[list[tuple[int, int]]] = [[] for _ in all_waits]
    for place, waits in enumerate(all_waits):
        for number, wait in enumerate(waits):
            for earlier in wait.places:
                dependents[earlier].append((place, number))
    order = [place for place, left in enumerate(waiting) if left == 0]
    for place in order:
        for dependent, number in dependents[place]:
            missing[dependent][number] -= 1
            if missing[dependent][number] == 0:
                waiting[dependent] -= 1
                if waiting[dependent] == 0:
                    order.append(dependent)
    return tuple(order)
