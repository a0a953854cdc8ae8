"""A loop in which nothing waits."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.lines import line_before
from benchmarks.mistakes.generated.reached import reached_from_above
from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, deleted
from benchmarks.mistakes.generated.types import sort_of
from orchestra_dsl.syntax.nodes import Await, Decision, Orchestration, Parallel, Repeat, Stage, Var, Wait, WaitUntil

_WAITING = Stage, Wait, WaitUntil, Await, Parallel


def slips(right: Right) -> Iterator[Slip]:
    """Delete what waits in a `repeat`; put loops that only decide, count or tell above elements."""
    for loop, _ in right.of(Repeat):
        waiting = [each for each in loop.block.elements if isinstance(each, _WAITING)]
        if len(waiting) == 1:
            yield Slip((deleted(waiting[0].span),), loop.span.start, "O4", "nothing in the loop waits")
    for element, around in reached_from_above(right):
        for line in _loops(around, element):
            yield Slip((line_before(right, element, line),), element.span.start, "O4", "nothing in the loop waits")


def _loops(around: Orchestration, below: Stage | Decision | Parallel) -> Iterator[str]:
    numbers = [
        each.name.text
        for each in around.elements
        if isinstance(each, Var) and sort_of(each.type) == "number" and each.span.end < below.span.start
    ]
    after = below.name.text
    for name in numbers[:2]:
        counting = f"set {name} = {name} + 1"
        yield f"repeat while {name} < 3 {{ {counting} }}"
        yield f"decide on_it {{ outcome more when {name} < 9 {{ {counting}  go to on_it }}  otherwise -> {after} }}"
    yield f"decide over_again {{ outcome more when run.started_at < now - 2d -> over_again  otherwise -> {after} }}"
