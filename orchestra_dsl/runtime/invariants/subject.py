"""What the checks of one run look at: its program, its state, and what is stored beside it."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from attrs import Factory, define, frozen

from orchestra_dsl.graph.elements import ROOT, AnyElement
from orchestra_dsl.graph.statuses import ItemStatus
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.commit import Effect
from orchestra_dsl.interpreter.events import WHOLE, Act, Ref
from orchestra_dsl.interpreter.holders import Holder
from orchestra_dsl.interpreter.names import effect_name
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.interpreter.state import State

Reading = tuple[str, str, str]
"""Type and id of a record, and a field of it."""


class AnyItem(Protocol):
    """A work item, as a commit or a row of a store has it."""

    @property
    def status(self) -> ItemStatus:
        """Where it stands."""

    @property
    def version(self) -> int:
        """What a compare-and-set compares."""

    @property
    def claimed_by(self) -> str | None:
        """Who has claimed it."""

    @property
    def candidates(self) -> tuple[str, ...]:
        """Who may claim it."""

    @property
    def priority(self) -> int:
        """Of which the greater comes first in lists."""


@define
class Rows:
    """What is stored for one run beside its state.

    `effects` are under their names, None for one that cannot be read; `items` under theirs. `readings` are by element
    and instance. `lines` are the stages that stand in line for a lock or have it, with its name. `coming` are events
    that are kept to be applied later: what has brought them is gone already. `unsure`: not all of them can be read.
    """

    effects: Mapping[str, Effect | None] = Factory(dict)
    timers: dict[tuple[str, Ref], int] = Factory(dict)
    items: Mapping[str, AnyItem] = Factory(dict)
    readings: dict[tuple[int, int], tuple[Reading, ...]] = Factory(dict)
    lines: set[tuple[Ref, str]] = Factory(set)
    coming: list[Act] = Factory(list)
    unsure: bool = False

    @property
    def watches(self) -> dict[int, tuple[Reading, ...]]:
        """What is read at each element, by all its instances together."""
        found: dict[int, set[Reading]] = {}
        for (element, _), reads in self.readings.items():
            found.setdefault(element, set()).update(reads)
        return {element: tuple(sorted(reads)) for element, reads in found.items()}


@frozen
class Subject:
    """One run between two of its events."""

    program: Program
    state: State
    rows: Rows

    def name(self, element: int) -> str:
        """An element as messages name it."""
        return self.program.elements[element].name if element >= 0 else "the run"

    def element(self, index: int) -> AnyElement | None:
        """An element; None where there is none of this index."""
        elements = self.program.elements
        return elements[index] if 0 <= index < len(elements) else None

    def effects_coming(self) -> set[str]:
        """The names of effects whose answers are kept to be applied."""
        return {name for act in self.rows.coming if (name := answers(act)) is not None}

    def timers_coming(self) -> set[tuple[str, Ref]]:
        """The timers that have been due, and are kept to be applied."""
        return {(act.kind, act.ref) for act in self.rows.coming if isinstance(act, ev.TimerDue)}

    def holders(self) -> Iterator[tuple[Ref, Holder]]:
        """Everybody who may wait or be in error, each with its place."""
        state = self.state
        for index, step in state.steps.items():
            yield Ref(index, step.visit, WHOLE), step
            for number, instance in step.instances.items():
                yield Ref(index, step.visit, number), instance
        for index, stage in state.stages.items():
            yield Ref(index, stage.visit), stage
        for thread in state.threads.values():
            if thread.at not in state.stages and thread.block != thread.at:
                yield Ref(thread.at, thread.visit), thread


def answers(act: Act) -> str | None:
    """The name of the effect that an act answers; None for one that answers none."""
    match act:
        case ev.FlowReturned(ref=ref) | ev.FlowFailed(ref=ref):
            return effect_name(ref)
        case ev.PredicateAnswered(ref=ref) | ev.PredicateFailed(ref=ref):
            return effect_name(ref, "p")
        case ev.Told(ref=ref) | ev.TellFailed(ref=ref):
            return effect_name(ref, "t")
    return None


def outlives(effect: str) -> bool:
    """Whether nobody waits for the effect of this name: a notification, or a call `without waiting`."""
    return effect.startswith(("t", f"{ROOT}."))
