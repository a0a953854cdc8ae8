"""Findings as JSON, for tools of one's own. The format is versioned; fields are only ever added."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from orchestra_dsl.diagnostics.code import Severity
from orchestra_dsl.diagnostics.diagnostic import Diagnostic, Fix
from orchestra_dsl.diagnostics.render.regions import region_of
from orchestra_dsl.source import Position, SourceFile, Span

FORMAT = 1


def render(diagnostics: Sequence[Diagnostic], sources: Mapping[str, SourceFile]) -> str:
    """Write findings as one JSON object; lines and columns count from 1, offsets from 0, in code points."""
    return json.dumps(report(diagnostics, sources), ensure_ascii=False, indent=2) + "\n"


def report(diagnostics: Sequence[Diagnostic], sources: Mapping[str, SourceFile]) -> dict[str, Any]:
    """The object itself, for whoever makes it a part of another one."""
    severities = [diagnostic.severity for diagnostic in diagnostics]
    return {
        "format": FORMAT,
        "findings": [_finding(diagnostic, sources) for diagnostic in diagnostics],
        "errors": severities.count(Severity.ERROR),
        "warnings": severities.count(Severity.WARNING),
    }


def _finding(diagnostic: Diagnostic, sources: Mapping[str, SourceFile]) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "title": diagnostic.title,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        **_place(diagnostic.span, sources),
        "labels": [{"message": label.message, **_place(label.span, sources)} for label in diagnostic.labels],
        "hint": diagnostic.hint,
        "fix": _fix(diagnostic.fix, sources) if diagnostic.fix else None,
    }


def _fix(fix: Fix, sources: Mapping[str, SourceFile]) -> dict[str, Any]:
    return {
        "message": fix.message,
        "applicability": fix.applicability.value,
        "edits": [{**_place(edit.span, sources), "text": edit.text} for edit in fix.edits],
    }


def _place(span: Span, sources: Mapping[str, SourceFile]) -> dict[str, Any]:
    """Return the file and, when it could be read, where in it the span begins and ends."""
    region = region_of(span, sources)
    return {
        "file": span.file,
        "start": _position(region.start, span.start) if region else None,
        "end": _position(region.end, span.end) if region else None,
    }


def _position(position: Position, offset: int) -> dict[str, int]:
    return {"line": position.line, "column": position.column, "offset": offset}
