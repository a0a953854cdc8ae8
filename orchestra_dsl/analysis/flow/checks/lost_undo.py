"""O410: steps that a loop repeats although `undo` takes back their latest completion only (language.md, rule 12)."""

from collections import deque
from collections.abc import Iterator

from orchestra_dsl.analysis.flow.order import StageOrder
from orchestra_dsl.analysis.flow.points import END, Edge, EdgeKind, Flow
from orchestra_dsl.analysis.flow.words import called, head
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n


def lost_undo(flow: Flow) -> Iterator[Diagnostic]:
    """Report every step with `undo` to which control may come back without an `undo` on the way."""
    undos = [at for at, point in enumerate(flow.points) if isinstance(point.node, n.Undo)]
    for at, point in enumerate(flow.points):
        if not isinstance(point.node, n.Stage) or at not in flow.reached:
            continue
        undoable = [(step, each) for step in point.node.steps for each in step.clauses if isinstance(each, n.UndoBy)]
        if undoable:
            yield from _in_stage(at, point.node, undoable, undos, flow)


def _in_stage(
    at: int, stage: n.Stage, undoable: list[tuple[n.Step, n.UndoBy]], undos: list[int], flow: Flow
) -> Iterator[Diagnostic]:
    stops = {each for each in undos if _takes_back(each, at, flow)}
    back = _leading_back(at, stops, flow)
    returning = [edge for edge in flow.outgoing[at] if edge.target in back]
    order = StageOrder(stage, flow.element)
    ways: dict[int, list[Edge]] = {}
    for step, clause in undoable:
        # Of the many steps whose errors may lead back the last ones are the likeliest to be open still.
        first = next((edge for edge in reversed(returning) if _may_have_run(edge, step, order, flow)), None)
        if first is not None:
            if first.target not in ways:
                ways[first.target] = _round(at, first, stops, flow)
            yield _finding(step, clause, ways[first.target], flow)


def _leading_back(stage: int, stops: set[int], flow: Flow) -> set[int]:
    """The points from which control may come to the stage without passing one of `stops`."""
    seen = {stage}
    rest = [stage]
    while rest:
        for edge in flow.incoming[rest.pop()]:
            if edge.source not in seen and edge.source not in stops and edge.kind is not EdgeKind.LATE_ERROR:
                seen.add(edge.source)
                rest.append(edge.source)
    return seen


def _takes_back(undo: int, stage: int, flow: Flow) -> bool:
    """Whether an `undo` on the way takes back what the stage has done: it may end before that, or see a branch only."""
    point = flow.points[undo]
    branch = next((each for each in reversed(point.containers) if isinstance(each, n.Branch)), None)
    if branch is not None and not any(each is branch for each in flow.points[stage].containers):
        return False
    if not isinstance(point.node, n.Undo) or point.node.back_to is None:
        return True
    until = flow.element(point.node.back_to)
    if until is None or flow.point_of[id(until)] == stage:
        return True
    return undo in flow.reachable(stage, without={flow.point_of[id(until)]})


def _may_have_run(edge: Edge, step: n.Step, order: StageOrder, flow: Flow) -> bool:
    """Whether the step may have completed when control leaves its stage along an edge."""
    if edge.kind is EdgeKind.TIME:
        times = [each.target for each in order.stage.clauses if isinstance(each, n.Timeout) and each.target is not None]
        return any(_point(target, flow) == edge.target for target in times)
    if edge.kind is not EdgeKind.ERROR:
        return edge.kind is not EdgeKind.LATE_ERROR
    failing = order.stage.steps if edge.step is None else (edge.step,)
    return any(each is not step and not order.is_before(each, step) for each in failing)


def _point(target: n.Target, flow: Flow) -> int | None:
    node = flow.element(target.path)
    return END if target.is_end else None if node is None else flow.point_of.get(id(node))


def _round(at: int, first: Edge, stops: set[int], flow: Flow) -> list[Edge]:
    """A shortest way out of a stage along an edge and back into it that passes none of `stops`."""
    came_by: dict[int, Edge] = {}
    rest = deque([first])
    while at not in came_by:
        edge = rest.popleft()
        if edge.target not in stops and edge.kind is not EdgeKind.LATE_ERROR and edge.target not in came_by:
            came_by[edge.target] = edge
            rest.extend(flow.outgoing[edge.target])
    way = [came_by[at]]
    while way[-1] is not first:
        way.append(came_by[way[-1].source])
    return way[::-1]


def _finding(step: n.Step, clause: n.UndoBy, way: list[Edge], flow: Flow) -> Diagnostic:
    back = [edge for edge in way if edge.target <= edge.source and flow.points[edge.source].kind == "element"]
    node = flow.points[(back or way)[-1].source].node
    labels = [] if node is None else [Label(head(node), f"From {called(node)} control may come back to it.")]
    return Diagnostic(
        "O410",
        f"The step `{step.name.text}` may run again, and then this can no longer take back what it did before.",
        clause.span,
        labels,
        "Write `undo` before control goes back, or leave the step out of the loop.",
    )
