"""Calls of flows, one for each attempt, with its time limit (language.md, rules 11 and 13)."""

from orchestra_dsl.graph.arguments import named_arguments
from orchestra_dsl.graph.elements import Background
from orchestra_dsl.interpreter import failing, unawaited
from orchestra_dsl.interpreter.commit import CallFlow
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.holders import working
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.names import idempotency_key
from orchestra_dsl.interpreter.state import Instance


def call_flow(m: Machine, ref: Ref) -> None:
    """Send the call of the next attempt, unless the step has gone on before."""
    instance = working(m.state, ref)
    if instance is None:
        return
    element = m.elements[ref.element]
    assert isinstance(element, Background)
    send(m, element, instance, Ref(ref.element, ref.visit, ref.instance, instance.attempt))


def send(m: Machine, element: Background, instance: Instance, ref: Ref) -> None:
    """Send the call of an attempt, with its time limit."""
    limit = None
    if element.timeout is not None:
        key = m.thread_of(ref.element)
        m.context.instance = (ref.element, ref.instance)
        try:
            limit = m.after(element.timeout, key, m.event.at)
        except EvaluationError as error:
            failing.fail(m, ref, key, error)
            return
    assert instance.arguments is not None
    arguments = named_arguments(element.parameters, instance.arguments)
    left = None if limit is None else limit - m.event.at
    known_by = idempotency_key(m.state.run, element.name, ref)
    sent = ref if element.waits else unawaited.new_ref(m, ref)
    m.send(sent, CallFlow(sent, element.flow, arguments, known_by, left, instance.behalf))
    if not element.waits:
        m.first("submit", ref)
    elif limit is not None:
        m.set_timer("timeout", ref, limit)
