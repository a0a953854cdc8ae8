"""The rows that a store keeps for a run, made from the commits alone, and what must hold between them and the state."""

from collections.abc import Iterator
from typing import Any

import msgspec
from attrs import Factory, define

from orchestra_dsl.graph.elements import (
    ROOT,
    Background,
    Branch,
    Child,
    ForEach,
    HandlerBlock,
    Parallel,
    Stage,
    Step,
)
from orchestra_dsl.graph.statuses import ENDED, NOT_CLOSED, Status
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.commit import (
    TIMERS,
    AskPredicate,
    CallFlow,
    Commit,
    Effect,
    Item,
    LeaveLock,
    TakeLock,
    listening,
)
from orchestra_dsl.interpreter.events import WHOLE, Ref
from orchestra_dsl.interpreter.holders import Holder, holder_of
from orchestra_dsl.interpreter.names import effect_name, item_name
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.interpreter.state import Instance, Phase, StageState, State, StepState

OPEN = NOT_CLOSED


@define
class Rows:
    """Outbox, timers, work items and watches of one run."""

    effects: dict[str, Effect] = Factory(dict)
    timers: dict[tuple[str, Ref], int] = Factory(dict)
    items: dict[str, Item] = Factory(dict)
    readings: dict[tuple[int, int], tuple[tuple[str, str, str], ...]] = Factory(dict)
    lines: set[tuple[Ref, str]] = Factory(set)
    """The stages that stand in line for a lock or have it, with its name."""
    kept: set[str] = Factory(set)
    """The effects that have been answered while the run was suspended."""

    @property
    def watches(self) -> dict[int, tuple[tuple[str, str, str], ...]]:
        """What is read at each element, by all its instances together."""
        found: dict[int, set[tuple[str, str, str]]] = {}
        for (element, _), reads in self.readings.items():
            found.setdefault(element, set()).update(reads)
        return {element: tuple(sorted(reads)) for element, reads in found.items()}

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
        match act:
            case ev.TimerDue(kind=kind, ref=ref):
                self.timers.pop((kind, ref), None)
            case ev.FlowReturned(ref=ref) | ev.FlowFailed(ref=ref):
                self._keep(effect_name(ref))
            case ev.PredicateAnswered(ref=ref) | ev.PredicateFailed(ref=ref):
                self._keep(effect_name(ref, "p"))

    def _keep(self, name: str) -> None:
        if self.effects.pop(name, None) is not None:
            self.kept.add(name)

    def next_timer(self) -> tuple[int, str, Ref] | None:
        """The timer that is due first: by time, then by source order, then by the order of the list."""
        order = ((due, ref.element, ref.instance, kind, ref) for (kind, ref), due in self.timers.items())
        first = min(order, default=None)
        return None if first is None else (first[0], first[3], first[4])

    def watched(self, read: tuple[str, str, str]) -> bool:
        """Whether some element watches this field of this record."""
        record, id_, _ = read
        wanted = (read, (record, id_, "*"))
        return any(each in reads for reads in self.watches.values() for each in wanted)


def check(program: Program, state: State, rows: Rows) -> None:
    """Everything that must hold between two events."""
    if state.status in ENDED:
        kept = (
            state.threads,
            state.stages,
            state.steps,
            state.failing,
            state.outputs,
            state.variables,
            state.visited,
            state.done,
            state.parallels,
            state.messages,
            state.entered,
        )
        assert not any(kept), "an ended run has something open, or remembers what nobody can read"
        assert not any((rows.effects, rows.timers, rows.watches, rows.lines)), "an ended run leaves rows"
        assert not [each for each in rows.items.values() if each.status in OPEN], "an ended run leaves work items"
        return
    _check_structure(program, state)
    _check_steps(program, state, rows)
    _check_turns(program, state)
    locks = {(Ref(index, stage.visit), stage.lock) for index, stage in state.stages.items() if stage.lock is not None}
    assert locks == rows.lines
    _check_failing(state)
    if state.suspended:
        return  # what came meanwhile is neither on its way nor applied; items show that they rest
    _check_effects(program, state, rows)
    _check_timers(program, state, rows)
    _check_waiting(program, state, rows)
    _check_items(state, rows)


