"""A clause that can be given once is given twice, and the two contradict each other."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.lines import line_after
from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip
from orchestra_dsl.syntax.nodes import (
    AssignTo,
    DueIn,
    FinishWhen,
    ForEach,
    Node,
    OnlyIf,
    Parallel,
    Rest,
    Retry,
    Stage,
    StartWhen,
    Timeout,
    UseCalendar,
    Version,
    Zone,
)

_ONCE = AssignTo, DueIn, FinishWhen, ForEach, OnlyIf, Rest, Retry, StartWhen, Timeout, UseCalendar, Version, Zone


def slips(right: Right) -> Iterator[Slip]:
    """Put a second one below each such clause."""
    for clause, place in right.of(*_ONCE):
        second = _second(right, clause, place.parent)
        edit = line_after(right, clause, second)
        yield Slip((edit,), clause.span.end, "O1", f"`{second}` comes beside another clause of its kind")


def _second(right: Right, clause: Node, around: Node) -> str:
    """Another clause of the same kind that says something else."""
    match clause:
        case AssignTo():
            return 'assign to queue("Somebody else")'
        case DueIn():
            return "due in 77d"
        case FinishWhen() if isinstance(around, Stage | Parallel):
            return "finish when any" if right.covered(clause.span).endswith("all") else "finish when all"
        case Rest(continues=continues):
            return "rest stop" if continues else "rest continue"
        case Retry(times=times):
            return f"retry {times + 4} times"
        case Timeout(target=target):
            return f"timeout 33h -> {target.path.text}" if target else "timeout 33h"
        case Version(number=number):
            return f"version {number + 1}"
        case Zone():
            return 'zone "Asia/Tokyo"'
        case _:
            return right.covered(clause.span)
