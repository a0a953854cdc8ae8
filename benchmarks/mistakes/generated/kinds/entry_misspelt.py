"""A named argument, or a field in `{ … }`, is called what nothing is called."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from benchmarks.mistakes.generated.spelling import misspelt
from orchestra_dsl.syntax.nodes import (
    Call,
    Complete,
    CreateRecord,
    End,
    ExpectCalled,
    GivenReturns,
    Name,
    Node,
    ObjectLiteral,
    Update,
    UpdateRecord,
)


def slips(right: Right) -> Iterator[Slip]:
    """Misspell the names directly in what a call, an end, an update or a line of a scenario holds."""
    for place in right.places:
        for name in _names(place.node):
            if wrong := misspelt(name.text, right.words, name.span.start):
                why = f"there is nothing called `{wrong}` to give a value to"
                yield Slip(
                    (replaced(name.span, wrong),), name.span.start, "O3" if isinstance(place.node, Call) else "O2", why
                )


def _names(node: Node) -> list[Name]:
    match node:
        case Call(arguments=arguments):
            return [each.name for each in arguments if each.name]
        case (
            Complete(values=ObjectLiteral(entries=entries))
            | CreateRecord(values=ObjectLiteral(entries=entries))
            | UpdateRecord(values=ObjectLiteral(entries=entries))
            | Update(changes=ObjectLiteral(entries=entries))
            | End(outputs=ObjectLiteral(entries=entries))
            | ExpectCalled(arguments=ObjectLiteral(entries=entries))
            | GivenReturns(value=ObjectLiteral(entries=entries))
        ):
            return [entry.name for entry in entries]
        case _:
            return []
