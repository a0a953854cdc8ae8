"""Where each element stands in its source, and the text of its conditions: for people who ask why a run waits."""

import re
from collections.abc import Callable, Mapping

from orchestra_dsl.compile.layout import Layout
from orchestra_dsl.graph.conditions import conditions_of
from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.graph.model import Graph, Origin, Origins
from orchestra_dsl.source import SourceFile, Span

_COMMENT = re.compile(r'("(?:[^"\\\n]|\\.)*")|#[^\n]*')


def origins_of(
    graph: Graph, layout: Layout, place: Callable[[Expression], Span], sources: Mapping[str, SourceFile]
) -> Origins:
    """Note the place of every element, and what its conditions say, by the words of their clauses."""
    elements: dict[str, Origin] = {}
    conditions: dict[str, dict[str, str]] = {}
    for element, row in zip(graph.elements, layout.rows, strict=True):
        span = row.node.span
        position = sources[span.file].position(span.start)
        doc = getattr(row.node, "doc", None)
        elements[element.name] = Origin(span.file, position.line, position.column, doc)
        texts = {clause: _text(place(condition), sources) for clause, condition in conditions_of(element)}
        if texts:
            conditions[element.name] = texts
    return Origins(elements, conditions)


def _text(span: Span, sources: Mapping[str, SourceFile]) -> str:
    """The text of a condition on one line, without comments."""
    text = sources[span.file].text[span.start : span.end]
    without = _COMMENT.sub(lambda found: found[1] or "", text)
    return " ".join(line.strip() for line in without.splitlines() if line.strip())
