"""`withdraw when` and `enabled while`: what an instance asks from its beginning until its work is done.

Both are asked before the instance begins, before each further attempt, and again whenever something that they read
changes. Once `withdraw when` holds, the instance is discontinued: its work item is withdrawn, its call abandoned, its
run canceled. While `enabled while` does not hold, its work item is suspended: nobody may take it. Its times go on
(language.md, rule 13). Whoever has claimed an item keeps it; given back, it is asked again whether it stays open.
"""

from collections.abc import Iterator

from orchestra_dsl.graph.elements import AnyStep, Interactive
from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.graph.statuses import NOT_CLOSED, Status
from orchestra_dsl.interpreter import failing, for_each, items, leaving, telling, waiting
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Instance


def go_on(m: Machine, ref: Ref, instance: Instance) -> bool:
    """Whether the instance begins or goes on: nothing withdraws it, and no question keeps it from beginning.

    An error in a condition stops what the instance has under way.
    """
    ref = Ref(ref.element, ref.visit, ref.instance)
    key = m.thread_of(ref.element)
    m.context.instance = (ref.element, ref.instance)
    try:
        return _ask(m, ref, instance, key)
    except EvaluationError as error:
        stop(m, ref, instance, error)
        return False


def stop(m: Machine, ref: Ref, instance: Instance, error: EvaluationError) -> None:
    """A condition has met an error: what the instance has under way ends, and it is in error."""
    ref = Ref(ref.element, ref.visit, ref.instance)
    leaving.withdraw_instance(m, ref, instance)
    failing.fail(m, ref, m.thread_of(ref.element), error)


def asked_again(m: Machine, ref: Ref) -> None:
    """Somebody has claimed the item, or given it back: whether it stays open is another question now."""
    if m.interactive_elements[ref.element].enabled_while is not None:
        m.stir(ref)


def _ask(m: Machine, ref: Ref, instance: Instance, key: int) -> bool:
    """Ask both until neither changes anything more. Raises EvaluationError."""
    while True:
        asked = dict(_asked(m, m.step_elements[ref.element], instance))
        if not asked:
            waiting.forget(m, instance, ref)
            return True
        found = waiting.first_true(m, tuple(asked.values()), instance, ref, key, in_order=False)
        if found == waiting.PENDING:
            return instance.arguments is not None and not instance.held
        if found == len(asked):
            return True
        if list(asked)[found] == "withdraw":
            _withdraw(m, ref, instance)
            return False
        _turn(m, ref, instance)


def _asked(m: Machine, element: AnyStep, instance: Instance) -> Iterator[tuple[str, waiting.Condition]]:
    """The conditions that would change something for the instance as it stands."""
    if element.withdraw_when is not None:
        yield "withdraw", element.withdraw_when
    if isinstance(element, Interactive) and element.enabled_while is not None and instance.claimed_by is None:
        yield "enabled", _turns(m, element.enabled_while, instance)


def _turns(m: Machine, condition: Expression, instance: Instance) -> waiting.Condition:
    function = m.program.traced(condition)
    return lambda: bool(m.context.evaluate(function)) == instance.disabled


def _withdraw(m: Machine, ref: Ref, instance: Instance) -> None:
    leaving.withdraw_instance(m, ref, instance)
    for_each.finish_instance(m, ref, Status.DISCONTINUED)


def _turn(m: Machine, ref: Ref, instance: Instance) -> None:
    """The item closes, or opens again. One that opens is told to those who may take it."""
    instance.disabled = not instance.disabled
    if instance.item not in NOT_CLOSED:
        return
    items.changed(m, ref, instance, "disabled" if instance.disabled else "enabled")
    if not instance.disabled:
        telling.assigned(m, ref, instance)
