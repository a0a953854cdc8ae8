"""O610: what happens on the way to a due time, written in another order than it happens in."""

from collections.abc import Iterator
from itertools import pairwise

from orchestra_dsl.analysis.people.business import shortest
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n

Moment = n.AtPercent | n.AfterDue


def check_rungs(orchestration: n.Orchestration) -> list[Diagnostic]:
    """Report a line of a due time that comes before the line above it, and one that says the same again."""
    dues = [node for node in n.walk(orchestration) if isinstance(node, n.DueIn | n.DueAt)]
    return [finding for due in dues for finding in (*_out_of_order(due), *_again(due))]


def _out_of_order(due: n.DueIn | n.DueAt) -> Iterator[Diagnostic]:
    for above, rung in pairwise(due.rungs):
        if _comes_before(rung.moment, above.moment):
            label = Label(above.moment.span, "This comes later.")
            hint = "Write the lines in the order of time, or correct the time."
            yield Diagnostic("O610", "This comes before the line above it.", rung.moment.span, [label], hint)


def _again(due: n.DueIn | n.DueAt) -> Iterator[Diagnostic]:
    seen: dict[n.Rung, n.Rung] = {}
    for rung in due.rungs:
        earlier = seen.setdefault(rung, rung)
        if earlier is not rung:
            label = Label(earlier.span, "This is the first.")
            yield Diagnostic("O610", "This line stands there twice.", rung.span, [label], "Keep one.")


def _comes_before(moment: Moment, other: Moment) -> bool:
    """Whether one is certainly the earlier of the two, as far as they are written out."""
    match moment, other:
        case n.AtPercent(percent=percent), n.AtPercent(percent=later):
            return percent < later
        case n.AtPercent(percent=percent), n.AfterDue():
            return percent <= _ALL
        case n.AfterDue(duration=n.DurationLiteral() as one), n.AfterDue(duration=n.DurationLiteral() as two):
            return one.microseconds < two.microseconds
        case n.AfterDue(duration=n.BusinessDays() as one), n.AfterDue(duration=n.BusinessDays() as two):
            return one.count < two.count
        case n.AfterDue(duration=n.DurationLiteral() as one), n.AfterDue(duration=n.BusinessDays() as two):
            return one.microseconds < shortest(two.count)
    return False


_ALL = 100
