"""Elements to put something above that control then certainly comes by."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.right import Right
from orchestra_dsl.syntax.nodes import (
    Await,
    Decision,
    End,
    Fail,
    GoTo,
    Orchestration,
    Parallel,
    Stage,
    Wait,
    WaitUntil,
)

_GOES_ON_BELOW = Stage, Parallel, Wait, WaitUntil
_MAY_GO_ELSEWHERE = Decision, Await, GoTo, End, Fail


def reached_from_above(right: Right) -> Iterator[tuple[Stage | Decision | Parallel, Orchestration]]:
    """Named elements that the one above leads to: one that control only jumps to has nothing above it that runs."""
    for around, _ in right.of(Orchestration):
        comes_by = True
        for element in around.elements:
            if comes_by and isinstance(element, Stage | Decision | Parallel):
                yield element, around
            if isinstance(element, _GOES_ON_BELOW):
                comes_by = True
            elif isinstance(element, _MAY_GO_ELSEWHERE):
                comes_by = False
