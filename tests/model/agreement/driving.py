"""Keeping a pair busy: at random one of the things that may happen next, and sometimes one that may not."""

from collections.abc import Callable, Sequence
from typing import Any

from orchestra_dsl.graph.elements import ROOT, Interactive, Step, asked_outputs
from orchestra_dsl.graph.statuses import ENDED
from orchestra_dsl.graph.types import Choice, Field, ListOf, ObjectOf, Optional, RecordOf, Scalar, Type
from orchestra_dsl.interpreter import commit as co
from tests.model.agreement import acts, adding
from tests.model.agreement.comparing import goes_round
from tests.model.agreement.pair import Pair

Choose = Callable[[Sequence[Any]], Any]
"""Draws one of several things."""

USERS = ("user:ann", "user:bob", "user:eve", "user:omar")
SECOND = 1_000_000
AMOUNTS = (30 * SECOND, 60 * SECOND, 90 * SECOND, 3_600 * SECOND)
CODES = ("Oops", "Timeout", "Other")


def ended(pair: Pair) -> bool:
    """Whether the run takes no further event."""
    return pair.fast.summary.status in ENDED or goes_round(pair)


def happen(pair: Pair, choose: Choose) -> None:
    """One thing happens."""
    fast = pair.fast
    calls = under_way(pair)
    chances = ["time", "write", "write", "delete", "late", "item", "cancel"]
    chances += ["send", "send"] if pair.graph.events else []
    chances += ["lock", "unlock", "unlock"] if pair.world.lines else []
    chances += ["return"] * 6 + ["fail"] if calls else []
    chances += ["answer", "answer", "break"] if fast.questions else []
    chances += ["claim", *["complete"] * 5, "release", "reassign", "delegate", "pass"] if fast.open_items else []
    chances += ["add", "add"] if adding.steps(pair) else []
    chances += ["rest"] if fast.open_items else []
    chances += ["retry", "retry", "skip"] if fast.state.failing else []
    if any(each.act == "suspend" for each in pair.graph.grants):
        chances += ["still"]
    if pair.run.suspended:  # no time passes: what comes of it is left to the tests of the interpreter
        chances = [each for each in chances if each != "time"] + ["still"] * 4
    _ACTS[choose(chances)](pair, choose)


def under_way(pair: Pair) -> list[int]:
    """The numbers of the calls that have not been answered: those that somebody waits for, and of flows all others."""
    names = {each.ref for each in pair.fast.rows.effects.values() if isinstance(each, co.CallFlow)}
    children = {each.child for step in pair.fast.state.steps.values() for each in step.instances.values()}
    found = []
    for number, (fast_number, _) in enumerate(pair.calls):
        call = pair.fast.calls[fast_number]
        if (isinstance(call, co.CallFlow) and call.ref in names) or (
            isinstance(call, co.StartRun) and call.run in children
        ):
            found.append(number)
    return found


def _return(pair: Pair, choose: Choose) -> None:
    number = choose(under_way(pair))
    acts.returns(pair, number, outputs_of_call(pair, number, choose))


def outputs_of_call(pair: Pair, number: int, choose: Choose) -> dict[str, Any]:
    """Outputs that the call may give."""
    call = pair.fast.calls[pair.calls[number][0]]
    element = pair.graph.elements[call.ref.about]
    return some(asked_outputs(element), choose) if isinstance(element, Step) else {}


def some(fields: Sequence[Field], choose: Choose) -> dict[str, Any]:
    """Stored values for fields; what may be missing is left out now and then."""
    values = {each.name: value(each.type, choose) for each in fields}
    return {name: each for name, each in values.items() if each is not None}


def value(type_: Type, choose: Choose) -> Any:
    """A stored value of a type."""
    match type_:
        case Optional(item=item):
            return choose([None, value(item, choose)])
        case ListOf(item=item):
            return [value(item, choose) for _ in range(choose([0, 1, 2, 2]))]
        case ObjectOf(fields=fields):
            return some(fields, choose)
        case Choice(values=values):
            return choose(values)
        case RecordOf():
            return choose(["1", "2"])
        case Scalar(kind=kind):
            return choose(_SCALARS.get(kind, ("x",)))


_SCALARS: dict[str, tuple[Any, ...]] = {
    "text": ("", "New", "a b"),
    "integer": (0, 1, 2, 3),
    "decimal": ("0", "1.5", "10", "0.01"),
    "boolean": (True, False),
    "date": ("2026-01-05", "2026-02-28"),
    "datetime": ("2026-01-05T09:01:00Z", "2026-01-05T10:00:00Z"),
    "duration": (30 * SECOND, 60 * SECOND, 3_600 * SECOND),
    "user": USERS,
    "group": ("group:Agents", "group:Empty"),
    "queue": ("queue:Triage",),
    "json": (1, "x", [True, 1], {"a": "0.5"}),
}


def _fail(pair: Pair, choose: Choose) -> None:
    acts.fails(pair, choose(under_way(pair)), choose(CODES))