def _check_structure(program: Program, state: State) -> None:
    """Threads, stages and steps fit into each other."""
    assert ROOT in state.threads
    for key, thread in state.threads.items():
        if key == ROOT:
            working = None if state.canceling is None else program.graph.on_cancel
            assert (thread.parent, thread.block) == (None, working)
            continue
        assert thread.parent in state.threads
        assert thread.block is not None
        parent = state.threads[thread.parent]
        block = program.elements[thread.block]
        if isinstance(block, Branch):
            assert (key, state.parallels[block.owner].thread) == (thread.block, thread.parent)
            continue
        assert isinstance(block, HandlerBlock)
        assert key in state.steps or key in state.stages or parent.at == key, "a block handles what is not open"
    for index, parallel in state.parallels.items():
        element = program.elements[index]
        assert isinstance(element, Parallel)
        assert len([each for each in element.branches if each in state.threads]) == parallel.left
        assert parallel.left + len(parallel.statuses) == len(element.branches)
        thread = state.threads[parallel.thread]
        assert parallel.completed or (thread.at, thread.visit) == (index, parallel.visit)
        assert parallel.left or not parallel.completed, "a parallel with nothing left in it is kept"
    for index, stage in state.stages.items():
        assert isinstance(program.elements[index], Stage)
        thread = state.threads[stage.thread]
        assert stage.status == Status.COMPLETED or (thread.at, thread.visit) == (index, stage.visit)
        inside = [each for each in state.steps if program.elements[each].scope == index]
        assert len(inside) <= stage.left
        assert stage.left or stage.status != Status.COMPLETED, "a stage with nothing left in it is kept"
    opened: list[Any] = [*state.threads.values(), *state.stages.values(), *state.steps.values()]
    assert max((each.visit for each in opened), default=0) <= state.visit


def _check_steps(program: Program, state: State, rows: Rows) -> None:
    """An open step belongs to its stage's visit, and something can make it go on."""
    for index, step in state.steps.items():
        element = program.elements[index]
        assert isinstance(element, Step)
        stage = state.stages[element.scope]
        assert step.visit == stage.visit
        holders: list[StepState | Instance] = [step, *step.instances.values()]
        failed = [each.failure for each in holders if each.failure]
        assert (step.status == Status.ERROR) == any(not each.handled for each in failed)
        assert (index in state.threads) == any(each.handled for each in failed), "nobody handles what is to be handled"
        if step.failure is not None:
            continue
        if step.phase == Phase.RUNNING:
            assert step.instances, "a step runs without an instance"
            if element.each is not None:
                _check_window(element.each, step)
            for number, instance in step.instances.items():
                _check_instance(element, Ref(index, step.visit, number, instance.attempt), instance, rows)
        elif step.phase == Phase.TURN:
            assert index in stage.line, "a step waits for a turn that never comes"
        else:
            assert step.waiting is not None, "a step waits for nothing"
            if step.phase == Phase.START_WHEN and element.start_when is not None:
                asking = any(each.value is None for each in step.waiting.answers)
                assert asking or not program.is_final(state, index, element.start_when), "a step waits in vain"


def _check_turns(program: Program, state: State) -> None:
    """With `one at a time` one step has its turn, and those that are ready wait only while it has."""
    for index, stage in state.stages.items():
        if not program.stage_elements[index].one_at_a_time:
            assert (stage.turn, stage.line) == (None, [])
            continue
        ready = {each for each in program.stage_elements[index].steps if _phase(state, each) == Phase.TURN}
        beyond = {each for each in program.stage_elements[index].steps if _phase(state, each) > Phase.TURN}
        assert beyond == ({stage.turn} if stage.turn is not None else set())
        assert ready <= set(stage.line)
        assert not ready or stage.turn is not None, "nobody has a turn, though somebody waits for it"


def _phase(state: State, step: int) -> Phase:
    return state.steps[step].phase if step in state.steps else Phase.START_WHEN


def _check_instance(element: Step, ref: Ref, instance: Instance, rows: Rows) -> None:
    """An instance that is not in error waits for something that can come."""
    if instance.failure is not None:
        return
    if instance.outputs is not None:
        assert instance.waiting is not None, "an instance waits for nothing"
        return
    if instance.arguments is None:
        assert instance.waiting is not None, "an instance that has not begun waits for nothing"
        assert any(answer.value is None for answer in instance.waiting.answers), "no predicate keeps it from beginning"
        return
    pausing = ("retry", ref) in rows.timers
    if instance.held:
        assert not pausing
        asked = instance.waiting.answers if instance.waiting is not None else []
        assert any(each.value is None for each in asked), "nothing holds it"
        return
    match element:
        case Child():
            assert (instance.child is not None) != pausing
        case Background():
            assert effect_name(ref) in rows.effects or pausing
        case _:
            assert instance.item in OPEN


def _check_window(each: ForEach, step: StepState) -> None:
    """No more instances are open than may be, and no fewer; none that has finished is."""
    assert step.items is not None
    assert max(step.instances) < step.begun <= len(step.items)
    assert step.completed + len(step.instances) <= step.begun
    assert each.at_most is None or len(step.instances) <= each.at_most
    assert step.begun == len(step.items) or len(step.instances) == each.at_most, "the next instance has not begun"


