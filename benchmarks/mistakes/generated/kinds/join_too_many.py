"""More elements are asked for than there are, or none of them is there."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.lines import inside_at, more_inside
from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from orchestra_dsl.syntax.nodes import AllOf, AnyOf, FinishWhen, Parallel, Stage, StartAfter


def slips(right: Right) -> Iterator[Slip]:
    """Ask for more steps than are listed in `start after`, and for more branches or steps than there are."""
    for clause, _ in right.of(StartAfter):
        if isinstance(clause.join, AllOf | AnyOf):
            listed = ", ".join(each.text for each in clause.join.elements)
            count = len(clause.join.elements) + 1
            line = f"start after {count} of {listed}"
            yield Slip((replaced(clause.span, line),), clause.span.start, "O4", "there are not that many")
    for place in right.places:
        node = place.node
        if not isinstance(node, Stage | Parallel):
            continue
        parts = node.steps if isinstance(node, Stage) else node.branches
        clause_given = any(isinstance(each, FinishWhen) for each in node.clauses)
        if len(parts) > 1 and not clause_given:
            names = ", ".join(each.name.text for each in parts)
            line = f"finish when {len(parts) + 1} of {names}"
            yield Slip((more_inside(right, node, line),), inside_at(right, node), "O4", "there are not that many")
