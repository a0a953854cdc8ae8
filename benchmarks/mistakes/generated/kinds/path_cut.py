"""An output is read without its stage, without its step, or as if a step were its output."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from benchmarks.mistakes.generated.types import stage_named
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.nodes import Attribute, Reference, Stage


def slips(right: Right) -> Iterator[Slip]:
    """Shorten each path of a stage, a step and an output."""
    for node, place in right.of(Attribute):
        step = node.subject
        if not isinstance(step, Attribute) or not isinstance(step.subject, Reference):
            continue
        stage = stage_named(place, step.subject.name)
        if stage is None or place.inside(Stage) is stage or step.name.text not in [e.name.text for e in stage.steps]:
            continue
        at = node.span.start
        here = {each.name.text for each in (place.inside(Stage) or stage).steps}
        if step.name.text not in here or place.inside(Stage) is None:
            cut = Span(at, step.name.span.start, right.name)
            yield Slip((replaced(cut, ""),), at, "O2", f"`{step.name.text}` is inside `{stage.name.text}`")
        if node.name.text not in [each.name.text for each in stage.steps]:
            cut = Span(step.subject.span.end, step.span.end, right.name)
            yield Slip((replaced(cut, ""),), at, "O2", f"`{stage.name.text}` has no `{node.name.text}` of its own")
