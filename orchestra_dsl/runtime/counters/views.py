"""What people see of a run: where it stands, what is open in it, and what has happened, with names for indices."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import evolve, frozen

from orchestra_dsl.graph.elements import ROOT, Await, ConditionArm, Interactive, NotifyRung, Reassign, Remind, Update
from orchestra_dsl.graph.statuses import ENDED, Status
from orchestra_dsl.interpreter.commit import CallFlow, Tell, heard_in
from orchestra_dsl.interpreter.holders import failures_at, reads_at
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.interpreter.state import Failure, Phase, StageState, State, StepState, Suspension
from orchestra_dsl.runtime.store.rows import HistoryRow, OutboxRow, RunRow, TimerRow


@frozen
class Line:
    """One line of a timeline: what happened to an element (None: to the run itself), with its particulars."""

    at: int
    element: str | None
    what: str
    detail: Mapping[str, Any]
    actor: str | None


@frozen
class Entry:
    """One event of a run's history. `kind` is the event's word, `lines` what it led to."""

    sequence: int
    at: int
    kind: str
    element: str | None
    actor: str | None
    door: str | None
    lines: tuple[Line, ...]


@frozen
class Timer:
    """What time will bring: the instant, the kind of timer, and the number of the instance, from 0, that it is of.

    The kind of a rung is what it does: remind, notify or reassign.
    """

    at: int
    kind: str
    instance: int = 0


MOST_COUNTED = 1000
"""How many are counted in the line for a lock; one more stands for all that are more."""


@frozen
class Lock:
    """A lock that the stage `element` of a run has, and since when; `status` is that of the run.

    `others` counts who stands in line behind it: all of them in a list of locks, of one who waits only those before.
    `run` and `element` are None where the one who looks may not look at that run.
    """

    name: str
    run: str | None
    element: str | None
    status: Status
    since: int | None
    others: int

    def of_somebody(self) -> "Lock":
        """The same for those who may not know whose it is."""
        return evolve(self, run=None, element=None)


@frozen
class Open:
    """Something open in a run: an element and its status; what it waits for, in the words of a list.

    `calls` are flows and predicates that have been sent, `unstored` why the answer of one cannot be stored yet,
    `progress` how far a single one has come, `later` flows that have returned and are answered from outside, `reads`
    are record fields that a condition waits for, `events` those that it listens to, `asks` whether an arm of it is a
    condition, `due` its timers in the order of time, `error` says what it failed with, `trouble` what could not be done
    on time about its work item, `child` is a run that it waits for, `lock` a lock that it stands in line for.
    """

    element: str
    status: Status
    calls: tuple[str, ...] = ()
    unstored: str | None = None
    progress: str | None = None
    later: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    asks: bool = False
    due: tuple[Timer, ...] = ()
    error: str | None = None
    trouble: str | None = None
    child: str | None = None
    lock: Lock | None = None
    turn_of: str | None = None
    """Of a step that waits for its turn: the step that has it."""
    adding: bool = False
    """Whether it is a `for each` of which all is done, and that only waits for what people may add."""
    ending: bool = False
    """Whether what there was to do is done, and its `finish when` does not hold yet."""


@frozen
class Pending:
    """A notification that has not been sent: what it is about, through which channel, to whom, and what is wrong."""

    element: str
    channel: str
    to: tuple[str, ...]
    since: int
    trouble: str | None


@frozen
class RunView:
    """A run as it stands now. `parent` is the run of which it is a step, `children` are its own newest such runs.

    `suspended` says why it stands still, if it does; `canceling`, while it does what it has to on cancel, why it is
    canceled: an empty text for no reason.
    """

    id: str
    orchestration: str
    version: int | None
    status: Status
    outcome: str | None
    error: str | None
    outputs: Any
    sequence: int
    started_at: int
    updated_at: int
    started_by: str | None
    arguments: Mapping[str, Any]
    open: tuple[Open, ...]
    pending: tuple[Pending, ...] = ()
    parent: str | None = None
    children: tuple[RunRow, ...] = ()
    suspended: str | None = None
    canceling: str | None = None

    @property
    def end(self) -> str | None:
        """What it has ended with, in words; None while it goes on."""
        if self.status not in ENDED:
            return None
        return self.outcome or self.error or self.status.words


_RUNGS = {Remind: "remind", NotifyRung: "notify", Reassign: "reassign"}


def entry_of(row: HistoryRow, program: Program) -> Entry:
    """A history row with names."""
    lines = tuple(
        Line(row.at, _name(program, note.element), note.what, note.detail, row.actor) for note in row.past.notes
    )
    element = None if row.element is None else _name(program, row.element)
    return Entry(row.sequence, row.at, row.kind, element, row.actor, row.door, lines)


def view_of(
    row: RunRow,
    state: State,
    program: Program,
    timers: Sequence[TimerRow],
    outbox: Sequence[OutboxRow],
    *,
    children: Sequence[RunRow] = (),
    locks: Mapping[int, Lock] | None = None,
) -> RunView:
    """A run's row and its state as people see them; `locks` are those that its stages stand in line for."""
    awaited = locks or {}
    names = (field.name for field in program.graph.parameters)
    return RunView(
        id=row.id,
        orchestration=row.orchestration,
        version=program.graph.version,
        status=row.status,
        outcome=row.outcome,
        error=row.error,
        outputs=row.outputs,
        sequence=row.sequence,
        started_at=row.started_at,
        updated_at=row.updated_at,
        started_by=state.started_by,
        arguments=dict(zip(names, state.parameters, strict=False)),
        open=tuple(
            _open(index, state, program, timers, outbox, awaited.get(index)) for index in _open_elements(state, program)
        ),
        pending=tuple(_pending(each, program) for each in outbox if isinstance(each.effect, Tell)),
        parent=row.parent,
        children=tuple(children),
        suspended=_suspended(state),
        canceling=state.canceling,
    )


