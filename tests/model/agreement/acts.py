"""What can happen to a pair: each act goes to both sides. Elements go by their index, calls by their number."""

from typing import Any

from orchestra_dsl.graph.elements import Step
from orchestra_dsl.interpreter import commit as co
from orchestra_dsl.interpreter import events as ev
from tests.model import clock, happen, locks, resting, suspended, work_items
from tests.model.agreement.both import happens
from tests.model.agreement.fast import Fast
from tests.model.agreement.pair import Pair
from tests.model.agreement.posts import asked_by
from tests.model.agreement.record_locks import may_write
from tests.model.settle import settle
from tests.model.state import Failure


def start(pair: Pair, *arguments: Any) -> None:
    """The run begins."""
    happens(
        pair,
        f"start {arguments}",
        lambda fast: fast.apply(ev.Started(arguments), "user:root"),
        lambda run, world: happen.started(run, world, arguments, "user:root"),
    )


def returns(pair: Pair, number: int, outputs: dict[str, Any]) -> None:
    """A call is answered: a flow, or a child that has ended."""
    fast_number, model_number = pair.calls[number]
    call = pair.fast.calls[fast_number]
    act = ev.ChildEnded(call.ref, outputs) if isinstance(call, co.StartRun) else ev.FlowReturned(call.ref, outputs)
    happens(
        pair,
        f"call {number} returns {outputs}",
        lambda fast: fast.apply(act),
        lambda run, world: happen.returned(run, world, model_number, outputs),
    )


def fails(pair: Pair, number: int, code: str) -> None:
    """A call fails."""
    fast_number, model_number = pair.calls[number]
    call = pair.fast.calls[fast_number]
    failed: ev.Act = ev.FlowFailed(call.ref, code, "it broke")
    if isinstance(call, co.StartRun):
        failed = ev.ChildEnded(call.ref, None, code, "it broke")
    happens(
        pair,
        f"call {number} fails with {code}",
        lambda fast: fast.apply(failed),
        lambda run, world: happen.broke(run, world, model_number, code, "it broke"),
    )


def answers(pair: Pair, question: co.AskPredicate, *, value: bool, again_in: int | None = None) -> None:
    """A predicate answers."""
    ref = question.ref
    happens(
        pair,
        f"{pair.name(ref.element)} is told {question.predicate}{question.arguments} {value}, again in {again_in}",
        lambda fast: fast.apply(ev.PredicateAnswered(ref, question.predicate, question.arguments, value, again_in)),
        lambda run, world: happen.predicate_answered(
            run, world, _place(pair, ref), (question.predicate, question.arguments), value=value, again_in=again_in
        ),
    )


def breaks(pair: Pair, question: co.AskPredicate, code: str) -> None:
    """A predicate fails."""
    ref = question.ref
    happens(
        pair,
        f"{question.predicate}{question.arguments} fails at {pair.name(ref.element)}",
        lambda fast: fast.apply(ev.PredicateFailed(ref, question.predicate, code, "it broke")),
        lambda run, world: happen.predicate_broke(
            run, world, _place(pair, ref), (question.predicate, question.arguments), Failure(code, "it broke")
        ),
    )


def _place(pair: Pair, ref: ev.Ref) -> tuple[int, int | None]:
    whole = ref.instance == ev.WHOLE or not isinstance(pair.graph.elements[ref.element], Step)
    return (ref.element, None if whole else ref.instance)


def on_item(
    pair: Pair, what: str, element: int, instance: int, user: str, *, administrator: bool = False, **more: Any
) -> None:
    """Somebody claims, releases, completes, delegates or reassigns a work item."""
    ref = pair.fast.item(element, instance).ref
    numbers = [number for number, each in enumerate(pair.run.work) if (each.step, each.instance) == (element, instance)]
    number = numbers[-1]
    acts: dict[str, tuple[ev.Act, Any]] = {
        "claims": (ev.ItemClaimed(ref), lambda run, world: work_items.claim(run, world, number, user)),
        "releases": (
            ev.ItemReleased(ref),
            lambda run, world: work_items.release(run, world, number, user, administrator=administrator),
        ),
        "completes": (
            ev.ItemCompleted(ref, more.get("outputs", {})),
            lambda run, world: happen.completed(run, world, number, user, more.get("outputs", {})),
        ),
        "skips": (ev.ItemSkipped(ref), lambda run, world: work_items.skip(run, world, number, user)),
        "delegates": (
            ev.ItemDelegated(ref, more.get("to", "")),
            lambda run, world: work_items.delegate(run, world, number, user, more["to"], administrator=administrator),
        ),
        "reassigns": (
            ev.ItemReassigned(ref, (more.get("to", ""),)),
            lambda run, world: work_items.reassign(
                run, world, number, (more["to"],), administrator=administrator, actor=user
            ),
        ),
        "suspends": (
            ev.ItemSuspended(ref, more.get("until")),
            lambda run, world: resting.suspend(run, world, number, user, more["until"], administrator=administrator),
        ),
        "resumes": (
            ev.ItemResumed(ref),
            lambda run, world: resting.resume(run, world, number, user, administrator=administrator),
        ),
    }
    act, model = acts[what]
    happens(
        pair,
        f"{user}{' (administrator)' if administrator else ''} {what} {pair.name(element)} {instance} {more}",
        lambda fast: fast.apply(act, user, administrator=administrator),
        lambda run, world: settle(model(run, world), world),
    )


