"""A call leaves out an argument that has no default."""

from collections.abc import Iterator, Sequence

from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Edit, Slip
from benchmarks.mistakes.generated.types import is_optional, parameters_of
from orchestra_dsl.syntax.nodes import Argument, Call

_FULL = {"contains": 2, "starts_with": 2, "ends_with": 2, "days_between": 2, "manager": 1, "find": 2, "members": 1}


def slips(right: Right) -> Iterator[Slip]:
    """Take each argument out of each call that then has too few."""
    for call, _ in right.of(Call):
        parameters = parameters_of(right, call)
        needed = sum(not each.default and not is_optional(each.type) for each in parameters)
        if len(call.arguments) != (_FULL.get(call.function.text) or (needed == len(parameters) and needed)):
            continue
        for i in range(len(call.arguments)):
            yield Slip((_without(call.arguments, i),), call.function.span.start, "O3", f"argument {i + 1} is missing")


def _without(arguments: Sequence[Argument], i: int) -> Edit:
    """Take out an argument and the comma beside it."""
    if i + 1 < len(arguments):
        return Edit(arguments[i].span.start, arguments[i + 1].span.start, "")
    return Edit(arguments[i - 1].span.end if i else arguments[i].span.start, arguments[i].span.end, "")
