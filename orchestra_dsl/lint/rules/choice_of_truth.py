"""O806: `if c then true else false`, which says no more than `c`."""

from collections.abc import Iterator

from orchestra_dsl.lint.finding import Finding
from orchestra_dsl.lint.fixes import operand, rewritten
from orchestra_dsl.lint.rule import own
from orchestra_dsl.lint.source import Source
from orchestra_dsl.syntax import nodes as n


@own("O806")
def choice_of_truth(source: Source) -> Iterator[Finding]:
    """Report conditionals that choose between `true` and `false`."""
    for node in source.all(n.Conditional):
        match node:
            case n.Conditional(value=n.BooleanLiteral(value=True), otherwise=n.BooleanLiteral(value=False)):
                message, wanted = "This is true when the condition holds, and false when not.", node.condition
                fix = rewritten(source, node, source.text_of(wanted))
                yield Finding(node, message, "Write the condition alone.", fix=fix)
            case n.Conditional(value=n.BooleanLiteral(value=False), otherwise=n.BooleanLiteral(value=True)):
                message, wanted = "This is false when the condition holds, and true when not.", node.condition
                fix = rewritten(source, node, f"not {operand(source, wanted)}")
                yield Finding(node, message, "Write `not` and the condition.", fix=fix)
            case _:
                pass
