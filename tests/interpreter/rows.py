"""The rows that a store keeps for a run, made from the commits alone, and what must hold between them and the state."""

import msgspec
from attrs import Factory, define

from orchestra_dsl.graph.statuses import NOT_CLOSED
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.commit import (
    TIMERS,
    Commit,
    Effect,
    Item,
    LeaveLock,
    TakeLock,
)
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.interpreter.state import State
from orchestra_dsl.runtime.invariants import subject
from orchestra_dsl.runtime.invariants.of_run import broken
from orchestra_dsl.runtime.invariants.subject import Subject, answers

OPEN = NOT_CLOSED


@define
class Rows(subject.Rows):
    """Outbox, timers, work items and watches of one run."""

    effects: dict[str, Effect] = Factory(dict)
    items: dict[str, Item] = Factory(dict)
    kept: set[str] = Factory(set)
    """The effects that have been answered while the run was suspended."""

    def write(self, commit: Commit) -> None:
        """Do what a commit says, in the order in which it says that it is done."""
        gone = set(commit.cleared)
        self.effects = {name: each for name, each in self.effects.items() if each.ref.element not in gone}
        self.timers = {name: due for name, due in self.timers.items() if name[1].element not in gone}
        self.readings = {at: reads for at, reads in self.readings.items() if at[0] not in gone}
        for name in commit.settled:
            assert name in self.effects or gone or name in self.kept, f"{name} is settled, but was never sent"
            self.effects.pop(name, None)
        for name_of_timer in commit.timers_cleared:
            self.timers.pop(name_of_timer, None)
        for outgoing in commit.effects:
            assert outgoing.name not in self.effects, f"{outgoing.name} is sent while it is under way"
            self.effects[outgoing.name] = outgoing.effect
        for timer in commit.timers:
            assert timer.kind in TIMERS
            assert timer.due < 2**63
            self.timers[timer.kind, timer.ref] = timer.due
        for item in commit.items:
            old = self.items.get(item.name)
            changed = old is None or item != msgspec.structs.replace(old, excluded=item.excluded)
            assert old is None or not changed or old.version < item.version, "an item has changed, its version has not"
            self.items[item.name] = item
        for watch in commit.watches:
            self.readings.pop((watch.element, watch.instance), None)
            if watch.reads:
                self.readings[watch.element, watch.instance] = watch.reads

        for post in commit.posts:
            if isinstance(post, TakeLock):
                assert (post.ref, post.name) not in self.lines, "a stage stands in line twice"
                self.lines.add((post.ref, post.name))
            elif isinstance(post, LeaveLock):
                self.lines.remove((post.ref, post.name))

    def answered(self, act: ev.Act) -> None:
        """What has led to an event is no longer there, once the event is kept."""
        self.coming.append(act)
        if isinstance(act, ev.TimerDue):
            self.timers.pop((act.kind, act.ref), None)
        name = answers(act)
        if name is not None and self.effects.pop(name, None) is not None:
            self.kept.add(name)

    def next_timer(self) -> tuple[int, str, Ref] | None:
        """The timer that is due first: by time, then by source order, then by the order of the list."""
        order = (
            (due, ref.element, ref.instance, kind, ref.attempt, ref.visit, ref)
            for (kind, ref), due in self.timers.items()  # two answers may expire at one instant: then by their numbers
        )
        first = min(order, default=None)
        return None if first is None else (first[0], first[3], first[-1])

    def watched(self, read: tuple[str, str, str]) -> bool:
        """Whether some element watches this field of this record."""
        record, id_, _ = read
        wanted = (read, (record, id_, "*"))
        return any(each in reads for reads in self.watches.values() for each in wanted)


def check(program: Program, state: State, rows: Rows) -> None:
    """Everything that must hold between two events."""
    found = [f"{each.check}: {each.what}" for each in broken(Subject(program, state, rows))]
    assert not found, "\n".join(found)
