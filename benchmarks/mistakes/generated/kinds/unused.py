"""Something is declared that nothing uses."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.lines import line_before
from benchmarks.mistakes.generated.reached import reached_from_above
from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, inserted
from orchestra_dsl.syntax.nodes import OnError, Target

_LINES = "let leftover = 30", "var leftover: integer = 0", 'let leftover = "none"', "var leftover: text? = null"


def slips(right: Right) -> Iterator[Slip]:
    """Declare a formula or variable above elements, and name an error that no handler reads."""
    for below, _ in reached_from_above(right):
        for line in _LINES:
            yield Slip((line_before(right, below, line),), below.span.start, "O2", "`leftover` is used nowhere")
    for handler, _ in right.of(OnError):
        if handler.binding is None:
            arrow = handler.then.span.start
            if isinstance(handler.then, Target):
                arrow = right.text.rindex("->", 0, arrow)
            yield Slip((inserted(arrow, "as leftover "),), arrow, "O2", "`leftover` is used nowhere")
