"""That nobody who waits has missed a change: every waiting condition, asked now, still does not hold (rule 9)."""

from collections.abc import Callable, Iterator
from typing import Any

from orchestra_dsl.graph.elements import Await, ConditionArm, Decision, Parallel
from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.interpreter.context import Context
from orchestra_dsl.interpreter.expressions.errors import PendingAnswer
from orchestra_dsl.interpreter.holders import Holder
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.interpreter.state import Phase, State


class Known(dict[Any, Any]):
    """Facts that are looked up when they are asked for."""

    def __init__(self, fact: Callable[[Any], Any]) -> None:
        super().__init__()
        self.fact = fact

    def __missing__(self, key: Any) -> Any:
        return self.fact(key)


def check_awake(program: Program, state: State, now: int, fact: Callable[[Any], Any]) -> None:
    """Ask every waiting condition again, as things are now; an error counts as missed too."""
    for key, instance, holder, conditions in _waiting(program, state):
        context = Context(program, state, now, Known(fact))
        context.thread, context.instance, context.waiting = key, instance, holder.waiting
        context.finishing = None if instance is None else instance[0]
        try:
            holds = any(context.evaluate(program.traced(each)) for each in conditions)
        except PendingAnswer:
            continue
        assert not holds, f"{conditions} holds, and nobody has asked it again"


Waits = tuple[int, tuple[int, int] | None, Holder, list[Expression]]


def _waiting(program: Program, state: State) -> Iterator[Waits]:
    """Who waits, in which thread, for which instance, for what."""
    for index, step in state.steps.items():
        element = program.step_elements[index]
        key = state.stages[element.scope].thread
        if step.phase == Phase.START_WHEN and element.start_when is not None and step.failure is None:
            yield key, None, step, [element.start_when]
        enough = None if element.each is None else element.each.enough_when
        if enough is not None and step.completed and step.failure is None:
            yield key, None, step, [enough]
        for number, instance in step.instances.items():
            if instance.outputs is not None and instance.failure is None and element.finish_when is not None:
                yield key, (index, number), instance, [element.finish_when]
    for index, stage in state.stages.items():
        around = program.stage_elements[index]
        clause = {Status.WAITING: around.start_when, Status.ACTIVE: around.finish_when}.get(stage.status)
        in_line = stage.lock is not None and not stage.begun
        if clause is not None and index not in state.threads and not in_line:
            yield stage.thread, None, stage, [clause]
    for key, thread in state.threads.items():
        place = program.elements[thread.at] if thread.at >= 0 and thread.waiting is not None else None
        match place:
            case Decision(outcomes=outcomes):
                yield key, None, thread, [each.when for each in outcomes if each.when is not None]
            case Await(arms=arms):
                yield from ((key, None, thread, [each.when]) for each in arms if isinstance(each, ConditionArm))
            case Parallel(finish_when=condition) if condition is not None:
                yield key, None, thread, [condition]
            case _:
                pass
