"""O411: `n of` that asks for more than there is, and `at most 0 at once`."""

from collections.abc import Iterator

from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.syntax import nodes as n


def impossible_counts(flow: Flow) -> Iterator[Diagnostic]:
    """Report `n of` where n is none at all or more than the names that follow it, and `at most 0 at once`."""
    for point in flow.points:
        if point.kind != "element" or not isinstance(point.node, n.Stage | n.Parallel):
            continue
        for join in _joins(point.node):
            if not 1 <= join.count <= len(join.elements):
                message = f"This asks for {join.count} of {len(join.elements)}."
                yield Diagnostic("O411", message, join.span, hint=_hint(join, point.node))
        for loop in _loops(point.node):
            if loop.at_once is not None and loop.at_once < 1:
                message = "With none at once, nothing is ever begun."
                yield Diagnostic("O411", message, loop.span, hint="Write a number from 1, or `one by one`.")


def _hint(join: n.CountOf, element: n.Stage | n.Parallel) -> str:
    """A step with `for each` is one step, however many instances it has: whoever counts these counts its output."""
    steps = element.steps if isinstance(element, n.Stage) else ()
    looped = {step.name.text for step in steps if any(isinstance(clause, n.ForEach) for clause in step.clauses)}
    name = next((path.text for path in join.elements if path.text in looped), None)
    if name is not None and join.count > 0:
        return f"`{name}` is one step; to ask for {join.count} of its instances write `count({name}) >= {join.count}`."
    return "Write 1." if len(join.elements) == 1 else f"Write a number from 1 to {len(join.elements)}."


def _loops(element: n.Stage | n.Parallel) -> Iterator[n.ForEach]:
    steps = element.steps if isinstance(element, n.Stage) else ()
    yield from (clause for step in steps for clause in step.clauses if isinstance(clause, n.ForEach))


def _joins(element: n.Stage | n.Parallel) -> Iterator[n.CountOf]:
    """The joins of a stage, its steps, or a parallel."""
    steps = element.steps if isinstance(element, n.Stage) else ()
    for clause in (*element.clauses, *(clause for step in steps for clause in step.clauses)):
        if isinstance(clause, n.FinishWhen | n.StartAfter) and isinstance(clause.join, n.CountOf):
            yield clause.join
