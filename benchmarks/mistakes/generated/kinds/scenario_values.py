"""A scenario gives or expects what does not fit: an entry is missing, or there is one too many."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Edit, Slip, inserted
from benchmarks.mistakes.generated.types import is_optional
from orchestra_dsl.syntax.nodes import (
    Complete,
    CreateRecord,
    Entry,
    ExpectCalled,
    Flow,
    GivenReturns,
    ObjectLiteral,
    Send,
)


def slips(right: Right) -> Iterator[Slip]:
    """Take each entry out of what flows return; add one to what is returned, completed, sent and expected."""
    for node, _ in right.of(GivenReturns):
        called = right.callables.get(node.callee.text)
        if isinstance(called, Flow) and isinstance(node.value, ObjectLiteral):
            needed = {each.name.text for each in called.outputs if not is_optional(each.type)}
            for i, entry in enumerate(node.value.entries):
                if entry.name.text in needed:
                    why = f"`{entry.name.text}` is missing"
                    yield Slip((_without(node.value.entries, i),), node.span.start, "O3", why)
    for held in _held(right):
        if held.entries and "leftover" not in right.words:
            at = held.entries[-1].span.end
            why = "there is nothing called `leftover`"
            yield Slip((inserted(at, ", leftover: 1"),), at, "O2", why)


def _held(right: Right) -> Iterator[ObjectLiteral]:
    for place in right.places:
        match place.node:
            case (
                GivenReturns(value=ObjectLiteral() as held)
                | Complete(values=ObjectLiteral() as held)
                | Send(values=held)
                | ExpectCalled(arguments=ObjectLiteral() as held)
                | CreateRecord(values=held)
            ):
                yield held


def _without(entries: tuple[Entry, ...], i: int) -> Edit:
    """Take out an entry and the comma beside it."""
    if i + 1 < len(entries):
        return Edit(entries[i].span.start, entries[i + 1].span.start, "")
    return Edit(entries[i - 1].span.end if i else entries[i].span.start, entries[i].span.end, "")
