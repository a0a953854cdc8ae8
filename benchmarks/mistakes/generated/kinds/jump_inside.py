"""A jump leads into the inside of a stage or a branch."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.right import Place, Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from orchestra_dsl.syntax.nodes import Branch, Decision, Orchestration, Stage, Target, walk


def slips(right: Right) -> Iterator[Slip]:
    """Let each target be a step of a stage that it does not stand in, or an element inside another branch."""
    for target, place in right.of(Target):
        inner = list(_inside(target, place))
        if inner:
            path = inner[target.span.start % len(inner)]
            yield Slip((replaced(target.span, path),), target.span.start, "O4", f"`{path}` cannot be entered from here")


def _inside(target: Target, place: Place) -> Iterator[str]:
    around = place.inside(Orchestration)
    for node in walk(around) if around else ():
        if node.span.start <= target.span.start < node.span.end:
            continue
        if isinstance(node, Stage):
            yield from (f"{node.name.text}.{step.name.text}" for step in node.steps)
        elif isinstance(node, Branch):
            yield from (each.name.text for each in node.block.elements if isinstance(each, Stage | Decision))
