"""A value is written as one of another type: a number as a text, a text as a number, a duration without its unit."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.expected import expectations
from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from benchmarks.mistakes.generated.types import sort_of
from orchestra_dsl.syntax.nodes import (
    BooleanLiteral,
    DecimalLiteral,
    DurationLiteral,
    IntegerLiteral,
    Interpolation,
    Node,
    TextLiteral,
)

_INSTEAD = {
    "number": ('"{0}"', "true", "3d"),
    "text": ("17", "false", "3d"),
    "set": ("1", "true"),
    "boolean": ('"{0}"', "1", '"yes"'),
    "duration": ('"{0}"', "30", "true"),
}


def slips(right: Right) -> Iterator[Slip]:
    """Replace each literal whose expected type is plain by others."""
    for each in expectations(right):
        sort = sort_of(each.type)
        if each.place.inside(Interpolation):
            continue
        if sort in _INSTEAD and isinstance(each.value, _literals(sort)):
            span = each.value.span
            written = right.covered(span).replace("_", "")
            wrong = _INSTEAD[sort][span.start % len(_INSTEAD[sort])].format(written)
            yield Slip((replaced(span, wrong),), span.start, "O3", f"`{wrong}` where a {sort} is expected")


def _literals(sort: str) -> tuple[type[Node], ...]:
    match sort:
        case "number":
            return (IntegerLiteral, DecimalLiteral)
        case "boolean":
            return (BooleanLiteral,)
        case "duration":
            return (DurationLiteral,)
        case _:
            return (TextLiteral,)
