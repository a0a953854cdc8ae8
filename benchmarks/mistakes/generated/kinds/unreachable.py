"""An element that control never comes to."""

from collections.abc import Iterator
from itertools import pairwise

from benchmarks.mistakes.generated.lines import line_before
from benchmarks.mistakes.generated.right import Right, elements_of
from benchmarks.mistakes.generated.slip import Slip
from orchestra_dsl.syntax.nodes import Block, Element, End, Fail, GoTo, Let, Orchestration, Target, Var, walk


def slips(right: Right) -> Iterator[Slip]:
    """Put `go to`, `end` or `fail` above each element that nothing goes to."""
    for node, place in right.of(Orchestration, Block):
        around = node if isinstance(node, Orchestration) else place.inside(Orchestration)
        if around is None:
            continue
        targets = [each.path.text for each in walk(around) if isinstance(each, Target) and not each.is_end]
        for element in _gone(elements_of(node), targets):
            line = _line(around, targets, element.span.start)
            at = element.span.start + 1
            yield Slip((line_before(right, element, line),), at, "O4", f"nothing comes here after `{line}`")


def _gone(elements: tuple[Element, ...], targets: list[str]) -> Iterator[Element]:
    """Elements that only the one before leads to; what is left alone is a block's first one."""
    for before, element in pairwise(elements):
        name = getattr(element, "name", None)
        reached = name is not None and name.text in targets
        if not reached and not isinstance(element, Let | Var) and not isinstance(before, GoTo | End | Fail):
            yield element


def _line(around: Orchestration, targets: list[str], turn: int) -> str:
    lines = [
        'fail "It stops here"',
        *([] if around.outputs else ['end "Early"']),
        *(f"go to {each}" for each in targets[:2]),
    ]
    return lines[turn % len(lines)]
