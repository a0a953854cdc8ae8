"""A project that asks people and knows none: its work items would reach nobody."""

import re
from collections.abc import Iterable, Iterator, Mapping

from orchestra_dsl.diagnostics import Severity
from orchestra_dsl.diagnostics.diagnostic import Diagnostic
from orchestra_dsl.graph.elements import Interactive
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.source import SourceFile, Span

_STEP = re.compile(r"^[^#\n]*?\b(interactive)\s+\w+\s*=", re.MULTILINE)


def nobody_known(graphs: Iterable[Graph], sources: Mapping[str, SourceFile]) -> Iterator[Diagnostic]:
    """Yield the finding, at the first interactive step, where there is one; asked where no directory is supplied."""
    if not any(isinstance(element, Interactive) for graph in graphs for element in graph.elements):
        return
    for name, file in sources.items():
        if found := _STEP.search(file.text):
            message = "No people are known to this project, so nobody can be asked to do this step."
            hint = 'Write `people = "people.toml"` in orchestra.toml, and the users and groups in that file.'
            yield Diagnostic("O608", message, Span(*found.span(1), name), hint=hint, severity=Severity.WARNING)
            return