def write(pair: Pair, type_: str, id_: str, fields: dict[str, Any] | None, user: str | None = None) -> None:
    """A record is written, or deleted, unless a work item keeps the user from that."""
    if not may_write(pair, type_, id_, user):
        return
    before = pair.world.records.get((type_, id_))
    names: tuple[str, ...] | None = None
    if fields is None:
        pair.world.records.pop((type_, id_), None)
    else:
        after = {**(before or {}), "id": id_, **fields}
        pair.world.records[type_, id_] = after
        if before is not None:
            names = tuple(sorted(name for name in after if before.get(name) != after.get(name)))
    if (before is None and fields is None) or pair.run.status == "not started":
        return
    happens(
        pair,
        f"{type_} {id_} is {fields}",
        lambda fast: None if names == () else fast.changed(type_, id_, names),
        lambda run, world: run if names == () else happen.record_changed(run, world, type_, id_),
    )


def send(pair: Pair, event: str, fields: dict[str, Any]) -> None:
    """A message from outside."""
    message = f"message {len(pair.story)}"

    def fast(side: Fast) -> None:
        if side.rows.watched(co.listening(event)):
            side.apply(ev.MessageArrived(event, message, fields))

    happens(pair, f"{event} {fields}", fast, lambda run, world: happen.message(run, world, event, fields))


def advance(pair: Pair, amount: int) -> None:
    """Time passes, its last instant included; both sides' timers come when they are due."""
    end = pair.world.now + amount
    while (next_ := _next_moment(pair)) is not None and next_ <= end:
        pair.world.now = max(pair.world.now, next_)
        happens(pair, f"it is {(pair.world.now - pair.run.started_at) / 1e6} s", _timers_due, happen.passes)
    pair.world.now = end
    happens(pair, f"it is {(end - pair.run.started_at) / 1e6} s", lambda _fast: None, happen.passes)


def _timers_due(fast: Fast) -> None:
    for _ in fast.timers_due():
        pass


def _next_moment(pair: Pair) -> int | None:
    timer = pair.fast.next_timer()
    model = [each.at for each in clock.timers(pair.run, pair.world) if each.at > pair.run.now or each.what != "after"]
    if pair.run.status != "active":
        model = []
    moments = [each for each in model if each > pair.world.now]
    return min([*moments, *([] if timer is None else [timer[0]])], default=None)


def cancel(pair: Pair, *, administrator: bool, at_once: bool = False) -> None:
    """Somebody cancels the run."""
    happens(
        pair,
        f"cancel{' at once' if at_once else ''}{' (administrator)' if administrator else ''}",
        lambda fast: fast.apply(ev.RunCanceled("over", at_once), "user:eve", administrator=administrator),
        lambda run, world: happen.canceled(run, world, "user:eve", administrator=administrator, at_once=at_once),
    )


def stand_still(pair: Pair, user: str, *, resume: bool, administrator: bool, with_parent: bool = False) -> None:
    """Somebody suspends the run or has it go on, or the run does of which it is a step."""
    act = suspended.resume if resume else suspended.suspend
    happens(
        pair,
        f"{user}{' (administrator)' if administrator else ''} {'resumes' if resume else 'suspends'} the run"
        f"{' with its parent' if with_parent else ''}",
        lambda fast: fast.apply(
            ev.RunResumed(with_parent=with_parent) if resume else ev.RunSuspended(with_parent=with_parent),
            user,
            administrator=administrator,
        ),
        lambda run, world: act(run, world, user, administrator=administrator, with_parent=with_parent),
    )


def retry(pair: Pair, element: int, *, administrator: bool = True) -> None:
    """An administrator tries again what is in error."""
    happens(
        pair,
        f"retry {pair.name(element)}",
        lambda fast: fast.apply(ev.ElementRetried(element), "user:eve", administrator=administrator),
        lambda run, world: happen.retried(run, world, element, "user:eve", administrator=administrator),
    )


def skip(pair: Pair, element: int, outputs: dict[str, Any] | None) -> None:
    """An administrator goes on without what is in error."""
    happens(
        pair,
        f"skip {pair.name(element)} {outputs}",
        lambda fast: fast.apply(ev.ElementSkipped(element, outputs), "user:eve", administrator=True),
        lambda run, world: happen.skipped(run, world, element, outputs, "user:eve", administrator=True),
    )


def other_locks(pair: Pair, name: str) -> None:
    """Another run stands in line for a lock."""
    _others(pair, f"asks for the lock {name}", locks.join(pair.world, name, f"run {len(pair.story)}"))


def other_unlocks(pair: Pair, name: str, who: str) -> None:
    """Another run gives a lock back, or leaves the line."""
    _others(pair, f"{who} leaves the lock {name}", locks.leave(pair.world, name, who))


def _others(pair: Pair, what: str, first: locks.Who | None) -> None:
    asked = asked_by(pair, first)
    happens(
        pair,
        f"another run {what}",
        lambda fast: None if asked is None else fast.apply(ev.LockTaken(asked.ref)),
        lambda run, world: happen.lock_taken(run, world, first) if isinstance(first, int) else run,
    )
