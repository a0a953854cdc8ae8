"""A call gives an argument that nothing takes."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, inserted
from benchmarks.mistakes.generated.types import parameters_of
from orchestra_dsl.syntax.nodes import Call

_SPARE = '"by the way"', "true", "3", 'remarks: "none"', "force: true"


def slips(right: Right) -> Iterator[Slip]:
    """Add an argument where all parameters have one, by place or by a name that is none of theirs."""
    for call, _ in right.of(Call):
        parameters = parameters_of(right, call)
        if not parameters or len(parameters) != len(call.arguments):
            continue
        for i in range(2):
            spare = _SPARE[(call.span.start + i * 2) % len(_SPARE)]
            by_name = any(each.name for each in call.arguments)
            if spare.partition(":")[0] in right.words or (by_name and ":" not in spare):
                continue
            at = call.arguments[-1].span.end
            yield Slip((inserted(at, f", {spare}"),), at, "O3", f"there is no parameter for `{spare}`")
