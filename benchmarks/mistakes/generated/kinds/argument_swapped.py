"""Two arguments of different types stand in each other's place."""

from collections.abc import Iterator
from itertools import combinations

from benchmarks.mistakes.generated.expected import matched
from benchmarks.mistakes.generated.lines import swapped
from benchmarks.mistakes.generated.right import Place, Right
from benchmarks.mistakes.generated.slip import Slip
from benchmarks.mistakes.generated.types import differ, type_of
from orchestra_dsl.syntax.nodes import Argument, Call, Parameter


def slips(right: Right) -> Iterator[Slip]:
    """Swap the values of two arguments where one of them then certainly does not fit."""
    for call, place in right.of(Call):
        for (one, first), (two, second) in combinations(matched(right, call), 2):
            if _wrong(right, one, second, place) or _wrong(right, two, first, place):
                at = one if _wrong(right, two, first, place) else two
                edits = swapped(right, one.value.span, two.value.span)
                why = f"`{first.name.text}` and `{second.name.text}` are given in each other's place"
                yield Slip(edits, at.value.span.start, "O3", why)


def _wrong(right: Right, argument: Argument, parameter: Parameter, place: Place) -> bool:
    return differ(type_of(right, argument.value, place), parameter.type)
