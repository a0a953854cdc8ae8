"""All that the findings of a bad case say, as it is kept in cases/said: each word is there for somebody to read."""

from collections.abc import Iterator
from pathlib import Path

from orchestra_dsl.analysis.check import check
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.source import Span
from tests.analysis.expected import CASES, load

SAID = CASES / "said"


def kept(entry: str) -> Path:
    """Where the findings of a case are kept."""
    return (SAID / entry.removeprefix("bad/")).with_suffix(".txt")


def said(entry: str) -> str:
    """The findings of a case, each with its place, hint, labels and fix."""
    return "\n".join(line for each in check(entry, load, None).diagnostics for line in _lines(each))


def _lines(finding: Diagnostic) -> Iterator[str]:
    severity = "" if finding.severity is finding.about.severity else f" ({finding.severity})"
    yield f"{_place(finding.span)} {finding.code}{severity}: {finding.message}"
    for label in finding.labels:
        yield f"  {_place(label.span)}: {label.message}"
    if finding.hint is not None:
        yield f"  help: {finding.hint}"
    if finding.fix is not None:
        yield f"  fix, {finding.fix.applicability}: {finding.fix.message}"
        for edit in finding.fix.edits:
            yield f"    {_place(edit.span)} -> {edit.text!r}"
    yield ""


def _place(span: Span) -> str:
    start, end = load(span.file).position(span.start), load(span.file).position(span.end)
    until = end.column if start.line == end.line else f"{end.line}:{end.column}"
    return f"{Path(span.file).stem} {start.line}:{start.column}-{until}"
