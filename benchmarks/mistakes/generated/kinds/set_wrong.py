"""A value is set that cannot be set, or compared where it should be set."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.lines import line_before, word_within
from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.nodes import Let, Orchestration, Set, Stage


def slips(right: Right) -> Iterator[Slip]:
    """Set a formula or a parameter above each stage; write `==` or nothing in place of `=`."""
    for stage, place in right.of(Stage):
        around = place.parent
        if isinstance(around, Orchestration):
            lets = [each for each in around.elements if isinstance(each, Let) and each.span.end < stage.span.start]
            for name, value in [(each.name.text, right.covered(each.value.span)) for each in lets]:
                why = f"`{name}` is a formula"
                yield Slip((line_before(right, stage, f"set {name} = {value}"),), stage.span.start, "O3", why)
            for each in around.parameters:
                line = f"set {each.name.text} = {each.name.text}"
                yield Slip(
                    (line_before(right, stage, line),), stage.span.start, "O3", "a parameter is given at the start"
                )
    for node, _ in right.of(Set):
        sign = word_within(right, Span(node.name.span.end, node.value.span.start, right.name), "=")
        for wrong in ("==", "", ":=") if sign else ():
            yield Slip((replaced(sign or node.span, wrong),), node.span.start, "O1", "`set` is written with `=`")
