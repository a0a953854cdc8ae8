"""Every reference resolves: whatever a state names is there, and of the kind that it has to be."""

from collections.abc import Iterator

from orchestra_dsl.graph.elements import (
    ROOT,
    Await,
    Branch,
    Decision,
    HandlerBlock,
    Parallel,
    Stage,
    Step,
)
from orchestra_dsl.runtime.invariants.subject import Subject


def every_reference_resolves(run: Subject) -> Iterator[str]:
    """Elements, threads, entries and instances that the state names are there."""
    yield from _open_things(run)
    yield from _threads(run)
    yield from _kept(run)
    for index in run.state.failing:
        if index != ROOT and run.element(index) is None:
            yield f"an element number {index} is in error, which the orchestration does not have"


def _open_things(run: Subject) -> Iterator[str]:
    state = run.state
    kinds = ((state.stages, Stage, "stage"), (state.steps, Step, "step"), (state.parallels, Parallel, "parallel"))
    for found, kind, word in kinds:
        for index in found:
            if not isinstance(run.element(index), kind):
                yield f"the open {word} number {index} is no {word} of the orchestration"
    for index, step in state.steps.items():
        element = run.element(index)
        if element is not None and element.scope not in state.stages:
            yield f"the step {element.name} is open, and its stage is not"
        lost = [number for number in step.queue if number not in step.instances]
        if lost:
            yield f"instances {lost} of the step {run.name(index)} are queued, and are not open"
    for index, stage in state.stages.items():
        element = run.element(index)
        steps = element.steps if isinstance(element, Stage) else ()
        named = {*stage.met, *stage.line, *stage.statuses, *(() if stage.turn is None else (stage.turn,))}
        if strange := named.difference(steps):
            yield f"the stage {run.name(index)} counts elements {sorted(strange)}, which are no steps of it"
    for opened, word in ((state.stages, "stage"), (state.parallels, "parallel")):
        for index, each in opened.items():
            if each.thread not in state.threads:
                yield f"the {word} {run.name(index)} is open, and the thread that has entered it is gone"


def _threads(run: Subject) -> Iterator[str]:
    state = run.state
    entries = {(each.step, each.visit, each.instance) for each in state.done}
    for key, thread in state.threads.items():
        if run.element(thread.at) is None:
            yield f"control stands at element {thread.at}, which the orchestration does not have"
        if thread.parent is not None and thread.parent not in state.threads:
            yield f"the thread of {run.name(key)} belongs to one that is gone"
        block = None if thread.block is None else run.element(thread.block)
        if key != ROOT and not isinstance(block, Branch | HandlerBlock):
            yield f"the thread of {run.name(key)} runs no block"
        if isinstance(block, Branch) and block.owner not in state.parallels:
            yield f"the branch {block.name} is open, and its parallel is not"
        if thread.undoing is not None and thread.undoing not in entries:
            yield f"{run.name(thread.at)} undoes what has not been done"
        if strange := [each for each in thread.messages if not isinstance(run.element(each), Await)]:
            yield f"messages are kept of elements {strange}, which are no awaits"


def _kept(run: Subject) -> Iterator[str]:
    """What is kept to be read later."""
    state, graph = run.state, run.program.graph
    of_steps = {*state.outputs, *(each.step for each in state.done)}
    for index in sorted(of_steps):
        if not isinstance(run.element(index), Step):
            yield f"something is kept of element {index}, which is no step"
    if strange := [each for each in state.variables if not 0 <= each < len(graph.variables)]:
        yield f"variables {strange} have values, which the orchestration does not have"
    if strange := [each for each, _ in state.visited if not isinstance(run.element(each), Decision)]:
        yield f"outcomes are kept of elements {strange}, which are no decisions"
    if strange := [each for each in state.entered if not isinstance(run.element(each), Stage)]:
        yield f"entries are counted of elements {strange}, which are no stages"
    if strange := [each for each in state.statuses if not isinstance(run.element(each), Stage | Step)]:
        yield f"statuses are kept of elements {strange}, which are neither stages nor steps"
    if strange := [each for each in state.originals if not 0 <= each < len(graph.parameters)]:
        yield f"originals are kept of parameters {strange}, which the orchestration does not have"
    for kept in state.messages:
        for at, place, _ in kept.arms:
            element = run.element(at)
            if not isinstance(element, Await) or not 0 <= place < len(element.arms):
                yield f"a message is kept for arm {place} of element {at}, which there is not"
