"""Starts by events from outside and by schedules: whether there is to be a run, and with which arguments."""

from msgspec import Struct

from orchestra_dsl.graph.accept import BadValue
from orchestra_dsl.graph.elements import ROOT
from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.graph.model import Bindings, EventTrigger, Parameter, ScheduleTrigger
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.graph.types import Optional, RecordOf
from orchestra_dsl.graph.values import Stored
from orchestra_dsl.interpreter.commit import Need
from orchestra_dsl.interpreter.context import Context
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.facts import Facts, MissingFact
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.interpreter.state import Message, State


class Starts(Struct, frozen=True):
    """There is to be a run with these arguments, one for each parameter."""

    arguments: tuple[Stored, ...]


class Unbound(Struct, frozen=True):
    """There is to be none: the record for a parameter has not been found."""

    parameter: str
    record: str


def by_event(program: Program, index: int, message: Message, at: int, facts: Facts) -> Starts | Unbound | Need | None:
    """What trigger number `index` of the graph makes of an event; None where its condition does not hold.

    Raises EvaluationError for a condition or an argument that has no value.
    """
    trigger = program.graph.triggers[index]
    assert isinstance(trigger, EventTrigger)
    context = _context(program, at, facts)
    try:
        accepted = program.accept_message(message.event, message.fields)
    except BadValue as error:
        raise EvaluationError("BadValue", str(error)) from error
    context.message = (ROOT, Message(message.event, accepted))
    try:
        if trigger.when is not None and not context.evaluate(program.function(trigger.when)):
            return None
        return _bound(program, trigger.arguments, context)
    except MissingFact as missing:
        return Need((missing.key,))


def by_schedule(program: Program, index: int, at: int, facts: Facts) -> Starts | Unbound | Need:
    """What trigger number `index` of the graph starts when it is time. Raises EvaluationError."""
    trigger = program.graph.triggers[index]
    assert isinstance(trigger, ScheduleTrigger)
    try:
        return _bound(program, trigger.arguments, _context(program, at, facts))
    except MissingFact as missing:
        return Need((missing.key,))


def _context(program: Program, at: int, facts: Facts) -> Context:
    """There is no run yet: only the event, the time and the world outside can be asked."""
    return Context(program, State("", Status.NOT_STARTED, 0, 0, at, None, ()), at, facts)


def _bound(program: Program, bindings: Bindings, context: Context) -> Starts | Unbound:
    arguments = []
    for parameter, binding in zip(program.graph.parameters, bindings, strict=True):
        value = _value(program, parameter, binding, context)
        if value is None and isinstance(parameter.type, RecordOf):
            return Unbound(parameter.name, parameter.type.name)
        if value is None and not isinstance(parameter.type, Optional):
            raise EvaluationError("MissingValue", f"`{parameter.name}` has no value")
        arguments.append(value)
    return Starts(tuple(arguments))


def _value(program: Program, parameter: Parameter, binding: Expression | None, context: Context) -> Stored:
    if binding is None:
        return parameter.default
    return program.encode(parameter.type, context.evaluate(program.function(binding)))
