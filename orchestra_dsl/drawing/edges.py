"""The edges of a drawing: where control goes from each element, and which steps wait for which."""

from collections.abc import Iterator, Mapping

from orchestra_dsl.drawing.model import FINISH, START, Edge, EdgeKind
from orchestra_dsl.drawing.texts import Said, Texts
from orchestra_dsl.graph.conditions import word_of
from orchestra_dsl.graph.elements import (
    ROOT,
    THE_END,
    AnyElement,
    Arm,
    Assign,
    Await,
    Branch,
    Cancel,
    ConditionArm,
    Decision,
    EventArm,
    GoTo,
    Handler,
    HandlerBlock,
    Log,
    Notify,
    Parallel,
    Stage,
    Step,
    TimerArm,
    Undo,
    Update,
)
from orchestra_dsl.graph.model import Graph

Way = tuple[EdgeKind, int, str, str]
"""The kind of an edge, the index of its target, its label and the condition on it."""


def edges_of(graph: Graph, texts: Texts) -> tuple[Edge, ...]:
    """Every edge, in the order of the source."""
    found: list[Edge] = []
    numbers: dict[str, int] = {}
    for source, scope, (kind, target, label, text) in _all(graph, texts):
        numbers[source] = number = numbers.get(source, 0) + 1
        found.append(Edge(source, _name(graph, target, scope), kind, label, text, number))
    return tuple(found)


def _all(graph: Graph, texts: Texts) -> Iterator[tuple[str, int, Way]]:
    """The name of the source, the scope from which the target is seen, and the edge."""
    yield from ((START, ROOT, way) for way in _of_orchestration(graph))
    dependents = _dependents(graph)
    for index, element in enumerate(graph.elements):
        scope = index if isinstance(element, Branch | HandlerBlock) else element.scope
        name = joined(element.name) if isinstance(element, Parallel) else element.name
        yield from ((element.name, scope, way) for way in _ways(element, texts))
        yield from ((name, scope, way) for way in _below(element))
        yield from ((element.name, scope, ("after", later, "", "")) for later in dependents.get(index, ()))


def by_source(edges: tuple[Edge, ...]) -> Mapping[str, list[Edge]]:
    """The edges that leave each node."""
    found: dict[str, list[Edge]] = {}
    for edge in edges:
        found.setdefault(edge.source, []).append(edge)
    return found


def joined(parallel: str) -> str:
    """The name of the node where the branches of a parallel come together."""
    return f"{parallel}.(join)"


def done(handler: str) -> str:
    """The name of the node where the block of a handler ends."""
    return f"{handler}.(done)"


def _name(graph: Graph, target: int, scope: int) -> str:
    """The name of the node that a target stands for, from inside a scope."""
    if target >= 0:
        return graph.elements[target].name
    if target == THE_END or scope == ROOT:
        return FINISH
    around = graph.elements[scope]
    return joined(graph.elements[around.owner].name) if isinstance(around, Branch) else done(around.name)


def _of_orchestration(graph: Graph) -> Iterator[Way]:
    yield "flow", graph.first, "", ""
    yield from _handlers(graph.handlers)
    if graph.on_cancel is not None:
        yield "fault", graph.on_cancel, "on cancel", ""


def _handlers(handlers: tuple[Handler, ...]) -> Iterator[Way]:
    for handler in handlers:
        target = handler.target if handler.block is None else handler.block
        if target is not None:
            yield "fault", target, "on error" if handler.code is None else f'on error "{handler.code}"', ""


def _below(element: AnyElement) -> Iterator[Way]:
    """Where control goes on; from decisions and awaits that is said by their ways out."""
    match element:
        case Assign() | Update() | Notify() | Log() | Cancel() | Undo() | Stage() | Parallel():
            yield "flow", element.next, "", ""
        case GoTo(target=target):
            yield "jump", target, "", ""
        case HandlerBlock(first=first) | Branch(first=first):
            yield "flow", first, "", ""


def _ways(element: AnyElement, texts: Texts) -> Iterator[Way]:
    """The other edges of an element."""
    said = texts.of(element.name)
    match element:
        case Stage(start_limit=limit, timeout=timeout, handlers=handlers):
            if limit is not None:
                yield "time", limit.target, said.clause("up to"), ""
            if timeout is not None:
                yield "time", timeout.target, said.clause("timeout"), ""
            yield from _handlers(handlers)
        case Step(handlers=handlers):
            yield from _handlers(handlers)
        case Decision(name=name, outcomes=outcomes):
            for outcome in outcomes:
                label = outcome.name.removeprefix(f"{name}.")
                clause = "repeat while" if word_of(name) == "repeat" else f"outcome {label}"
                yield "outcome", outcome.target, label, said[clause] if outcome.when is not None else ""
        case Parallel(branches=branches):
            yield from (("branch", branch, "", "") for branch in branches)
        case Await(arms=arms):
            alone = len(arms) == 1 and word_of(element.name) in ("wait", "wait until")  # it is said by its node
            for number, arm in enumerate(arms, 1):
                yield ("flow", arm.target, "", "") if alone else ("arm", arm.target, *_of_arm(arm, number, said))


def _of_arm(arm: Arm, number: int, said: Said) -> tuple[str, str]:
    words = f"arm {number}"
    match arm:
        case EventArm(event=event, where=where, keep=keep):
            kept = "" if keep is None else said.clause("keep", f"{words} keep")
            condition = "" if where is None else said.clause("where", f"{words} where")
            return f"on {event}", f"{condition} {kept}".strip()
        case TimerArm():
            return said.clause("after", f"{words} after"), ""
        case ConditionArm():
            return "on", said[f"{words} on"] or said["wait until"]


def _dependents(graph: Graph) -> Mapping[int, list[int]]:
    """The steps that start after each step."""
    found: dict[int, list[int]] = {}
    for index, element in enumerate(graph.elements):
        if isinstance(element, Step) and element.after is not None:
            for earlier in element.after.elements:
                found.setdefault(earlier, []).append(index)
    return found
