"""Where control may go in a graph: the edges between its elements, and what can be reached along them."""

from collections.abc import Iterator, Sequence

from orchestra_dsl.graph.elements import (
    ROOT,
    AnyElement,
    Assign,
    Await,
    Branch,
    Cancel,
    Decision,
    GoTo,
    Handler,
    HandlerBlock,
    Log,
    Notify,
    Parallel,
    Stage,
    Step,
    Undo,
    Update,
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
        case Parallel(next=following, branches=branches):
            yield following
            yield from branches
        case Await(next=following, arms=arms):
            yield following
            yield from (each.target for each in arms)
        case Assign(next=following) | Notify(next=following) | Undo(next=following) | Update(next=following):
            yield following
        case Log(next=following) | Cancel(next=following):
            yield following
        case GoTo(target=target) | HandlerBlock(first=target) | Branch(first=target):
            yield target


def scopes(elements: Sequence[AnyElement], index: int) -> Iterator[int]:
    """The scopes around an element, the innermost first."""
    scope = elements[index].scope
    while scope != ROOT:
        yield scope
        scope = elements[scope].scope


def beyond(graph: Graph, stage: int) -> frozenset[int]:
    """The elements to which control may come while steps of the stage are open.

    They lie below it, if it has `rest continue`, and below every parallel around it that has.
    """
    found: frozenset[int] = frozenset()
    for index in (stage, *scopes(graph.elements, stage)):
        element = graph.elements[index]
        around = element.owner if isinstance(element, Branch) else index
        owner = graph.elements[around]
        if isinstance(owner, Stage | Parallel) and owner.rest_continues:
            found |= reachable(graph, owner.next, around)
    return found


def beside(graph: Graph, stage: int) -> dict[int, int]:
    """The elements of the other branches of all parallels around the stage, each with its branch of that parallel."""
    others: set[int] = set()
    for scope in scopes(graph.elements, stage):
        branch = graph.elements[scope]
        if isinstance(branch, Branch):
            others.update(each for each in targets(graph.elements[branch.owner]) if _is_branch(graph, each))
            others.discard(scope)
    found: dict[int, int] = {}
    for index in range(len(graph.elements)) if others else ():
        branch_of = next((scope for scope in scopes(graph.elements, index) if scope in others), None)
        if branch_of is not None:
            found[index] = branch_of
    return found


def _is_branch(graph: Graph, index: int) -> bool:
    return index >= 0 and isinstance(graph.elements[index], Branch)


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
            handlers = (each.handlers for each in inside if isinstance(each, Step))
            rest.extend(target for found in (element.handlers, *handlers) for target in _after_errors(found))
    return frozenset(seen)


def _after_errors(handlers: tuple[Handler, ...]) -> Iterator[int]:
    for handler in handlers:
        target = handler.target if handler.block is None else handler.block
        if target is not None:
            yield target
