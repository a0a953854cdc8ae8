"""Instances of steps: begun, submitted, asked whether they are finished (language.md, rules 6, 8 and 11).

A step without `for each` is its instance 0. Each instance has its own arguments, attempts, work item and errors.
"""

from orchestra_dsl.graph.elements import AnyStep, Background, Child, Interactive
from orchestra_dsl.graph.statuses import COMPLETED
from orchestra_dsl.interpreter import calls, failing, for_each, guards, opening, people, undoing, waiting
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.holders import working
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Instance


def begin(m: Machine, ref: Ref) -> None:
    """The instance starts: its arguments are evaluated once, for all its attempts."""
    instance = working(m.state, ref)
    if instance is not None and instance.arguments is None:
        start(m, ref, m.step_elements[ref.element], instance)


def begin_next(m: Machine, index: int, visit: int) -> None:
    """The instance of the next item starts, and then that of the one behind it, while there is room for more.

    Only who begins is among the instances, so they begin in the order of the list, whichever of them ends at once.
    """
    step, element = m.state.steps.get(index), m.step_elements[index]
    if step is None or step.visit != visit or element.each is None or not for_each.has_room(step, element.each):
        return
    number, instance = step.begun, Instance()
    step.instances[number] = instance
    step.begun += 1
    if for_each.has_room(step, element.each):
        m.first("begin next", index, visit)
    start(m, Ref(index, visit, number), element, instance)


def start(m: Machine, ref: Ref, element: AnyStep, instance: Instance) -> None:
    """Evaluate the arguments, and start the work."""
    index, program, context = ref.element, m.program, m.context
    if index in program.guarded and not guards.go_on(m, ref, instance):
        return
    key = context.thread = m.state.stages[element.scope].thread
    if element.each is not None:
        context.instance = (index, ref.instance)
    try:
        arguments = context.evaluate(program.arguments(index))
        if index in program.for_somebody:
            instance.behalf = _behalf(m, element)
    except EvaluationError as error:
        failing.fail(m, ref, key, error)
        return
    instance.arguments = arguments
    if instance.behalf is None:
        m.note_instance(ref, "started")
    else:
        m.note_instance(ref, "started", acting_for=instance.behalf)
    if isinstance(element, Background):
        calls.send(m, element, instance, ref)
    elif not isinstance(element, Child):
        opening.open_for(m, element, instance, ref)
    elif element.waits:
        m.later("start child", ref)
    else:  # it has done its work before anything else begins that this may stop
        m.first("start child", ref)


def _behalf(m: Machine, element: AnyStep) -> str:
    """The user for whom the step acts. Raises EvaluationError."""
    assert not isinstance(element, Interactive)
    assert element.acting_for is not None
    user = m.context.evaluate(m.program.function(element.acting_for))
    if user is None:
        raise EvaluationError("MissingValue", "the user for whom the step acts is missing")
    if not m.context.fact(("known", user)):
        raise EvaluationError("Nobody", people.unknown(user))
    return str(user)


def submit(m: Machine, ref: Ref) -> None:
    """What nobody waits for is on its way: the work of the instance is done, without outputs."""
    instance = working(m.state, ref)
    if instance is not None and instance.outputs is None:
        instance.outputs = {}
        submitted(m, ref, instance)


def submitted(m: Machine, ref: Ref, instance: Instance) -> None:
    """The work of the instance is done: it is completed once `finish when` holds."""
    element = m.step_elements[ref.element]
    if ref.element in m.program.guarded:
        waiting.drop_unanswered(m, instance, Ref(ref.element, ref.visit, ref.instance))
    if element.finish_when is not None or element.undo is not None:
        check_finish(m, ref, instance)
    else:
        for_each.end(m, ref, m.state.steps[ref.element], instance, COMPLETED)


def asks(m: Machine, index: int) -> bool:
    """Whether instances of the step have something of their own that is worked out again."""
    element = m.step_elements[index]
    return element.finish_when is not None or element.undo is not None or index in m.program.guarded


def check(m: Machine, ref: Ref, instance: Instance) -> None:
    """Something that the instance reads has changed: ask again what it waits for."""
    if instance.failure is not None:
        return
    if instance.outputs is not None:
        check_finish(m, ref, instance)
    elif instance.arguments is None:
        m.later("begin instance", ref)
    elif instance.held:
        next_attempt(m, ref, instance)
    elif ref.element in m.program.guarded:
        guards.go_on(m, ref, instance)


def next_attempt(m: Machine, ref: Ref, instance: Instance) -> None:
    """The instance, which has nothing under way, makes its next attempt once nothing keeps it from going on."""
    instance.held = ref.element in m.program.guarded
    if not instance.held or guards.go_on(m, ref, instance):
        instance.held = False
        m.later(m.program.work_of(ref.element), ref)


def check_finish(m: Machine, ref: Ref, instance: Instance) -> None:
    """Ask `finish when` of an instance whose work is done; when it holds the instance is completed."""
    ref = Ref(ref.element, ref.visit, ref.instance)
    element = m.step_elements[ref.element]
    key = m.thread_of(ref.element)
    m.context.instance, m.context.finishing = (ref.element, ref.instance), ref.element
    try:
        if waiting.first_true(m, (element.finish_when,), instance, ref, key) != 0:
            return
        back = undoing.capture(m, ref, key)
    except EvaluationError as error:
        failing.fail(m, ref, key, error)
        return
    finally:
        m.context.finishing = None
    waiting.forget(m, instance, ref)
    if back is not None:
        undoing.remember(m, ref, back, instance.behalf)
    for_each.finish_instance(m, ref, COMPLETED)


def retry(m: Machine, ref: Ref, instance: Instance) -> None:
    """An administrator tries an instance again: the clause that failed, or a new row of attempts."""
    instance.failure = None
    if instance.arguments is None:
        m.later("begin instance", ref)
    elif instance.outputs is not None:
        m.stir(ref)
    else:
        instance.attempt += 1
        instance.first = instance.attempt
        instance.claimed_by = None  # nobody has claimed what will be opened: it may be closed
        next_attempt(m, ref, instance)
