"""O406: steps of a stage that wait for each other."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from orchestra_dsl.analysis.flow.order import StageOrder, Wait, in_order
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n

_Waits = Sequence[Sequence[Wait]]


def deadlocks(flow: Flow) -> Iterator[Diagnostic]:
    """Report every circle of steps that start after each other, each hop shown."""
    for stage in flow.stages():
        order = StageOrder(stage, flow.element)
        yield from (finding(circle, order.waits, order) for circle in circles(order.waits))


def circles(waits: _Waits) -> Iterator[list[int]]:
    """Yield the circles of what waits for each other, as places; what is stuck belongs to one, or waits for one."""
    stuck = set(range(len(waits))) - set(in_order(waits))
    while stuck:
        circle = _circle(min(stuck), stuck, waits)
        if not circle:
            break
        yield circle
        stuck -= _held_up(circle, stuck, waits)


def _circle(start: int, stuck: set[int], waits: _Waits) -> list[int]:
    """Follow what is waited for by something stuck until it comes a second time; return the round from there."""
    way: dict[int, None] = {}
    at: int | None = start
    while at is not None and at not in way:
        way[at] = None
        at = next((each for wait in waits[at] for each in wait.places if each in stuck), None)
    places = list(way)
    return [] if at is None else places[places.index(at) :]


def _held_up(circle: list[int], stuck: set[int], waits: _Waits) -> set[int]:
    """What is in a circle and what waits for that, one after the other."""
    dependents: dict[int, list[int]] = defaultdict(list)
    for place in stuck:
        for wait in waits[place]:
            for earlier in wait.places:
                dependents[earlier].append(place)
    held = set(circle)
    rest = list(circle)
    while rest:
        found = set(dependents[rest.pop()]) - held
        held |= found
        rest.extend(found)
    return held


def finding(circle: list[int], waits: _Waits, order: StageOrder) -> Diagnostic:
    """Report a circle, each hop shown. A place beyond the steps is the finish of a step."""
    steps = order.stage.steps
    nexts = [*circle[1:], circle[0]]
    found = [
        (each, to, next(wait for wait in waits[each] if to in wait.places))
        for each, to in zip(circle, nexts, strict=True)
    ]
    found = [hop for hop in found if hop[2].clause is not None]
    first = next((at for at, hop in enumerate(found) if isinstance(hop[2].clause, n.FinishWhen)), None)
    found = found[first or 0 :] + found[: first or 0]
    pairs = [(steps[each % len(steps)], steps[to % len(steps)], wait) for each, to, wait in found]
    names = [f"`{step.name.text}`" for step, _, _ in pairs]
    never = "starts" if first is None else "finishes"
    if len(names) == 1:
        message = f"The step {names[0]} waits for itself, so it never {never}."
    else:
        message = f"The steps {', '.join(names[:-1])} and {names[-1]} wait for each other, "
        message += f"so none of them ever {never}."
    hops = [_hop(*each, order) for each in pairs]
    return Diagnostic("O406", message, hops[0].span, labels=hops, hint="Take one of them out of the circle.")


def _hop(step: n.Step, earlier: n.Step, wait: Wait, order: StageOrder) -> Label:
    """Show where a step says that it comes after another."""
    name, other = step.name.text, earlier.name.text
    match wait.clause:
        case n.StartWhen(condition=condition):
            return Label(condition.span, f"`{name}` waits for what comes of `{other}`.")
        case n.FinishWhen(join=condition):
            return Label(condition.span, f"`{name}` does not finish before something comes of `{other}`.")
        case n.StartAfter(join=join):
            place = next(path.span for path in join.elements if order.element_of(path) is earlier)
            return Label(place, f"`{name}` starts after `{other}`.")
    raise AssertionError(wait)
