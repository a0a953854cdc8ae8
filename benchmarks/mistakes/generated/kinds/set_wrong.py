"""A value is set that cannot be set, or compared where it should be set."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.lines import line_before, word_within
from benchmarks.mistakes.generated.reached import reached_from_above
from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.nodes import Let, Set


def slips(right: Right) -> Iterator[Slip]:
    """Set a formula or a parameter above elements; write `==` or nothing in place of `=`."""
    for below, around in reached_from_above(right):
        at = below.span.start
        lets = [each for each in around.elements if isinstance(each, Let) and each.span.end < at]
        for name, value in [(each.name.text, right.covered(each.value.span)) for each in lets]:
            line = f"set {name} = {value}"
            yield Slip((line_before(right, below, line),), at, "O3", f"`{name}` is a formula")
        for each in around.parameters:
            line = f"set {each.name.text} = {each.name.text}"
            yield Slip((line_before(right, below, line),), at, "O3", "a parameter is given at the start")
    for node, _ in right.of(Set):
        sign = word_within(right, Span(node.name.span.end, node.value.span.start, right.name), "=")
        for wrong in ("==", "", ":=") if sign else ():
            yield Slip((replaced(sign or node.span, wrong),), node.span.start, "O1", "`set` is written with `=`")
