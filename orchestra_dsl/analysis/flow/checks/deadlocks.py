"""O406 and O411: steps of a stage that wait for each other, and numbers of steps that cannot be met."""

from collections import defaultdict
from collections.abc import Iterator

from orchestra_dsl.analysis.flow.order import StageOrder, Wait
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.analysis.flow.words import head
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n


def deadlocks(flow: Flow) -> Iterator[Diagnostic]:
    """Report every circle of steps that start after each other, each hop shown."""
    for stage in flow.stages():
        order = StageOrder(stage, flow.element)
        stuck = set(range(len(stage.steps))) - set(order.in_order)
        while stuck:
            circle = _circle(min(stuck), stuck, order)
            if not circle:
                break
            yield _finding(stage, circle, order)
            stuck -= _held_up(circle, stuck, order)


def _circle(start: int, stuck: set[int], order: StageOrder) -> list[int]:
    """Follow what a stuck step waits for until a step comes a second time; return the round from there."""
    way: dict[int, None] = {}
    at: int | None = start
    while at is not None and at not in way:
        way[at] = None
        at = next((each for wait in order.waits[at] for each in wait.places if each in stuck), None)
    steps = list(way)
    return [] if at is None else steps[steps.index(at) :]


def _held_up(circle: list[int], stuck: set[int], order: StageOrder) -> set[int]:
    """The steps of a circle and those that wait for them, one after the other."""
    dependents: dict[int, list[int]] = defaultdict(list)
    for step in stuck:
        for wait in order.waits[step]:
            for earlier in wait.places:
                dependents[earlier].append(step)
    held = set(circle)
    rest = list(circle)
    while rest:
        found = set(dependents[rest.pop()]) - held
        held |= found
        rest.extend(found)
    return held


def _finding(stage: n.Stage, circle: list[int], order: StageOrder) -> Diagnostic:
    names = [f"`{stage.steps[each].name.text}`" for each in circle]
    if len(circle) == 1:
        message = f"The step {names[0]} starts after itself, so it never starts."
    else:
        message = f"The steps {', '.join(names[:-1])} and {names[-1]} wait for each other, so none of them ever starts."
    hops = [_hop(each, circle[(number + 1) % len(circle)], order) for number, each in enumerate(circle)]
    return Diagnostic("O406", message, hops[0].span, labels=hops, hint="Take one of them out of the circle.")


def _hop(step: int, earlier: int, order: StageOrder) -> Label:
    """Show where a step says that it starts after another."""
    wait = next(wait for wait in order.waits[step] if earlier in wait.places)
    steps = order.stage.steps
    text = f"`{steps[step].name.text}` starts after `{steps[earlier].name.text}`."
    return Label(_place(wait, steps[earlier], order, steps[step]), text)


def _place(wait: Wait, earlier: n.Step, order: StageOrder, step: n.Step) -> Span:
    if isinstance(wait.clause, n.OneAtATime):
        return head(step)
    return next(path.span for path in wait.clause.join.elements if order.element_of(path) is earlier)


def impossible_counts(flow: Flow) -> Iterator[Diagnostic]:
    """Report `n of` where n is none at all or more than the names that follow it, and `at most 0 at once`."""
    for point in flow.points:
        if point.kind != "element" or not isinstance(point.node, n.Stage | n.Parallel):
            continue
        for join in _joins(point.node):
            if not 1 <= join.count <= len(join.elements):
                message, hint = f"This asks for {join.count} of {len(join.elements)}.", len(join.elements)
                yield Diagnostic("O411", message, join.span, hint=f"Write a number from 1 to {hint}.")
        for loop in _loops(point.node):
            if loop.at_once is not None and loop.at_once < 1:
                message = "With none at once, nothing is ever begun."
                yield Diagnostic("O411", message, loop.span, hint="Write a number from 1, or `one by one`.")


def _loops(element: n.Stage | n.Parallel) -> Iterator[n.ForEach]:
    steps = element.steps if isinstance(element, n.Stage) else ()
    yield from (clause for step in steps for clause in step.clauses if isinstance(clause, n.ForEach))


def _joins(element: n.Stage | n.Parallel) -> Iterator[n.CountOf]:
    """The joins of a stage, its steps, or a parallel."""
    steps = element.steps if isinstance(element, n.Stage) else ()
    for clause in (*element.clauses, *(clause for step in steps for clause in step.clauses)):
        if isinstance(clause, n.FinishWhen | n.StartAfter) and isinstance(clause.join, n.CountOf):
            yield clause.join
