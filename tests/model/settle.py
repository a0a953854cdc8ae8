"""The order in which the rules are asked, until none asks for a change (rules 9 and 21).

What an event brings about itself comes first: errors find who takes them, steps begin and finish, control moves on.
Branches take turns: control that has waited longest to move on does so. Then whoever waits for a condition is asked
again; then it is counted again for whom work is whose exclusions have changed; at last, where steps go one at a time,
the next one has its turn. Of all that can happen at one moment, what stands first in the source happens first, and
after each change it begins anew. (`docs/order.md` has it in more words.)
"""

from collections.abc import Iterator

from attrs import evolve

from orchestra_dsl.graph import elements as el
from tests.model import (
    awaits,
    control,
    elements,
    failing,
    instances,
    parallels,
    recounting,
    stages,
    steps,
    turns,
    undoing,
)
from tests.model.asking import asked_by_now
from tests.model.state import OPEN, Failure, Run
from tests.model.world import World

BUDGET = 100_000
"""How many elements a run may pass in one event, those that control comes to and steps that begin (rule 22)."""


ENDLESS = 1_000_000
"""More changes than any event can ask for within the budget."""


def settle(run: Run, world: World, passed: int = 0) -> Run:
    """The run once nothing more is to be done at this moment. `passed` is what control has passed for it before."""
    run = evolve(run, passed=passed)
    for _ in range(ENDLESS):
        changed = next((each for each in changes(run, world) if each is not run), run)
        if changed is run or run.status != "active":
            return asked_by_now(run)
        run = changed
    raise RuntimeError("the rules of the model go on and on")


def changes(run: Run, world: World) -> Iterator[Run]:
    """What each rule makes of the run, in their order; the run itself where it asks for nothing."""
    for place, failure in failing.failures(run):
        if not (failure.taken or failure.left):
            yield failing.take(run, place, failure)
    for index, element in enumerate(run.graph.elements):
        yield from _advance(run, world, index, element)
    moving = [scope for scope, thread in run.threads.items() if thread.on_the_way and thread.failure is None]
    for scope in sorted(moving, key=lambda each: run.threads[each].visit):
        yield _arrive(run, world, scope)
    for index, element in enumerate(run.graph.elements):
        yield from _ask_again(run, world, index, element)
    for index, element in enumerate(run.graph.elements):
        if isinstance(element, el.Interactive) and element.exclude and index in run.steps:
            for instance in run.steps[index].instances:
                yield recounting.excludes_others(run, world, index, element, instance.number)
    for index in run.stages:
        yield turns.give(run, index)


def _arrive(run: Run, world: World, scope: int) -> Run:
    if run.passed >= BUDGET:
        return control.stop(run, scope, Failure("Budget", "control goes on and on", left=True))
    passing = evolve(run, passed=run.passed + (run.threads[scope].at >= 0))
    arrived = elements.arrive(passing, world, scope)
    return run if arrived is passing else arrived


def _advance(run: Run, world: World, index: int, element: el.AnyElement) -> Iterator[Run]:
    """What happens by itself at an element."""
    match element:
        case el.Stage() if index in run.stages:
            yield stages.advance(run, world, index, element)
        case el.Parallel() if index in run.parallels:
            yield parallels.advance(run, world, index, element)
        case el.Background() | el.Child() | el.Interactive() if index in run.steps:
            for instance in run.steps[index].instances:
                yield instances.advance(run, world, index, element, instance.number)
            if run.steps[index].status in ("not started", *OPEN):
                yield steps.advance(run, world, index, element)
        case el.Undo():
            for scope in _standing_at(run, index):
                yield undoing.advance(run, world, scope, element)


def _ask_again(run: Run, world: World, index: int, element: el.AnyElement) -> Iterator[Run]:
    """What is waited for at an element, by whoever is awake."""
    if (index, None) in run.asleep:
        return
    match element:
        case el.Stage() if index in run.stages:
            yield stages.ask_again(run, world, index, element)
        case el.Parallel() if index in run.parallels:
            yield parallels.ask_again(run, world, index, element)
        case el.Background() | el.Child() | el.Interactive() if index in run.steps:
            for instance in run.steps[index].instances:
                if (index, instance.number) not in run.asleep:
                    yield instances.ask_again(run, world, index, element, instance.number)
            if run.steps[index].status in OPEN:
                yield steps.ask_again(run, world, index, element)
        case el.Await():
            for scope in _standing_at(run, index):
                yield awaits.advance(run, world, scope, element)
        case el.Decision():
            for scope in _standing_at(run, index):
                yield run if run.threads[scope].failure is not None else elements.arrive(run, world, scope)


def _standing_at(run: Run, index: int) -> list[int]:
    return [scope for scope, thread in run.threads.items() if thread.at == index and not thread.on_the_way]
