"""What ends early: everything inside of something that is left is discontinued (rules 1, 2 and 19)."""

from collections.abc import Iterator

from attrs import evolve

from orchestra_dsl.graph import elements as el
from tests.model.conditions import forget_answers
from tests.model.locks import give_back
from tests.model.state import OPEN, OPEN_WORK, Instance, Parallel, Run, Step, put, without


def around(run: Run, index: int) -> Iterator[int]:
    """The element and everything that it lies in, from the inside out.

    What an error handler runs lies in what has failed, wherever the handler is declared.
    """
    while index != el.ROOT:
        yield index
        element = run.graph.elements[index]
        if isinstance(element, el.Branch):
            index = element.owner
        elif isinstance(element, el.HandlerBlock) and index in run.threads:
            index = (run.threads[index].of or (el.ROOT,))[0]
        else:
            index = element.scope


def inside(run: Run, index: int, holder: int) -> bool:
    """Whether an element lies in another, or is it."""
    return holder == el.ROOT or holder in around(run, index)


def leave(run: Run, holder: int, word: str = "discontinued") -> Run:
    """Discontinue everything open in a stage, parallel, branch or block; with ROOT everything that there is."""
    held = [index for index in (*run.stages, *run.parallels) if inside(run, index, holder)]
    run = close(run, holder, word)
    for index in held:
        if index in run.stages:
            run = give_back(run, index)
            stage = run.stages[index]
            stage = evolve(stage, status=word if stage.status in OPEN else stage.status, left=True, failure=None)
            run = evolve(run, stages=put(run.stages, index, stage))
        elif index in run.parallels:
            run = evolve(run, parallels=put(run.parallels, index, _left(run.parallels[index], word)))
        run = forget_answers(run, index)
    return run


def _left(parallel: Parallel, word: str) -> Parallel:
    branches = {branch: word if status in OPEN else status for branch, status in parallel.branches.items()}
    status = word if parallel.status in OPEN else parallel.status
    return evolve(parallel, status=status, branches=branches, failure=None)


def close(run: Run, holder: int, word: str = "discontinued") -> Run:
    """Discontinue the steps in it and the threads of control inside, but not stages and parallels themselves."""
    steps = [index for index in run.steps if inside(run, index, holder)]
    gone = [scope for scope in run.threads if scope != el.ROOT and inside(run, scope, holder)]
    for index in steps:
        run = leave_step(run, index, word)
    for scope in gone:
        if scope in run.threads:
            run = forget_answers(run, run.threads[scope].at)
    return evolve(run, threads=without(run.threads, *gone))


def leave_step(run: Run, index: int, word: str = "discontinued") -> Run:
    """A step is discontinued if it is open; its completed instances stay completed (rule 5)."""
    step = run.steps[index]
    if step.status not in OPEN:
        return run
    for instance in step.instances:
        run = leave_instance(run, index, instance.number, word)
    step = evolve(run.steps[index], status=word, failure=None)
    return forget_answers(evolve(run, steps=put(run.steps, index, step)), index)


def leave_instance(run: Run, index: int, number: int, word: str = "discontinued") -> Run:
    """An open instance is discontinued: its item withdrawn, its child canceled, its call answered to nobody."""
    instance = run.steps[index].instances[number]
    if instance.status not in OPEN:
        return run
    if instance.work is not None:
        run = end_work(run, instance.work, "withdrawn")
    if instance.call is not None and run.calls[instance.call].kind == "child":
        run = evolve(run, canceled=(*run.canceled, instance.call))
    for block in [each for each, thread in run.threads.items() if thread.of == (index, number)]:
        run = leave(run, block, word)
    instance = evolve(instance, status=word, call=None, retry_at=None, timeout_at=None, failure=None)
    return forget_answers(with_instance(run, index, instance), index, number)


def end_work(run: Run, number: int, status: str) -> Run:
    """A work item that is open ends."""
    item = run.work[number]
    if item.status not in OPEN_WORK:
        return run
    item = evolve(item, status=status, rungs=(), remind_at=None, rests=False, until=None)
    return evolve(run, work=(*run.work[:number], item, *run.work[number + 1 :]))


def with_instance(run: Run, index: int, instance: Instance) -> Run:
    """The run with one instance of a step replaced."""
    step: Step = run.steps[index]
    instances = tuple(instance if each.number == instance.number else each for each in step.instances)
    return evolve(run, steps=put(run.steps, index, evolve(step, instances=instances)))


def with_step(run: Run, index: int, step: Step) -> Run:
    """The run with one step replaced."""
    return evolve(run, steps=put(run.steps, index, step))
