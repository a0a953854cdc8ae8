"""Where control may go in a graph: the edges between its elements, and what can be reached along them."""

from collections.abc import Iterator

from orchestra_dsl.graph.elements import (
    AnyElement,
    Assign,
    Background,
    Decision,
    GoTo,
    Handler,
    HandlerBlock,
    Interactive,
    Notify,
    Stage,
)
from orchestra_dsl.graph.model import Graph


def targets(element: AnyElement) -> Iterator[int]:
    """Where control goes from an element by itself; errors apart."""
    match element:
        case Stage(next=following, start_limit=limit, timeout=timeout):
            yield following
            yield from (each.target for each in (limit, timeout) if each is not None)
        case Decision(next=following, outcomes=outcomes):
            yield following
            yield from (each.target for each in outcomes)
        case Assign(next=following) | Notify(next=following):
            yield following
        case GoTo(target=target) | HandlerBlock(first=target):
            yield target


def reachable(graph: Graph, start: int, avoiding: int) -> frozenset[int]:
    """The elements to which control may come from `start`, errors included, without passing `avoiding`."""
    seen: set[int] = set()
    rest = [start, *_after_errors(graph.handlers)]
    while rest:
        index = rest.pop()
        if index in seen or index == avoiding or index < 0:
            continue
        seen.add(index)
        element = graph.elements[index]
        rest.extend(targets(element))
        if isinstance(element, Stage):
            inside = (graph.elements[step] for step in element.steps)
            handlers = (each.handlers for each in inside if isinstance(each, Background | Interactive))
            rest.extend(target for found in (element.handlers, *handlers) for target in _after_errors(found))
    return frozenset(seen)


def _after_errors(handlers: tuple[Handler, ...]) -> Iterator[int]:
    for handler in handlers:
        target = handler.target if handler.block is None else handler.block
        if target is not None:
            yield target
