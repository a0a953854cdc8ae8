"""Findings for people: place, sentence, excerpt with carets, and what to do next."""

from collections.abc import Iterable, Mapping, Sequence

from orchestra_dsl.diagnostics.code import Severity
from orchestra_dsl.diagnostics.diagnostic import Diagnostic
from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.diagnostics.render.excerpt import Mark, Row, excerpt, gutter_of
from orchestra_dsl.source import SourceFile


def render(diagnostics: Sequence[Diagnostic], sources: Mapping[str, SourceFile], *, color: bool = False) -> str:
    """Draw findings one after the other, with a closing line that counts them."""
    if not diagnostics:
        return ""
    rows = [*_findings(diagnostics, sources), [], [(summary(diagnostics), "title")]]
    return _paint(rows) if color else _plain(rows)


def excerpts(diagnostics: Sequence[Diagnostic], sources: Mapping[str, SourceFile]) -> str:
    """Draw findings without the closing line, and without colour: to be quoted elsewhere."""
    return _plain(_findings(diagnostics, sources))


def _findings(diagnostics: Sequence[Diagnostic], sources: Mapping[str, SourceFile]) -> list[Row]:
    rows: list[Row] = []
    for diagnostic in diagnostics:
        rows += [*([[]] if rows else []), *_finding(diagnostic, sources)]
    return rows


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """Count findings in words: `Found 2 errors and 1 warning.`"""
    severities = [diagnostic.severity for diagnostic in diagnostics]
    counts = [(severities.count(severity), severity.value) for severity in Severity]
    words = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count]
    return f"Found {' and '.join(words)}." if words else "No findings."


def _finding(diagnostic: Diagnostic, sources: Mapping[str, SourceFile]) -> list[Row]:
    by_file = _marks_by_file(diagnostic, sources)
    gutter = max((gutter_of(sources[name], marks) for name, marks in by_file.items()), default=1)
    rows = [_headline(diagnostic, sources)]
    for name, marks in by_file.items():
        if name != diagnostic.span.file:
            first = sources[name].position(marks[0].span.start)
            rows.append([(" " * gutter, ""), (f" : {plain(name)}:{first.line}:{first.column}", "place")])
        rows += excerpt(sources[name], marks, gutter)
    rows += [
        [(" " * gutter + " = ", "gutter"), (f"{plain(label.span.file)}: {plain(label.message)}", "source")]
        for label in diagnostic.labels
        if label.span.file not in sources
    ]
    advice = [("hint", diagnostic.hint), ("fix", diagnostic.fix.message if diagnostic.fix else None)]
    rows += [
        [(" " * gutter + " = ", "gutter"), (f"{word}: ", "advice"), (plain(sentence), "source")]
        for word, sentence in advice
        if sentence
    ]
    return rows


def _headline(diagnostic: Diagnostic, sources: Mapping[str, SourceFile]) -> Row:
    place = plain(diagnostic.span.file)
    if source := sources.get(diagnostic.span.file):
        start = source.position(diagnostic.span.start)
        place += f":{start.line}:{start.column}"
    severity = diagnostic.severity.value
    return [
        (f"{place}: ", "place"),
        (f"{severity} {diagnostic.code}", severity),
        (": ", ""),
        (plain(diagnostic.message), "title"),
    ]


def _marks_by_file(diagnostic: Diagnostic, sources: Mapping[str, SourceFile]) -> dict[str, list[Mark]]:
    """Group the subject and its labels by file, the subject's file first; files not at hand left out."""
    marks = [Mark(diagnostic.span, "", primary=True, severity=diagnostic.severity)]
    marks += [Mark(label.span, label.message) for label in diagnostic.labels]
    grouped: dict[str, list[Mark]] = {}
    for mark in marks:
        if mark.span.file in sources:
            grouped.setdefault(mark.span.file, []).append(mark)
    return grouped


def _plain(rows: list[Row]) -> str:
    return "".join("".join(text for text, _ in row).rstrip() + "\n" for row in rows)


def _paint(rows: list[Row]) -> str:
    from orchestra_dsl.diagnostics.render.color import paint  # noqa: PLC0415 - rich is slow; only on a terminal

    return paint(rows)
