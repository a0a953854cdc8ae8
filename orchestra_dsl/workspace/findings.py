"""Findings with the sources that they are about, as people are shown them."""

from collections.abc import Iterable, Mapping

import attrs

from orchestra_dsl.diagnostics.code import Severity
from orchestra_dsl.diagnostics.diagnostic import Diagnostic, in_order
from orchestra_dsl.source import SourceFile, Span


@attrs.frozen
class Findings:
    """What was found: in the order in which a reader meets it, and the sources by the names in the spans."""

    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceFile] = attrs.field(factory=dict, repr=False)

    @property
    def errors(self) -> bool:
        """Whether something keeps the sources from running."""
        return any(each.severity == Severity.ERROR for each in self.diagnostics)


def together(found: Iterable[Findings]) -> Findings:
    """Several findings as one; what two sources say of a third that both import is said once."""
    diagnostics: list[Diagnostic] = []
    sources: dict[str, SourceFile] = {}
    for each in found:
        diagnostics += each.diagnostics
        sources |= each.sources
    # A plugin that is broken comes first: much of what else is said may come from that.
    ordered = sorted(in_order(diagnostics), key=lambda each: each.code != "O704")
    return Findings(tuple(ordered), sources)


def renamed(diagnostics: Iterable[Diagnostic], names: Mapping[str, str]) -> list[Diagnostic]:
    """The same findings with the files in their spans under other names."""
    return [_renamed(each, names) for each in diagnostics]


def _renamed(diagnostic: Diagnostic, names: Mapping[str, str]) -> Diagnostic:
    def move(span: Span) -> Span:
        return Span(span.start, span.end, names.get(span.file, span.file))

    fix = diagnostic.fix
    if fix is not None:
        fix = attrs.evolve(fix, edits=[attrs.evolve(edit, span=move(edit.span)) for edit in fix.edits])
    labels = [attrs.evolve(label, span=move(label.span)) for label in diagnostic.labels]
    return attrs.evolve(diagnostic, span=move(diagnostic.span), labels=labels, fix=fix)
