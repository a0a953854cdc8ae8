"""Steps: the clauses of a step in their order (rule 4), and its instances from the first to the last (rule 5)."""

from collections.abc import Mapping

from attrs import evolve

from orchestra_dsl.graph import elements as el
from tests.model import adding, turns
from tests.model.conditions import ask, forget_answers, work_out
from tests.model.errors import Failed
from tests.model.leaving import leave_instance, leave_step, with_step
from tests.model.reading import is_final
from tests.model.scene import Scene, stored_of
from tests.model.stages import reached
from tests.model.state import OPEN, Failure, Instance, Run, Stage, Stored
from tests.model.world import World


def advance(run: Run, world: World, index: int, element: el.AnyStep) -> Run:
    """What a step of a stage that has begun does next."""
    step, stage = run.steps[index], run.stages[element.scope]
    is_stopped = step.failure is not None and step.phase != "running"  # else its instances go on
    if is_stopped or not _goes_on(run, element.scope, stage):
        return run
    match step.phase:
        case "after":
            return _after(run, world, index, element)
        case "only if":
            return _only_if(run, world, index, element)
        case "for each":
            return _for_each(run, world, index, element)
        case "running":
            return _running(run, world, index, element)
    return run


def ask_again(run: Run, world: World, index: int, element: el.AnyStep) -> Run:
    """Something may have changed: who waits in `start when`, or for a predicate in `only if`, is asked again."""
    step, stage = run.steps[index], run.stages[element.scope]
    if step.failure is not None or not _goes_on(run, element.scope, stage):
        return run
    match step.phase:
        case "start when":
            return _start_when(run, world, index, element)
        case "answer":
            return _only_if(run, world, index, element)
    return run


def _goes_on(run: Run, index: int, stage: Stage) -> bool:
    """Whether steps of a stage begin: it has begun, and has not ended, or `rest continue` lets it go on."""
    element = run.graph.elements[index]
    assert isinstance(element, el.Stage)
    continues = stage.status == "completed" and element.rest_continues
    return stage.began and not stage.left and (stage.status == "active" or continues)


def _after(run: Run, world: World, index: int, element: el.AnyStep) -> Run:
    """It is not started until `start after` is met (rule 6); then its conditions are asked at once."""
    after = element.after
    if after is not None and not reached(after, (run.steps[each].status for each in after.elements)):
        return run
    status = "active" if element.start_when is None and not turns.are_given(run, element.scope) else "waiting"
    older = tuple(each for each in run.done if each.step != index)  # rule 12: entering a step again drops its entry
    run = evolve(run, done=older, passed=run.passed + 1)
    run = with_step(run, index, evolve(run.steps[index], phase="start when", status=status))
    return _start_when(run, world, index, element)


def _start_when(run: Run, world: World, index: int, element: el.AnyStep) -> Run:
    """It waits; once nothing that the condition reads can change any more, it is skipped (rule 7)."""
    verdict: bool | Failure | None = True
    if element.start_when is not None:
        run, verdict = ask(run, world, (index, None), element.start_when)
    if isinstance(verdict, Failure):
        return fail(run, index, verdict)
    if verdict:
        if element.only_if is None:  # else what predicates have answered is kept for it (rule 9)
            run = forget_answers(run, index)
        has_turns = turns.are_given(run, element.scope)
        phase, status = ("turn", "waiting") if has_turns else ("only if", "active")
        return with_step(run, index, evolve(run.steps[index], phase=phase, status=status))
    assert element.start_when is not None
    if verdict is False and is_final(Scene(run, world, (index, None)), element.start_when):
        return finish(run, index, "skipped")
    return run


def _only_if(run: Run, world: World, index: int, element: el.AnyStep) -> Run:
    """Asked once: false is skipped."""
    verdict: bool | Failure | None = True
    if element.only_if is not None:
        run, verdict = ask(run, world, (index, None), element.only_if)
    if isinstance(verdict, Failure):
        return fail(run, index, verdict)
    if verdict is None:
        is_asked = run.steps[index].phase == "answer"
        return run if is_asked else with_step(run, index, evolve(run.steps[index], phase="answer"))
    if not verdict:
        return finish(run, index, "skipped")
    run = forget_answers(run, index)
    return with_step(run, index, evolve(run.steps[index], phase="for each"))


def _for_each(run: Run, world: World, index: int, element: el.AnyStep) -> Run:
    """The list is captured once; a step without one has a single instance."""
    items: tuple[object, ...] = (None,)
    if element.each is not None:
        try:
            values = work_out(run, world, (index, None), element.each.items)
        except Failed as failed:
            return fail(run, index, Failure(failed.code, str(failed)))
        items = tuple(stored_of(element.each.item, each) for each in values)
    return with_step(run, index, evolve(run.steps[index], phase="running", items=items))


def _running(run: Run, world: World, index: int, element: el.AnyStep) -> Run:
    """Instances begin in the order of the list, so many at once as there may be; then the step finishes (rule 5)."""
    step = run.steps[index]
    assert step.items is not None
    is_open = sum(each.status in OPEN for each in step.instances)
    begun = len(step.instances)
    is_over = (
        not is_open and begun == len(step.items) and not adding.is_possible(step, element)
    )  # then nobody has to know whether it is enough
    run, enough = (run, False) if is_over else _enough(run, world, index, element)
    if isinstance(enough, Failure):
        return fail(run, index, enough)
    if enough:
        for instance in step.instances:
            run = leave_instance(run, index, instance.number)
        return finish(run, index, "completed")
    at_most = None if element.each is None else element.each.at_most
    if begun < len(step.items) and (at_most is None or is_open < at_most):
        instance = Instance(begun, step.items[begun])
        return with_step(run, index, evolve(run.steps[index], instances=(*step.instances, instance)))
    if not is_over or step.failure is not None:
        return run
    return finish(run, index, "completed" if element.each is not None else step.instances[0].status)


def _enough(run: Run, world: World, index: int, element: el.AnyStep) -> tuple[Run, bool | Failure | None]:
    """`enough when` is asked for the first time after an instance has completed."""
    step = run.steps[index]
    some = any(each.status == "completed" for each in step.instances)
    if element.each is None or element.each.enough_when is None or not some or step.failure is not None:
        return run, False
    return ask(run, world, (index, None), element.each.enough_when)


def finish(run: Run, index: int, status: str) -> Run:
    """The step is finished."""
    step = evolve(run.steps[index], status=status, phase="finished", failure=None)
    return forget_answers(with_step(run, index, step), index)


def fail(run: Run, index: int, failure: Failure) -> Run:
    """The step as a whole is in error: a condition, or its list."""
    return with_step(run, index, evolve(run.steps[index], failure=failure))


def complete_by_hand(run: Run, index: int, outputs: Mapping[str, Stored], by: str | None) -> Run:
    """Somebody gives what the step should have given; there is nothing to undo of it (rules 8 and 12)."""
    element = run.graph.elements[index]
    if isinstance(element, el.Interactive):
        outputs = {**outputs, "completed_by": by, "completed_at": run.now_text}
    run = leave_step(run, index)
    done = Instance(0, None, "completed", outputs=outputs)
    return finish(with_step(run, index, evolve(run.steps[index], instances=(done,))), index, "completed")


def skip(run: Run, index: int) -> Run:
    """The step is given up: what is open of it is discontinued, and the step counts as skipped (rule 15)."""
    return finish(leave_step(run, index), index, "skipped")
