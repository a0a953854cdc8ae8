"""`step`: what one event does to one run. Pure: the same graph, state, event and facts give the same answer.

No I/O, no clock, no randomness: what lies outside is asked for by key (Need), and the caller comes again with the
answers. The state that is given is used up: on Need, Refused or an exception its stored bytes are the only copy.
"""

from collections.abc import Iterable, Sequence

from orchestra_dsl.graph.elements import AnyElement
from orchestra_dsl.graph.statuses import ACTIVE, ENDED, ERROR, FAILED
from orchestra_dsl.graph.types import RecordOf
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter import fast_path, suspended_runs, unawaited
from orchestra_dsl.interpreter.acts import ACTS, KINDS
from orchestra_dsl.interpreter.commit import Commit, Done, Need, PutOff, Refused, Summary
from orchestra_dsl.interpreter.context import Context
from orchestra_dsl.interpreter.events import FlowReturned, Stored
from orchestra_dsl.interpreter.facts import FactKey, Facts, MissingFact
from orchestra_dsl.interpreter.holders import failures_at
from orchestra_dsl.interpreter.machine import Machine, RefusedError, new_machine
from orchestra_dsl.interpreter.operations import work_off
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.interpreter.state import State

_BY_PEOPLE = (
    ev.ItemClaimed,
    ev.ItemReleased,
    ev.ItemReassigned,
    ev.ItemDelegated,
    ev.ItemCompleted,
    ev.ItemSkipped,
    ev.RunCanceled,
    ev.ElementRetried,
    ev.ElementSkipped,
    ev.ItemSuspended,
    ev.ItemResumed,
    ev.ItemSaved,
    ev.ItemPrioritized,
    ev.RunSuspended,
    ev.RunResumed,
    ev.InstanceAdded,
    ev.AddingEnded,
)

_AFTER_THE_END = (ev.Told, ev.TellFailed, ev.Started)
"""What happens to notifications that a run has sent: they outlive it, as what nobody waits for does.

A run may have been canceled before it began: who waits for it is told when it would have.
"""


def step(
    program: Program, state: State, event: ev.Event, facts: Facts, context: Context | None = None
) -> Done | Need | Refused | PutOff:
    """Apply `event` to a run of `program`.

    Done holds the commit to write, or None when the event came too late to matter; Need the facts to bring; Refused
    why the one who acts may not; PutOff that the run is suspended, and the event to be kept. A `context` of the
    caller's own sees what is evaluated (witness.py).
    """
    act = event.act
    if context is None and type(act) is FlowReturned:  # no run that has ended or is suspended takes the fast path
        commit = fast_path.answered(program, state, event, act, facts)
        if commit is not None:
            return Done(commit)
    if state.status in ENDED and not isinstance(act, _AFTER_THE_END) and not unawaited.is_of(act):
        return Refused("not open", f"this run is {state.status.words}") if isinstance(act, _BY_PEOPLE) else Done(None)
    if state.suspended and not isinstance(act, suspended_runs.STILL_TAKEN):
        return suspended_runs.put_off(state, by_people=isinstance(act, _BY_PEOPLE))
    if context is None:
        context = Context(program, state, event.at, facts)
    m = new_machine(program, state, event, context)
    try:
        if not ACTS[type(act)](m, act):
            return Done(None)
        work_off(m)
    except MissingFact as missing:
        m.missing.append(missing.key)
    except RefusedError as error:
        return error.refused
    return Need(_wanted(program, state, facts, m.missing)) if m.missing else Done(_commit(m))


def _wanted(program: Program, state: State, facts: Facts, keys: Iterable[FactKey]) -> tuple[FactKey, ...]:
    """The facts that are missing, and with them the records that the run is about: they are mostly needed too."""
    wanted = dict.fromkeys(keys)
    for field, argument in zip(program.graph.parameters, state.parameters, strict=False):
        if isinstance(field.type, RecordOf) and argument is not None:
            wanted["record", field.type.name, argument] = None
    return tuple(each for each in wanted if each not in facts)


def _commit(m: Machine) -> Commit:
    """Everything that the event has changed."""
    state, event = m.state, m.event
    act = event.act
    state.sequence += 1
    if state.status not in ENDED:
        usual = state.threads and not state.suspended and not state.failing
        state.status = ACTIVE if usual else suspended_runs.status_of(state)
    ref = getattr(act, "ref", None)
    commit = Commit(
        sequence=state.sequence,
        event=event.id,
        at=event.at,
        state=state,
        kind=KINDS[type(act)],
        element=None if ref is None else ref.element,
        notes=tuple(m.notes),
        facts=m.context.used,
        summary=summary_of(m.elements, state, m.outputs),
    )
    _collect(m, commit)
    return commit


def _collect(m: Machine, commit: Commit) -> None:
    """Put into the commit what is to be written besides: of most events that is little."""
    if m.effects:
        commit.effects = tuple(m.effects.values())
    if m.settled:
        commit.settled = tuple(m.settled)
    if m.cleared:
        commit.cleared = tuple(m.cleared)
    if m.timers:
        commit.timers = m.new_timers()
    if m.timers_cleared:
        commit.timers_cleared = tuple(m.timers_cleared)
    if m.items:
        commit.items = tuple(m.items.values())
    if m.watches:
        commit.watches = m.new_watches()
    if m.posts:
        commit.posts = tuple(m.posts)
    if m.allocated:
        commit.allocated = tuple(m.allocated)


def summary_of(elements: Sequence[AnyElement], state: State, outputs: Stored = None) -> Summary:
    """What lists of runs show of a run that is in this state."""
    status = state.status
    if status == FAILED:
        return Summary(FAILED, error=state.outcome)
    if status == ERROR:
        return Summary(ERROR, error=_first_failure(elements, state))
    return Summary(status, state.outcome, outputs)


def _first_failure(elements: Sequence[AnyElement], state: State) -> str:
    """What they say about a run in error: the element that failed first, and why."""
    element = state.failing[0]
    failure = next(failures_at(state, element))
    return f"{elements[element].name}: {failure.code}: {failure.message}"
