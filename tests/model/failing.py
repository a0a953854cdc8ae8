"""Errors, and who takes them: the handlers of the step, then of the stage, then of the orchestration (rule 15)."""

from collections.abc import Iterator

from attrs import evolve

from orchestra_dsl.graph import elements as el
from tests.model import control, guards, instances, stages, steps
from tests.model.leaving import around, leave, with_instance, with_step
from tests.model.state import Failure, Place, Run, put, without


def failures(run: Run) -> Iterator[tuple[Place, Failure]]:
    """Everything that is in error, in source order and list order (rule 21)."""
    found: list[tuple[Place, Failure | None]] = []
    found += [((thread.at, None), thread.failure) for thread in run.threads.values()]
    found += [((index, None), each.failure) for index, each in run.stages.items()]
    found += [((index, None), each.failure) for index, each in run.parallels.items()]
    for index, step in run.steps.items():
        found.append(((index, None), step.failure))
        found += [((index, each.number), each.failure) for each in step.instances]
    known = [(place, failure) for place, failure in found if failure is not None]
    yield from sorted(known, key=lambda each: (each[0][0], -1 if each[0][1] is None else each[0][1]))


def take(run: Run, place: Place, failure: Failure) -> Run:
    """The first handler that fits takes an error; without one it is left to an administrator."""
    handler = next((each for each in _handlers(run, place) if each.code in (None, failure.code)), None)
    if handler is None:
        return marked(run, place, evolve(failure, left=True))
    error = {
        "code": failure.code,
        "message": failure.message,
        "element": run.graph.elements[place[0]].name,
    }
    if handler.block is None:
        assert handler.target is not None
        return _to_target(evolve(run, error=error), place, handler.target)
    if handler.block in run.threads:
        return run
    run = marked(evolve(run, error=error), place, evolve(failure, taken=True))
    block = run.graph.elements[handler.block]
    assert isinstance(block, el.HandlerBlock)
    run = control.go(run, handler.block, block.first)
    thread = evolve(run.threads[handler.block], error=error, of=place)
    return evolve(run, threads=put(run.threads, handler.block, thread))


def _handlers(run: Run, place: Place) -> Iterator[el.Handler]:
    """From the inside out: the step, its stage, what these lie in, at last the orchestration.

    An error in a handler's block is not taken by the handlers of its owner.
    """
    elements = run.graph.elements
    index = place[0]
    while index != el.ROOT:
        element = elements[index]
        if isinstance(element, el.Step | el.Stage):
            yield from element.handlers
        if isinstance(element, el.HandlerBlock):
            if element.owner == el.ROOT:
                return
            index = element.owner
        index = elements[index].scope
    yield from run.graph.handlers


def _to_target(run: Run, place: Place, target: int) -> Run:
    """A handler's target leaves the stage of its step (rule 2)."""
    index = place[0]
    element = run.graph.elements[index]
    if isinstance(element, el.Step):
        run, index = leave(run, element.scope), element.scope
    elif isinstance(element, el.Stage):
        run = leave(run, index)
    scope = control.scope_of(run, around(run, run.graph.elements[index].scope))
    return control.jump(run, scope, target)


def block_is_done(run: Run, block: int) -> Run:
    """A handler's block that does not jump leaves what has failed skipped (rule 15), and nothing open in itself."""
    place = run.threads[block].of
    assert place is not None
    run = leave(run, block)
    return skip(evolve(run, threads=without(run.threads, block)), (place[0], place[1]))


def skip(run: Run, place: Place) -> Run:
    """What is in error is given up, and everything goes on as if it had been skipped."""
    index, number = place
    element = run.graph.elements[index]
    if isinstance(element, el.Step):
        return steps.skip(run, index) if number is None else instances.skip(run, index, number)
    scope = control.scope_of(run, around(run, element.scope))
    run = leave(run, index)
    if isinstance(element, el.Stage):
        stage = evolve(run.stages[index], status="skipped", failure=None)
        run = evolve(run, stages=put(run.stages, index, stage))
    return control.go(run, scope, getattr(element, "next", el.FALLS_OFF))


def again(run: Run, place: Place) -> Run:
    """What is in error is tried again from where it stood: a step with a new row of attempts.

    A stage that waits for its `start when` begins to wait anew, and so does an await.
    """
    index, number = place
    run = marked(run, place, None)
    element = run.graph.elements[index]
    if isinstance(element, el.Step):
        if number is None:
            step = run.steps[index]
            return with_step(run, index, evolve(step, phase="only if")) if step.phase == "answer" else run
        instance = run.steps[index].instances[number]
        done = instance.outputs is not None  # then whether it is finished is asked again, one after the other
        instance = evolve(instance, further=0, waits=done, held=False, work=instance.work if done else None)
        return with_instance(run, index, instance)
    for scope, thread in run.threads.items():
        starts_over = not isinstance(element, el.Stage | el.Parallel)
        if thread.at == index and starts_over:
            run = evolve(run, threads=put(run.threads, scope, evolve(thread, on_the_way=True)))
    return run


def put_in_error(run: Run, place: Place, failure: Failure) -> Run:
    """What stands at a place is in error."""
    index, number = place
    element = run.graph.elements[index]
    if isinstance(element, el.Stage):
        return stages.fail(run, index, failure)
    if isinstance(element, el.Step) and number is not None:
        works = run.steps[index].instances[number].outputs is None
        return (guards.stopped if works else instances.fail)(run, index, number, failure)
    if isinstance(element, el.Parallel):
        return evolve(run, parallels=put(run.parallels, index, evolve(run.parallels[index], failure=failure)))
    return marked(run, place, failure)


def marked(run: Run, place: Place, failure: Failure | None) -> Run:
    """The run with what is in error at a place replaced."""
    index, number = place
    element = run.graph.elements[index]
    if isinstance(element, el.Step):
        step = run.steps[index]
        if number is None:
            return with_step(run, index, evolve(step, failure=failure))
        return with_instance(run, index, evolve(step.instances[number], failure=failure))
    if isinstance(element, el.Stage) and index in run.stages and run.stages[index].failure is not None:
        return stages.fail(run, index, failure) if failure else _without_failure(run, index)
    if isinstance(element, el.Parallel) and run.parallels[index].failure is not None:
        return evolve(run, parallels=put(run.parallels, index, evolve(run.parallels[index], failure=failure)))
    scope = next(each for each, thread in run.threads.items() if thread.at == index)
    return evolve(run, threads=put(run.threads, scope, evolve(run.threads[scope], failure=failure)))


def _without_failure(run: Run, index: int) -> Run:
    return evolve(run, stages=put(run.stages, index, evolve(run.stages[index], failure=None)))
