"""The lines of a source that a finding is about, with carets under its spans.

Rows are lists of (text, style) pieces; what a style looks like is decided later.
"""

from itertools import groupby

import attrs

from orchestra_dsl.diagnostics.code import Severity
from orchestra_dsl.diagnostics.render.cells import is_mark, plain, show
from orchestra_dsl.source import SourceFile, Span

Piece = tuple[str, str]
Row = list[Piece]

_LONG = 160  # a longer line is cut around each of its spans
_AROUND = 60


@attrs.frozen
class Mark:
    """A span to be shown, the sentence beside its carets, and whether it is the subject, of what severity."""

    span: Span
    message: str
    primary: bool = False
    severity: Severity = Severity.ERROR

    @property
    def style(self) -> str:
        """The style of the carets and their sentence."""
        return self.severity.value if self.primary else "label"


@attrs.frozen
class _Stroke:
    """The part of a mark that lies on one line: code points `start` to `end` from its beginning."""

    line: int
    start: int
    end: int
    mark: Mark
    message: str


def gutter_of(source: SourceFile, marks: list[Mark]) -> int:
    """Return how many digits the line numbers of an excerpt take."""
    return len(str(max(stroke.line for mark in marks for stroke in _strokes(source, mark))))


def excerpt(source: SourceFile, marks: list[Mark], gutter: int) -> list[Row]:
    """Draw every marked line once, in order, each followed by its carets."""
    strokes = sorted(
        (stroke for mark in marks for stroke in _strokes(source, mark)),
        key=lambda stroke: (stroke.line, not stroke.mark.primary, stroke.start),
    )
    rows: list[Row] = [_bar(gutter)]
    last = None
    for line, group in groupby(strokes, key=lambda stroke: stroke.line):
        rows += _gap(source, last, line, gutter)
        rows += _marked_line(source.line_text(line), line, list(group), gutter)
        last = line
    return rows


def _strokes(source: SourceFile, mark: Mark) -> list[_Stroke]:
    """Split a mark into the lines that it is drawn on: the first and, if another, the last."""
    start = source.position(mark.span.start)
    end = source.position(mark.span.end)
    first, last = start.line, end.line
    end_column = end.column - 1
    if last > first and end_column == 0:  # the span ends with the line before
        last -= 1
        end_column = len(source.line_text(last))
    if first == last:
        return [_Stroke(first, start.column - 1, end_column, mark, mark.message)]
    text = source.line_text(last)
    indent = len(text) - len(text.lstrip())
    return [
        _Stroke(first, start.column - 1, len(source.line_text(first)), mark, ""),
        _Stroke(last, min(indent, end_column), end_column, mark, mark.message),
    ]


def _marked_line(text: str, line: int, strokes: list[_Stroke], gutter: int) -> list[Row]:
    if len(text) <= _LONG:
        carets = [_carets(text, stroke, gutter) for stroke in strokes]
        return [_source_row(text, line, gutter), *carets]
    rows: list[Row] = []
    for stroke in strokes:
        cut, moved = _cut(text, stroke)
        rows += [_source_row(cut, line, gutter), _carets(cut, moved, gutter)]
    return rows


def _cut(text: str, stroke: _Stroke) -> tuple[str, _Stroke]:
    """Keep what stands around a stroke of a long line; `…` stands for the rest."""
    low = max(0, stroke.start - _AROUND)
    high = min(len(text), low + _LONG)
    before, after = "…" if low else "", "…" if high < len(text) else ""
    shift = len(before) - low
    end = min(stroke.end, high)
    return f"{before}{text[low:high]}{after}", attrs.evolve(stroke, start=stroke.start + shift, end=end + shift)


def _source_row(text: str, line: int, gutter: int) -> Row:
    return [(f"{line:>{gutter}} |", "gutter"), (f" {show(text).text}".rstrip(), "source")]


def _carets(text: str, stroke: _Stroke, gutter: int) -> Row:
    end = stroke.end
    while end < len(text) and end > stroke.start and is_mark(text[end]):
        end += 1
    starts = show(text).starts
    left = starts[min(stroke.start, len(text))]
    right = starts[min(end, len(text))]
    carets = ("^" if stroke.mark.primary else "-") * max(1, right - left)
    message = f" {plain(stroke.message)}" if stroke.message else ""
    return [*_bar(gutter), (" " * (left + 1), "source"), (f"{carets}{message}", stroke.mark.style)]


def _gap(source: SourceFile, last: int | None, line: int, gutter: int) -> list[Row]:
    """Draw what lies between two marked lines: nothing, the one line, or that some are left out."""
    if last is None or line == last + 1:
        return []
    if line == last + 2 and len(source.line_text(last + 1)) <= _LONG:
        return [_source_row(source.line_text(last + 1), last + 1, gutter)]
    return [[("." * gutter + " |", "gutter")]]


def _bar(gutter: int) -> Row:
    return [(" " * gutter + " |", "gutter")]
