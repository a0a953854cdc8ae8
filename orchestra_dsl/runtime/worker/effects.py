"""From an outbox row to a plugin's call, and from its answer to an event."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from threading import Event

from orchestra_dsl.graph.model import Graph, Signature
from orchestra_dsl.graph.values import principal_name
from orchestra_dsl.interpreter.commit import AskPredicate, CallFlow, Tell
from orchestra_dsl.interpreter.events import Act, FlowFailed, FlowReturned, PredicateAnswered, PredicateFailed
from orchestra_dsl.plugin.invocation import Answered, Failed, Returned
from orchestra_dsl.plugin.loading import Fetch
from orchestra_dsl.plugin.progress import Report
from orchestra_dsl.plugin.request import Request, Token, Update
from orchestra_dsl.runtime.store.rows import OutboxRow

Places = Mapping[str, Sequence[str]]
"""Of substitutes, for whom they stand in."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def request_of(
    row: OutboxRow, graph: Graph, *, fetch: Fetch, update: Update, cancelled: Event, token: Token, report: Report
) -> Request:
    """The call of a flow or a predicate that an effect asks for."""
    effect = row.effect
    if isinstance(effect, Tell):
        raise TypeError("a notification is no call")
    declared = _declared(graph, effect)
    if isinstance(effect, CallFlow):
        arguments, key = effect.arguments, effect.key
        deadline = None if effect.timeout is None else _EPOCH + timedelta(microseconds=row.at + effect.timeout)
    else:
        names = (parameter.name for parameter in declared.parameters)
        arguments = dict(zip(names, effect.arguments, strict=True))
        key, deadline = f"{row.run_id}/{row.name}", None
    return Request(
        declared=declared,
        arguments=arguments,
        records={record.name: record for record in graph.records},
        fetch=fetch,
        update=update,
        key=key,
        run=row.run_id,
        step=graph.elements[effect.ref.about].name,
        attempt=effect.ref.attempt,
        deadline=deadline,
        cancelled=cancelled,
        acting_for=effect.acting_for if isinstance(effect, CallFlow) else None,
        token=token,
        report=report,
    )


def act_of(row: OutboxRow, answer: Returned | Answered | Failed) -> Act:
    """The event that an answer is."""
    effect = row.effect
    match effect, answer:
        case CallFlow(ref=ref), Returned(outputs=outputs):
            return FlowReturned(ref, outputs)
        case CallFlow(ref=ref), Failed(code=code, message=message):
            return FlowFailed(ref, code, message)
        case AskPredicate(ref=ref, predicate=predicate, arguments=arguments), Answered(answer=held, again_in=again_in):
            return PredicateAnswered(ref, predicate, arguments, held, again_in)
        case AskPredicate(ref=ref, predicate=predicate), Failed(code=code, message=message):
            return PredicateFailed(ref, predicate, code, message)
    raise TypeError(f"{answer!r} is no answer to {effect!r}")


def body_for(effect: Tell, places: Places, user: str) -> str:
    """What a user is told; a substitute also for whom it is."""
    if user not in places:
        return effect.body
    return f"{effect.body}\n\nYou stand in for {', '.join(map(principal_name, places[user]))}."


def name_of(row: OutboxRow) -> str:
    """What is called."""
    match row.effect:
        case CallFlow(flow=name) | AskPredicate(predicate=name) | Tell(channel=name):
            return name


def _declared(graph: Graph, effect: CallFlow | AskPredicate) -> Signature:
    """How the graph declares what is called; the compiler has made sure that it does."""
    if isinstance(effect, CallFlow):
        return next(each for each in graph.flows if each.name == effect.flow)
    return next(each for each in graph.predicates if each.name == effect.predicate)
