"""Findings as workflow commands of GitHub Actions, which shows them beside the lines of a change."""

from collections.abc import Mapping, Sequence

from orchestra_dsl.diagnostics.diagnostic import Diagnostic
from orchestra_dsl.diagnostics.render.regions import Region, region_of
from orchestra_dsl.source import SourceFile


def render(diagnostics: Sequence[Diagnostic], sources: Mapping[str, SourceFile]) -> str:
    """Write one command a line for each finding."""
    return "".join(f"{_command(diagnostic, sources)}\n" for diagnostic in diagnostics)


def _command(diagnostic: Diagnostic, sources: Mapping[str, SourceFile]) -> str:
    region = region_of(diagnostic.span, sources)
    properties = {
        "file": diagnostic.span.file,
        **(_columns(region) if region else {}),
        "title": f"{diagnostic.code} {diagnostic.title}",
    }
    written = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    message = "\n".join(filter(None, [diagnostic.message, diagnostic.hint]))
    return f"::{diagnostic.severity.value} {written}::{_data(message)}"


def _columns(region: Region) -> dict[str, int]:
    """Return the place as GitHub counts it: ends are included, columns only within one line."""
    lines = {"line": region.start.line, "endLine": region.end.line}
    if region.start.line != region.end.line:
        return lines
    return {**lines, "col": region.start.column, "endColumn": max(region.start.column, region.end.column - 1)}


def _data(text: str) -> str:
    """Escape a message as the runner expects it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape the value of a property, in which colons and commas separate."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
