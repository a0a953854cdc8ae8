"""A flow, screen, predicate or orchestration is called under a name that nothing has."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from benchmarks.mistakes.generated.spelling import misspelt
from orchestra_dsl.syntax.nodes import Call, ExpectCalled, GivenFails, GivenReturns, GivenTakes, Name, Node, Scenario


def slips(right: Right) -> Iterator[Slip]:
    """Misspell the last word of what is called, in calls and in scenarios."""
    for place in right.places:
        for name in _called(place.node):
            if wrong := misspelt(name.text, right.words, name.span.start):
                yield Slip((replaced(name.span, wrong),), name.span.start, "O2", f"`{name.text}` is called `{wrong}`")


def _called(node: Node) -> tuple[Name, ...]:
    match node:
        case Call(function=path) | GivenReturns(callee=path) | GivenFails(callee=path) | GivenTakes(callee=path):
            return path.names[-1:]
        case ExpectCalled(callee=path):
            return path.names[-1:]
        case Scenario(orchestration=name):
            return (name,)
        case _:
            return ()