def _check_failing(state: State) -> None:
    """The elements in error are those with a failure; none is listed twice."""
    failed = {ref.element for ref, each in _holders(state) if each.failure and not each.failure.handled}
    assert sorted(failed) == sorted(state.failing)
    entries = [(each.step, each.visit, each.instance) for each in state.done]
    assert len(set(entries)) == len(entries), "something can be undone twice"
    in_error = {index for found in (state.stages, state.steps) for index, each in found.items() if _in_error(each)}
    assert in_error <= failed
    goes_on = Status.ERROR if failed else Status.ACTIVE
    assert state.status == (Status.SUSPENDED if state.suspended else goes_on)


def _check_effects(program: Program, state: State, rows: Rows) -> None:
    """Whatever is in the outbox, somebody waits for its answer; and the other way round."""
    expected = set()
    for ref, holder in _holders(state):
        for answer in holder.waiting.answers if holder.waiting else ():
            if answer.value is None:
                expected.add(effect_name(Ref(ref.element, ref.visit, ref.instance, answer.number), "p"))
    for index, step in state.steps.items():
        for number, instance in step.instances.items():
            ref = Ref(index, step.visit, number, instance.attempt)
            calls = isinstance(program.elements[index], Background) and instance.outputs is None
            if calls and instance.failure is None and not instance.held and ("retry", ref) not in rows.timers:
                expected.add(effect_name(ref))
    for thread in state.threads.values():
        if thread.undoing is not None:
            (entry,) = (each for each in state.done if (each.step, each.visit, each.instance) == thread.undoing)
            expected.add(effect_name(Ref(thread.at, thread.visit, thread.undone, entry.attempt)))
    assert expected == rows.effects.keys()
    for name, effect in rows.effects.items():
        assert isinstance(effect, CallFlow | AskPredicate)
        assert name == effect_name(effect.ref, "p" if isinstance(effect, AskPredicate) else "")


def _check_timers(program: Program, state: State, rows: Rows) -> None:
    """Whoever a timer would wake is still there."""
    for (kind, ref), due in rows.timers.items():
        holder = holder_of(state, ref)
        assert holder is not None, f"the timer {kind} of {program.elements[ref.element].name} wakes nobody"
        if kind == "condition":
            assert holder.waiting is not None
            assert holder.waiting.wake == due
        elif kind == "again":
            answers = holder.waiting.answers if holder.waiting else []
            assert any(each.number == ref.attempt and each.expires for each in answers)
        elif kind == "after":
            assert holder.waiting is not None
            assert holder.waiting.limit == (ref.instance, due)
        elif isinstance(holder, Instance):
            assert holder.failure is None
            assert holder.item in OPEN if holder.item is not None else holder.attempt == ref.attempt
        else:
            assert isinstance(holder, StageState)
            entered = holder.begun or holder.lock is not None
            assert entered == (kind == "timeout")
            assert holder.status in (Status.WAITING, Status.ACTIVE, Status.ERROR)
    limits = {(ref.element, ref.visit) for ref, each in _holders(state) if each.waiting and each.waiting.limit}
    assert limits == {(ref.element, ref.visit) for kind, ref in rows.timers if kind == "after"}
    waking = {ref for ref, each in _holders(state) if each.waiting and each.waiting.wake}
    assert waking == {ref for kind, ref in rows.timers if kind == "condition"}


def _check_waiting(program: Program, state: State, rows: Rows) -> None:
    """The watches are what the waiting elements read, no more and no less; the run's own are of what it keeps."""
    expected: dict[int, set[Any]] = {ROOT: set(map(listening, program.keeping))} if program.keeping else {}
    for ref, holder in _holders(state):
        if holder.waiting and holder.waiting.reads:
            expected.setdefault(ref.element, set()).update(holder.waiting.reads)
        if isinstance(holder, Instance) and holder.excluding:
            expected.setdefault(ref.element, set()).update(holder.excluding)
    assert {index: tuple(sorted(reads)) for index, reads in expected.items()} == rows.watches


def _check_items(state: State, rows: Rows) -> None:
    """The open items are those of open steps, and say the same."""
    expected = {}
    for index, step in state.steps.items():
        for number, instance in step.instances.items():
            if instance.item in OPEN:
                assert instance.failure is None
                name = item_name(Ref(index, step.visit, number))
                expected[name] = (instance.item, instance.version, instance.claimed_by, instance.candidates)
    found = {
        name: (each.status, each.version, each.claimed_by, each.candidates)
        for name, each in rows.items.items()
        if each.status in OPEN
    }
    assert found == expected


def _holders(state: State) -> Iterator[tuple[Ref, Holder]]:
    for index, step in state.steps.items():
        yield Ref(index, step.visit, WHOLE), step
        for number, instance in step.instances.items():
            yield Ref(index, step.visit, number), instance
    for index, stage in state.stages.items():
        yield Ref(index, stage.visit), stage
    for thread in state.threads.values():
        if thread.at not in state.stages and thread.block != thread.at:
            yield Ref(thread.at, thread.visit), thread


def _in_error(found: StageState | StepState) -> bool:
    return found.status == Status.ERROR
