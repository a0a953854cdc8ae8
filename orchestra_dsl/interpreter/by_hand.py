"""Who may not end by hand what is in error: whoever is excluded from the work that would be ended with it (rule 16).

An exclusion beats every grant, and to do without an approval is no way round it: neither by the step itself, nor by the
stage or the parallel around it. What is finished already bars nobody.
"""

from collections.abc import Iterable

from orchestra_dsl.graph.elements import Interactive
from orchestra_dsl.graph.values import principal_name
from orchestra_dsl.interpreter import entitlement, people
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine, RefusedError
from orchestra_dsl.interpreter.state import Instance, StageState, StepState


def check_step(m: Machine, index: int, *, completes: bool) -> None:
    """Refuse to skip or complete an open step, or of a `for each` what of it is in error, to whom it is barred."""
    element, step = m.elements[index], m.state.steps[index]
    if isinstance(element, Interactive) and (completes or element.exclude or element.different):
        numbers = [0] if element.each is None else ended_with(step)
        _check_instances(m, index, numbers, "cannot complete it" if completes else "cannot skip it")


def check_stages(m: Machine, stages: Iterable[int], name: str) -> None:
    """Refuse to skip what holds these open stages to whoever is excluded from a step that has not finished there."""
    for index in stages:
        stage, known = m.state.stages[index], dict[int, bool]()
        for each in m.stage_elements[index].steps:
            element = m.elements[each]
            if not isinstance(element, Interactive) or not (element.exclude or element.different):
                continue
            if each in m.state.steps:
                step = m.state.steps[each]
                numbers = [0] if element.each is None else _open(step)
                _check_instances(m, each, numbers, f"cannot skip {name}")
            elif _is_to_come(m, stage, each, known):
                _check_to_come(m, each, element, f"cannot skip {name}")


def ended_with(step: StepState) -> list[int]:
    """The instances of a `for each` that end with what is skipped: those in error, or all with the step itself."""
    if step.failure is not None:
        return _open(step)
    return [number for number, one in step.instances.items() if one.failure and not one.failure.handled]


def _open(step: StepState) -> list[int]:
    """The instances that are open, and those that have not begun."""
    return [*step.instances, *range(step.begun, len(step.items or ()))]


def _is_to_come(m: Machine, stage: StageState, index: int, known: dict[int, bool]) -> bool:
    """Whether a step of the stage that is not open has not begun yet, rather than finished.

    What none of those has finished after which it starts is not counted in `met`; one of these says so for all.
    """
    way: list[int] = []
    while index not in known:
        way.append(index)
        after = m.step_elements[index].after
        if index in m.state.steps or not stage.begun:
            known[index] = True
        elif after is None:
            known[index] = False
        elif index in stage.met:
            known[index] = after.count is None or stage.met[index][1] < after.count
        else:
            index = after.elements[0]
    known.update(dict.fromkeys(way, known[index]))
    return known[index]


def _check_instances(m: Machine, index: int, numbers: Iterable[int], what: str) -> None:
    user, step = entitlement.actor(m), m.state.steps[index]
    for number in numbers:
        instance = step.instances.get(number, Instance())
        entitlement.ask_exclusions(m, Ref(index, step.visit, number), instance)
        _refuse(m, user, instance.excluded, index, what)


def _check_to_come(m: Machine, index: int, element: Interactive, what: str) -> None:
    user, key = entitlement.actor(m), m.thread_of(index)
    for each in element.exclude:
        try:
            _refuse(m, user, people.with_places(m, [m.evaluate(each, key)]), index, what)
        except EvaluationError as error:
            if element.each is None:  # else it may be about an item, and there is none yet
                message = f"it cannot be told who is excluded from {element.name}: {error.message}"
                raise RefusedError("not allowed", message) from error


def _refuse(m: Machine, user: str, excluded: people.Principals, index: int, what: str) -> None:
    if people.is_among(m, user, excluded):
        message = f"{principal_name(user)} is excluded from {m.elements[index].name}, and {what} by hand either"
        raise RefusedError("not allowed", f"{message}: somebody else has to")
