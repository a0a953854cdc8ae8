"""O413: orchestrations that run themselves, or each other in a circle, on every way through them."""

from collections.abc import Iterator, Sequence

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.components import components
from orchestra_dsl.analysis.flow.points import END, START, EdgeKind, Flow
from orchestra_dsl.analysis.meanings import RunCallMeaning
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n

_MAY_PASS = (n.OnlyIf, n.WithdrawWhen, n.MaySkip, n.ForEach, n.StartWhen, n.OnError)
"""The clauses by which a step may start nothing, or something else happens where what it starts fails."""

_MAY_LEAVE = (n.StartWhen, n.FinishWhen, n.Timeout, n.OnError)
"""The clauses by which a stage may be left before all its steps have begun."""

_Hop = tuple[int, n.BackgroundStep]


def endless_runs(flows: Sequence[Flow], checked: Checked) -> Iterator[Diagnostic]:
    """Report every circle of orchestrations each of which certainly runs the next, once, each hop shown."""
    places = {id(flow.outline.node): place for place, flow in enumerate(flows)}
    hops = {place: list(_hops(flow, places, checked)) for place, flow in enumerate(flows)}
    ways = {place: [to for to, _ in found] for place, found in hops.items()}
    for part in components(ways):
        if len(part) > 1 or part[0] in ways[part[0]]:
            yield _finding(_circle(min(part), set(part), hops), flows)


def _hops(flow: Flow, places: dict[int, int], checked: Checked) -> Iterator[_Hop]:
    """The orchestrations, by their places, that a run of this one certainly starts, with the steps that do so."""
    if flow.incomplete or checked.flaws.misname(flow.outline.node):
        return
    for at, point in enumerate(flow.points):
        if isinstance(point.node, n.Stage):
            found = list(_in_stage(point.node, flow, places, checked))
            if found and _has_to_be_done(point.node, at, flow):
                yield from found


def _in_stage(stage: n.Stage, flow: Flow, places: dict[int, int], checked: Checked) -> Iterator[_Hop]:
    for step in stage.steps:
        matched = checked.calls.get(step.call)
        meaning = None if matched is None else matched.meaning
        if isinstance(step, n.BackgroundStep) and isinstance(meaning, RunCallMeaning) and _runs(step, flow):
            yield places[id(meaning.orchestration)], step


def _has_to_be_done(stage: n.Stage, at: int, flow: Flow) -> bool:
    """Whether a run ends only by way of a stage, and leaves this only when all its steps have finished."""
    if any(isinstance(each, _MAY_LEAVE) for each in stage.clauses):
        return False
    is_left = all(edge.kind is EdgeKind.NEXT for edge in flow.outgoing[at])
    return is_left and END in flow.reached and END not in flow.reachable(START, without={at})


def _runs(step: n.BackgroundStep, flow: Flow) -> bool:
    """Whether nothing keeps a step from running what it names."""
    free = not any(isinstance(each, _MAY_PASS) for each in step.clauses)
    return free and id(step) not in flow.skippable and id(step) not in flow.canceled


def _circle(start: int, part: set[int], hops: dict[int, list[_Hop]]) -> list[_Hop]:
    """Follow the first hop that stays in a part until an orchestration comes a second time."""
    way: dict[int, _Hop] = {}
    at = start
    while at not in way:
        way[at] = next(hop for hop in hops[at] if hop[0] in part)
        at = way[at][0]
    places = list(way)
    return [(place, way[place][1]) for place in places[places.index(at) :]]


def _finding(circle: list[_Hop], flows: Sequence[Flow]) -> Diagnostic:
    names = [f"`{flows[place].outline.name}`" for place, _ in circle]
    message = f"Each run of {names[0]} runs {names[0]} again, so this never comes to an end."
    if len(names) > 1:
        message = f"The orchestrations {', '.join(names[:-1])} and {names[-1]} run each other on every way, "
        message += "so this never comes to an end."
    nexts = [*names[1:], names[0]]
    labels = [
        Label(step.call.span, f"{name} runs {other} here, whatever happens.")
        for (_, step), name, other in zip(circle, names, nexts, strict=True)
        if name != other
    ]
    hint = "Let something decide whether it goes on: `only if` at the step, or a `decide` before its stage."
    return Diagnostic("O413", message, circle[0][1].call.span, labels, hint)
