"""A scenario names a step or a stage that is not there."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from benchmarks.mistakes.generated.spelling import misspelt
from orchestra_dsl.syntax.nodes import (
    Claim,
    Complete,
    Delegate,
    ExpectStatus,
    MayNot,
    Path,
    Reassign,
    Release,
    RetryStep,
    Skip,
)


def slips(right: Right) -> Iterator[Slip]:
    """Misspell each word of each path, leave out the stage, and name a step after a stage."""
    for path in _paths(right):
        for name in path.names:
            if wrong := misspelt(name.text, right.words, name.span.start):
                why = f"`{name.text}` is called `{wrong}`"
                yield Slip((replaced(name.span, wrong),), name.span.start, "O2", why)
        if len(path.names) > 1:
            last = path.names[-1].text
            yield Slip((replaced(path.span, last),), path.span.start, "O2", f"`{last}` stands in a stage")


def _paths(right: Right) -> Iterator[Path]:
    for place in right.places:
        match place.node:
            case ExpectStatus(path=path):
                yield path
            case MayNot(step=step) if step:
                yield step
            case (
                Claim(step=path)
                | Complete(step=path)
                | Delegate(step=path)
                | Reassign(step=path)
                | Release(step=path)
                | RetryStep(step=path)
                | Skip(step=path)
            ):
                yield path
