"""A slip: how one mistake is made in a text, and where a careful reader would point."""

from itertools import pairwise

import attrs

from orchestra_dsl.source import Span


@attrs.frozen
class Edit:
    """The text between two offsets becomes another."""

    start: int
    end: int
    text: str


@attrs.frozen
class Slip:
    """Edits that make one mistake.

    `at` is an offset of the right text; what stands there after the edits is where the mistake is to be reported. At
    the beginning of an edit it is the new text.
    """

    edits: tuple[Edit, ...]
    at: int
    group: str
    why: str


@attrs.frozen
class Slipped:
    """A text with the mistake in it, and the line of the mistake."""

    text: str
    line: int


def replaced(span: Span, text: str) -> Edit:
    """Put `text` in the place of a span."""
    return Edit(span.start, span.end, text)


def deleted(span: Span) -> Edit:
    """Take a span out; its line stays, perhaps empty, so that the lines below keep their numbers."""
    return Edit(span.start, span.end, "")


def inserted(offset: int, text: str) -> Edit:
    """Put `text` in at an offset."""
    return Edit(offset, offset, text)


def make(right: str, slip: Slip) -> Slipped:
    """Carry out the edits of a slip."""
    edits = sorted(slip.edits, key=lambda each: (each.start, each.end))
    if any(one.end > two.start for one, two in pairwise(edits)):
        raise ValueError(f"edits overlap: {slip.why}")
    parts, done, moved = [], 0, 0
    for each in edits:
        parts += [right[done : each.start], each.text]
        done = each.end
        if each.start < slip.at:
            moved += len(each.text) - (each.end - each.start)
    text = "".join([*parts, right[done:]])
    at = slip.at + moved
    new = next((each.text for each in edits if each.start == slip.at), "")
    return Slipped(text, text.count("\n", 0, at + len(new) - len(new.lstrip())) + 1)
