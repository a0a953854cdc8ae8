"""Who may wait for a condition: a step as a whole, an instance of it, a stage, a thread of control.

Each keeps its own `waiting` and `failure`. Outside of the state a watch belongs to an element: it is the union of
what all who wait there read.
"""

from collections.abc import Iterator

from orchestra_dsl.interpreter.events import WHOLE, Ref
from orchestra_dsl.interpreter.state import Failure, Instance, StageState, State, StepState, Thread, Waiting

Holder = StepState | Instance | StageState | Thread


def holder_of(state: State, ref: Ref) -> Holder | None:
    """Who is at this place in this visit; None when it is there no longer."""
    step = state.steps.get(ref.element)
    if step is not None:
        if step.visit != ref.visit:
            return None
        return step if ref.instance == WHOLE else step.instances.get(ref.instance)
    stage = state.stages.get(ref.element)
    if stage is not None and stage.visit == ref.visit:
        return stage
    return next((each for each in state.threads.values() if (each.at, each.visit) == (ref.element, ref.visit)), None)


def instance_of(state: State, ref: Ref) -> Instance | None:
    """The instance of a step, if it is open in this visit."""
    step = state.steps.get(ref.element)
    return step.instances.get(ref.instance) if step is not None and step.visit == ref.visit else None


def working(state: State, ref: Ref) -> Instance | None:
    """The instance, if it is open in this visit and not in error."""
    step = state.steps.get(ref.element)  # as instance_of, without another call: every event comes by here
    if step is None or step.visit != ref.visit:
        return None
    instance = step.instances.get(ref.instance)
    return None if instance is None or instance.failure is not None else instance


def waiting_at(state: State, element: int) -> Iterator[tuple[Ref, Waiting]]:
    """Everybody who waits at the element, each under the name that its timers and questions have."""
    for ref, holder in _holders_at(state, element):
        if holder.waiting is not None:
            yield ref, holder.waiting


def waiting_elements(state: State) -> list[int]:
    """The elements at which somebody waits, in the order of the source."""
    found = {element for element, each in state.stages.items() if each.waiting}
    found.update(each.at for each in state.threads.values() if each.waiting)
    for element, step in state.steps.items():
        if step.waiting or any(each.waiting for each in step.instances.values()):
            found.add(element)
    return sorted(found)


def reads_at(state: State, element: int) -> tuple[tuple[str, str, str], ...]:
    """What is read at the element, by all who wait there."""
    read = [waiting.reads for _, waiting in waiting_at(state, element) if waiting.reads]
    return read[0] if len(read) == 1 else tuple(sorted({each for reads in read for each in reads}))


def failures_at(state: State, element: int) -> Iterator[Failure]:
    """The errors that the element is in and that nobody handles."""
    for _, holder in _holders_at(state, element):
        if holder.failure is not None and not holder.failure.handled:
            yield holder.failure


def _holders_at(state: State, element: int) -> Iterator[tuple[Ref, Holder]]:
    step = state.steps.get(element)
    if step is not None:
        yield Ref(element, step.visit, WHOLE), step
        for number, instance in step.instances.items():
            yield Ref(element, step.visit, number), instance
    stage = state.stages.get(element)
    if stage is not None:
        yield Ref(element, stage.visit), stage
    for thread in state.threads.values():
        if thread.at == element:
            yield Ref(element, thread.visit), thread
