"""Whoever could have the work item is excluded."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.lines import inside_at, more_inside
from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from orchestra_dsl.syntax.nodes import AssignTo, Exclude, InteractiveStep


def slips(right: Right) -> Iterator[Slip]:
    """Exclude exactly those whom a step is assigned to, all in one clause or besides others; assign to no one."""
    for step, _ in right.of(InteractiveStep):
        for clause in step.clauses:
            if isinstance(clause, AssignTo):
                yield from _excluded(right, step, clause)
                yield Slip((replaced(clause.span, "assign to []"),), clause.span.start, "O6", "nobody is in `[]`")


def _excluded(right: Right, step: InteractiveStep, clause: AssignTo) -> Iterator[Slip]:
    people = [clause.people, *([clause.otherwise] if clause.otherwise else [])]
    names = ", ".join(right.covered(each.span) for each in people)
    old = next((each for each in step.clauses if isinstance(each, Exclude)), None)
    why = f"{names} are candidates and excluded"
    if old:
        yield Slip((replaced(old.span, f"exclude {names}"),), old.span.start, "O6", why)
        more = right.covered(old.span)
        yield Slip((replaced(old.span, f"{more}, {names}"),), old.span.start, "O6", why)
    else:
        yield Slip((more_inside(right, step, f"exclude {names}"),), inside_at(right, step), "O6", why)