def _late(pair: Pair, choose: Choose) -> None:
    """An answer to a call that somebody may have stopped waiting for, or has had one already.

    What nobody ever waits for is answered once: its row in the outbox goes with its answer.
    """
    if pair.calls:
        number = choose(range(len(pair.calls)))
        call = pair.fast.calls[pair.calls[number][0]]
        if isinstance(call, co.CallFlow | co.StartRun) and call.ref.element != ROOT:
            acts.returns(pair, number, outputs_of_call(pair, number, choose))


def _answer(pair: Pair, choose: Choose) -> None:
    acts.answers(
        pair, choose(pair.fast.questions), value=choose([True, False]), again_in=choose([None, None, 45 * SECOND])
    )


def _break(pair: Pair, choose: Choose) -> None:
    acts.breaks(pair, choose(pair.fast.questions), choose(CODES))


def _on_item(what: str) -> Callable[[Pair, Choose], None]:
    def act(pair: Pair, choose: Choose) -> None:
        ref = choose(pair.fast.open_items).ref
        element = pair.graph.elements[ref.element]
        assert isinstance(element, Interactive)
        more: dict[str, Any] = {}
        if what == "completes":
            more["outputs"] = some(asked_outputs(element), choose)
        if what in ("delegates", "reassigns"):
            more["to"] = choose([*USERS, "group:Empty", "group:Agents"] if what == "reassigns" else USERS)
        if what == "suspends":
            more["until"] = choose([None, None, *(pair.world.now + amount for amount in (-1, 0, *AMOUNTS))])
        administrator = what in ("reassigns", "releases", "suspends", "resumes") and choose([True, True, False])
        acts.on_item(pair, what, ref.element, ref.instance, choose(USERS), administrator=administrator, **more)

    return act


def _closed_item(pair: Pair, choose: Choose) -> None:
    """Somebody acts on an item that may be closed."""
    if pair.fast.rows.items:
        ref = choose(list(pair.fast.rows.items.values())).ref
        acts.on_item(pair, "claims", ref.element, ref.instance, choose(USERS))


def _write(pair: Pair, choose: Choose) -> None:
    for record in pair.graph.records:
        acts.write(
            pair,
            record.name,
            choose(["1", "2"]),
            some([each for each in record.fields if each.name != "id"], choose),
            choose([None, *USERS]),
        )


def _delete(pair: Pair, choose: Choose) -> None:
    for record in pair.graph.records:
        acts.write(pair, record.name, choose(["1", "2", "2"]), None, choose([None, *USERS]))


def _send(pair: Pair, choose: Choose) -> None:
    event = choose(pair.graph.events)
    acts.send(pair, event.name, some(event.fields, choose))


def _retry(pair: Pair, choose: Choose) -> None:
    acts.retry(pair, choose(pair.fast.state.failing), administrator=choose([True, True, True, False]))


def _skip(pair: Pair, choose: Choose) -> None:
    index = choose(pair.fast.state.failing)
    element = pair.graph.elements[index]
    outputs = some(asked_outputs(element), choose) if isinstance(element, Step) and choose([True, False]) else None
    acts.skip(pair, index, outputs)


def _still(pair: Pair, choose: Choose) -> None:
    resume = choose([bool(pair.run.suspended)] * 3 + [not pair.run.suspended])
    administrator, with_parent = choose([True, True, False]), choose([True, False, False])
    acts.stand_still(pair, choose(USERS), resume=resume, administrator=administrator, with_parent=with_parent)


def _cancel(pair: Pair, choose: Choose) -> None:
    administrator = choose([False, False, False, True])
    at_once = pair.graph.on_cancel is not None and choose([False, False, True])
    acts.cancel(pair, administrator=administrator, at_once=at_once)


def _unlock(pair: Pair, choose: Choose) -> None:
    others = [(name, who) for name, line in pair.world.lines.items() for who in line if isinstance(who, str)]
    if others:
        acts.other_unlocks(pair, *choose(others))


def _add(pair: Pair, choose: Choose) -> None:
    index = choose(adding.steps(pair))
    each = adding.list_of(pair, index)
    item = choose([value(each.item, choose)] * 3 + [adding.NO_MORE])
    adding.add(pair, index, item, choose(USERS), administrator=choose([True, False]))


_ACTS: dict[str, Callable[[Pair, Choose], None]] = {
    "add": _add,
    "time": lambda pair, choose: acts.advance(pair, choose(AMOUNTS)),
    "write": _write,
    "delete": _delete,
    "late": _late,
    "cancel": _cancel,
    "still": _still,
    "item": _closed_item,
    "send": _send,
    "return": _return,
    "fail": _fail,
    "answer": _answer,
    "break": _break,
    "claim": _on_item("claims"),
    "complete": _on_item("completes"),
    "release": _on_item("releases"),
    "reassign": _on_item("reassigns"),
    "delegate": _on_item("delegates"),
    "pass": _on_item("skips"),
    "rest": lambda pair, choose: _on_item(choose(["suspends", "resumes"]))(pair, choose),
    "retry": _retry,
    "skip": _skip,
    "lock": lambda pair, choose: acts.other_locks(pair, choose(list(pair.world.lines))),
    "unlock": _unlock,
}
