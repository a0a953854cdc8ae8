"""The blocks inside elements."""

from collections.abc import Iterator

from orchestra_dsl.analysis.flow.points import Container
from orchestra_dsl.syntax import nodes as n


def blocks_in(element: n.Element) -> Iterator[tuple[n.Block, Container | None]]:
    """Yield the blocks inside an element, each with the container that it is the inside of; handlers aside."""
    match element:
        case n.Decision():
            yield from ((then, None) for then in continuations(element) if isinstance(then, n.Block))
        case n.Repeat():
            yield element.block, None
        case n.Parallel():
            yield from ((branch.block, branch) for branch in element.branches)
        case n.Await():
            yield from ((arm.then, arm) for arm in element.arms if isinstance(arm.then, n.Block))
        case _:
            pass


def continuations(decision: n.Decision) -> Iterator[n.Continuation]:
    """Yield where each outcome of a decision leads."""
    for outcome in decision.outcomes:
        yield outcome.then
    if decision.otherwise is not None:
        yield decision.otherwise
