"""A decision without `otherwise` that misses a number, a value of a closed set, or what is false."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.lines import line_before
from benchmarks.mistakes.generated.reached import reached_from_above
from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, deleted
from benchmarks.mistakes.generated.types import fields_of, is_optional, plain
from orchestra_dsl.syntax.nodes import Decision, Field, NamedType, Parallel, Stage, UnionType


def slips(right: Right) -> Iterator[Slip]:
    """Put such a decision above an element; delete the last outcome of a decision that has no `otherwise`."""
    for element, around in reached_from_above(right):
        for parameter in around.parameters:
            for field in fields_of(right, parameter.type):
                path = f"{parameter.name.text}.{field.name.text}"
                for outcomes in _gaps(path, field, element.span.start):
                    yield _decision(right, element, outcomes)
    for decision, _ in right.of(Decision):
        if decision.otherwise is None and len(decision.outcomes) > 1:
            last = decision.outcomes[-1]
            why = f"nothing is said of what `{last.name.text}` was for"
            yield Slip((deleted(last.span),), decision.span.start, "O4", why)


def _decision(right: Right, below: Stage | Decision | Parallel, outcomes: tuple[str, ...]) -> Slip:
    target = below.name.text
    lines = "  ".join(f"outcome case_{i} when {each} -> {target}" for i, each in enumerate(outcomes))
    edit = line_before(right, below, f"decide by_value {{ {lines} }}")
    return Slip((edit,), below.span.start, "O4", f"not everything is covered by {', '.join(outcomes)}")


def _gaps(path: str, field: Field, turn: int) -> Iterator[tuple[str, ...]]:
    n = (100, 2_000, 7, 18)[turn % 4]
    if is_optional(field.type):
        return
    match plain(field.type):
        case NamedType(name=name) if name.text == "decimal":
            yield f"{path} < {n}", f"{path} > {n}"
            yield f"{path} < {n}", f"{path} >= {n} and {path} < {n * 5}", f"{path} > {n * 5}"
            yield f"{path} <= {n}", f"{path} >= {n + 1}"
        case NamedType(name=name) if name.text == "integer":
            yield f"{path} < {n}", f"{path} > {n}"
            yield f"{path} <= {n}", f"{path} >= {n + 2}"
        case NamedType(name=name) if name.text == "boolean":
            yield (path,)
        case UnionType(members=members):
            values = [each.value for each in members]
            missing = turn % len(values)
            rest = [each for each in values if each != values[missing]]
            if len(rest) > 1:
                yield tuple(f'{path} == "{each}"' for each in rest)
                yield f'{path} == "{rest[0]}"', f"{path} in [{', '.join(_quoted(rest[1:]))}]"


def _quoted(values: list[str]) -> list[str]:
    return [f'"{each}"' for each in values]
