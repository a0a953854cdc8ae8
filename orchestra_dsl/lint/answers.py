"""Whether what a rule answers can be shown, and its fix be made: a plugin's rule may answer anything."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TypeVar

from orchestra_dsl.diagnostics import Applicability, Edit, Fix, Label
from orchestra_dsl.lint.finding import Finding
from orchestra_dsl.source import SourceFile, Span

T = TypeVar("T")


def checked_answer(answer: object, name: str, sources: Mapping[str, SourceFile]) -> Finding:
    """Return an answer about the source `name`, if it is one; its labels may stand in any of the sources.

    Raises TypeError or ValueError with what is wrong.
    """
    finding = _of_kind(answer, Finding)
    own = {name: sources[name]}
    _check_place(finding.place, own)
    _check_text(finding.message)
    if finding.hint is not None:
        _check_text(finding.hint)
    for each in finding.labels:
        label = _of_kind(each, Label)
        _check_place(label.span, sources)
        _check_text(label.message)
    if finding.fix is not None:
        _check_fix(_of_kind(finding.fix, Fix), own)
    return finding


def _check_fix(fix: Fix, sources: Mapping[str, SourceFile]) -> None:
    _check_text(fix.message)
    _of_kind(fix.applicability, Applicability)
    for each in fix.edits:
        edit = _of_kind(each, Edit)
        _check_place(edit.span, sources)
        _check_text(edit.text)
    _check_apart(fix.edits)


def _check_apart(edits: Iterable[Edit]) -> None:
    spans = sorted(((each.span.start, each.span.end), each.span) for each in edits)
    for ((_, end), first), ((start, _), second) in pairwise(spans):
        if start < end:
            raise ValueError(f"it answers a fix whose edits at {first} and {second} overlap")


def _check_place(place: object, sources: Mapping[str, SourceFile]) -> None:
    span = _of_kind(place, Span)
    start, end = _of_kind(span.start, int), _of_kind(span.end, int)
    source = sources.get(span.file)
    if source is None or not 0 <= start <= end <= len(source.text):
        raise ValueError(f"it answers {span}, which is outside the source")


def _check_text(text: object) -> None:
    """Raises UnicodeEncodeError, a ValueError, for half a character, which no terminal and no file takes."""
    _of_kind(text, str).encode()


def _of_kind(value: object, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise TypeError(f"it answers {value!r}, which is no {kind.__name__}")
    return value
