"""A field of an event is read or sent under a name that it does not have."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from benchmarks.mistakes.generated.spelling import misspelt
from orchestra_dsl.syntax.nodes import Attribute, EventArm, Name, Reference, Send


def slips(right: Right) -> Iterator[Slip]:
    """Misspell the field after the name of an event's binding, and in what a scenario sends."""
    for node, place in right.of(Attribute):
        arm = place.inside(EventArm)
        if arm and isinstance(node.subject, Reference) and node.subject.name == arm.binding.text:
            yield from _misspelt(right, node.name)
    for sent, _ in right.of(Send):
        for entry in sent.values.entries:
            yield from _misspelt(right, entry.name)


def _misspelt(right: Right, name: Name) -> Iterator[Slip]:
    if wrong := misspelt(name.text, right.words, name.span.start):
        why = f"the event has no field `{wrong}`"
        yield Slip((replaced(name.span, wrong),), name.span.start, "O2", why)
