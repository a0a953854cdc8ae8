"""O406: steps of a stage that wait for each other."""

from collections import defaultdict
from collections.abc import Iterator

from orchestra_dsl.analysis.flow.order import StageOrder, Wait
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n


def deadlocks(flow: Flow) -> Iterator[Diagnostic]:
    """Report every circle of steps that start after each other, each hop shown."""
    for stage in flow.stages():
        order = StageOrder(stage, flow.element)
        yield from (finding(circle, order) for circle in circles(order))


def circles(order: StageOrder) -> Iterator[list[int]]:
    """Yield the circles of steps that wait for each other, as places in the stage; each stuck step belongs to one."""
    stuck = set(range(len(order.stage.steps))) - set(order.in_order)
    while stuck:
        circle = _circle(min(stuck), stuck, order)
        if not circle:
            break
        yield circle
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


def finding(circle: list[int], order: StageOrder) -> Diagnostic:
    """Report a circle of steps, each hop shown."""
    names = [f"`{order.stage.steps[each].name.text}`" for each in circle]
    if len(circle) == 1:
        message = f"The step {names[0]} waits for itself, so it never starts."
    else:
        message = f"The steps {', '.join(names[:-1])} and {names[-1]} wait for each other, so none of them ever starts."
    hops = [_hop(each, circle[(number + 1) % len(circle)], order) for number, each in enumerate(circle)]
    return Diagnostic("O406", message, hops[0].span, labels=hops, hint="Take one of them out of the circle.")


def _hop(step: int, earlier: int, order: StageOrder) -> Label:
    """Show where a step says that it starts after another."""
    wait = next(wait for wait in order.waits[step] if earlier in wait.places)
    steps = order.stage.steps
    verb = "waits for what comes of" if isinstance(wait.clause, n.StartWhen) else "starts after"
    text = f"`{steps[step].name.text}` {verb} `{steps[earlier].name.text}`."
    return Label(_place(wait, steps[earlier], order), text)


def _place(wait: Wait, earlier: n.Step, order: StageOrder) -> Span:
    if isinstance(wait.clause, n.StartWhen):
        return wait.clause.condition.span
    return next(path.span for path in wait.clause.join.elements if order.element_of(path) is earlier)