def _suspended(state: State) -> str | None:
    """Why the run stands still."""
    if state.suspended & Suspension.BY_HAND:
        return "suspended, until somebody resumes it"
    if state.suspended and state.parent is not None:
        return f"suspended with run {state.parent.run}, of which it is a step"
    return None


def _open_elements(state: State, program: Program) -> list[int]:
    """Stages, steps, and elements in which control waits, in the order of the source."""
    waiting = {
        thread.at
        for thread in state.threads.values()
        if thread.waiting
        or thread.undoing
        or (thread.failure and not thread.failure.handled)
        or _is_update(program, thread.at)
    }
    return sorted(state.stages.keys() | state.steps.keys() | waiting)


def _is_update(program: Program, index: int) -> bool:
    """Whether control stands at an `update`: it is only found there when the write waits for a fact, or failed."""
    return 0 <= index < len(program.elements) and isinstance(program.elements[index], Update)


def _open(
    index: int,
    state: State,
    program: Program,
    timers: Sequence[TimerRow],
    outbox: Sequence[OutboxRow],
    lock: Lock | None,
) -> Open:
    step = state.steps.get(index)
    holder = step or state.stages.get(index)
    status = Status.WAITING if holder is None else holder.status
    failure = next(failures_at(state, index), None)
    reads = reads_at(state, index)
    sent = [each for each in outbox if each.effect.ref.element == index]
    return Open(
        element=program.elements[index].name,
        status=Status.ERROR if failure else status,
        calls=_called(each for each in sent if each.later is None),
        unstored=next((each.trouble for each in sent if each.trouble and not isinstance(each.effect, Tell)), None),
        progress=_progress(sent),
        later=_called(each for each in sent if each.later is not None),
        reads=tuple(f"{type_} {id_}.{field}" for type_, id_, field in reads if heard_in((type_, id_, field)) is None),
        events=tuple(event for each in reads if (event := heard_in(each)) is not None),
        asks=_asks(program, index),
        due=tuple(_timer(each, program) for each in sorted(timers, key=_order) if each.ref.element == index),
        error=_error(failure),
        trouble=next((each.trouble for each in step.instances.values() if each.trouble), None) if step else None,
        child=next((each.child for each in step.instances.values() if each.child), None) if step else None,
        adding=step is not None and step.items is not None and not step.instances,
        lock=lock,
        turn_of=_turn_of(program, index, state),
        ending=_is_ending(holder),
    )


def _turn_of(program: Program, index: int, state: State) -> str | None:
    """Which step has the turn that this one waits for."""
    step = state.steps.get(index)
    stage = state.stages.get(program.elements[index].scope)
    if step is None or step.phase != Phase.TURN or stage is None or stage.turn is None:
        return None
    return program.elements[stage.turn].name


def _is_ending(holder: StepState | StageState | None) -> bool:
    if isinstance(holder, StepState):
        return any(each.outputs is not None for each in holder.instances.values())
    return holder is not None and holder.begun and holder.left == 0 and holder.status == Status.ACTIVE


def _asks(program: Program, index: int) -> bool:
    element = program.elements[index]
    return isinstance(element, Await) and any(isinstance(arm, ConditionArm) for arm in element.arms)


def _order(timer: TimerRow) -> tuple[int, str, int]:
    return timer.due, timer.kind, timer.ref.instance


def _timer(row: TimerRow, program: Program) -> Timer:
    element, kind = program.elements[row.ref.element], row.kind
    if kind == "rung":
        assert isinstance(element, Interactive)
        assert element.due is not None
        kind = _RUNGS[type(element.due.rungs[row.ref.attempt - 1].action)]
    return Timer(row.due, kind, row.ref.instance)


def _called(rows: Iterable[OutboxRow]) -> tuple[str, ...]:
    """The flows and predicates that are called."""
    effects = [each.effect for each in rows]
    return tuple(
        each.flow if isinstance(each, CallFlow) else each.predicate for each in effects if not isinstance(each, Tell)
    )


def _progress(rows: Sequence[OutboxRow]) -> str | None:
    """How far the one call of an element has come; of several at once that cannot be told in a line."""
    if len(rows) != 1 or rows[0].doing is None:
        return None
    part = "" if rows[0].fraction is None else f"{rows[0].fraction:.0%}"
    return ": ".join(each for each in (part, rows[0].doing) if each) or None


def _pending(row: OutboxRow, program: Program) -> Pending:
    effect = row.effect
    assert isinstance(effect, Tell)
    return Pending(program.elements[effect.element].name, effect.channel, effect.to, row.at, row.trouble)


def _error(failure: Failure | None) -> str | None:
    return None if failure is None else f"{failure.code}: {failure.message}"


def _name(program: Program, element: int) -> str | None:
    return None if element == ROOT else program.elements[element].name
