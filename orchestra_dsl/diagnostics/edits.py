"""Making fixes: the text that edits lead to, and where in it they are."""

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence

import attrs

from orchestra_dsl.diagnostics.diagnostic import Edit, Fix

Range = tuple[int, int]


@attrs.frozen
class Edited:
    """A text after its edits, and the ranges in it that they have written."""

    text: str
    written: tuple[Range, ...]


def edited(text: str, edits: Iterable[Edit]) -> Edited:
    """Make edits of one text, which do not overlap. Lines that a removal leaves blank go with it.

    What is written has the ends of lines that the text has.
    """
    parts: list[str] = []
    written: list[Range] = []
    at = length = 0
    for edit in sorted(edits, key=lambda each: (each.span.start, each.span.end)):
        start, end = (edit.span.start, edit.span.end) if edit.text else _with_blank_lines(text, at, edit)
        new = edit.text.replace("\n", "\r\n") if "\r\n" in text else edit.text
        parts += [text[at:start], new]
        length += start - at
        written.append((length, length + len(new)))
        length += len(new)
        at = max(end, at)
    return Edited("".join([*parts, text[at:]]), tuple(written))


def _with_blank_lines(text: str, at: int, edit: Edit) -> Range:
    """The range to remove: whole lines where nothing but blanks would be left of them."""
    start, end = edit.span.start, edit.span.end
    begin = text.rfind("\n", 0, start) + 1
    close = text.find("\n", end)
    close = len(text) if close < 0 else close + 1
    alone = begin >= at and start < end and not text[begin:start].strip(" \t\ufeff") and not text[end:close].strip()
    return (start if text[begin:start].startswith("\ufeff") else begin, close) if alone else (start, end)


def apart(fixes: Sequence[Fix]) -> list[Fix]:
    """Those of the fixes that can be made at once: of two that touch each other, the first."""
    taken: dict[str, list[Range]] = {}
    chosen: list[Fix] = []
    for fix in fixes:
        ranges = [(edit.span.file, (edit.span.start, edit.span.end)) for edit in fix.edits]
        if all(_is_free(taken.get(file, []), each) for file, each in ranges):
            chosen.append(fix)
            for file, each in ranges:
                insort(taken.setdefault(file, []), each)
    return chosen


def _is_free(taken: list[Range], wanted: Range) -> bool:
    """Whether a range touches none of those that are taken, which stand in order and apart."""
    place = bisect_right(taken, wanted)
    before, behind = taken[max(0, place - 1) : place], taken[place : place + 1]
    return all(end < wanted[0] for _, end in before) and all(start > wanted[1] for start, _ in behind)
