"""O808: `a and a`, `a or a`, `if c then x else x`: one of the two should say something else."""

from collections.abc import Iterator

from orchestra_dsl.diagnostics import Edit, Fix, Label
from orchestra_dsl.lint.finding import Finding
from orchestra_dsl.lint.rule import own
from orchestra_dsl.lint.source import Source
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n


@own("O808")
def said_twice(source: Source) -> Iterator[Finding]:
    """Report operands of `and` and `or`, and choices, that are the same."""
    for node in source.all(n.And, n.Or):
        first: dict[n.Expression, int] = {}
        for place, each in enumerate(node.operands):
            if first.setdefault(each, place) != place:
                label = Label(node.operands[first[each]].span, "It is said here already.")
                fix = _without(source, node.operands[place - 1], each)
                hint = "Remove it, or write what was meant."
                yield Finding(each, "This condition is said twice.", hint, fix=fix, labels=[label])
    for choice in source.all(n.Conditional):
        if choice.value == choice.otherwise:
            label = Label(choice.value.span, "This is the same.")
            message = "Both sides are the same, so the condition decides nothing."
            yield Finding(choice.otherwise, message, "Write what was meant for one of them.", labels=[label])


def _without(source: Source, before: n.Expression, repeated: n.Expression) -> Fix | None:
    """Leave an operand out, where no parentheses or comments stand around it."""
    between = source.text_of(source.between(before, repeated))
    if between.strip() not in ("and", "or"):
        return None
    return Fix("Remove it", [Edit(Span(before.span.end, repeated.span.end, source.name), "")])
