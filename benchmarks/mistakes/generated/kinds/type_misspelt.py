"""A type or a record is named as nothing is."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from benchmarks.mistakes.generated.spelling import misspelt
from orchestra_dsl.syntax.nodes import NamedType, StartOnRecord


def slips(right: Right) -> Iterator[Slip]:
    """Misspell each name of a type, and the record whose changes start a run."""
    types = [node.name.names[-1] for node, _ in right.of(NamedType)]
    started = [node.record for node, _ in right.of(StartOnRecord)]
    for name in (*types, *started):
        if wrong := misspelt(name.text, right.words, name.span.start):
            yield Slip((replaced(name.span, wrong),), name.span.start, "O2", f"`{name.text}` is called `{wrong}`")
