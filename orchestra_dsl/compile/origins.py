"""Where each element stands in its source, and what its clauses say: for people who ask, and for drawings."""

import re
from collections.abc import Callable, Iterable, Mapping

from orchestra_dsl.compile.layout import Layout, Row
from orchestra_dsl.compile.lower.parts import clause_of
from orchestra_dsl.graph.clauses import clauses_of, clauses_of_graph
from orchestra_dsl.graph.conditions import conditions_of
from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.graph.model import Graph, Origin, Origins
from orchestra_dsl.source import SourceFile, Span
from orchestra_dsl.syntax import nodes as n

Texts = dict[str, dict[str, str]]
Told = Iterable[tuple[str, Expression]]

_COMMENT = re.compile(r'("(?:[^"\\\n]|\\.)*")|#[^\n]*')


def origins_of(
    graph: Graph, layout: Layout, place: Callable[[Expression], Span], sources: Mapping[str, SourceFile]
) -> Origins:
    """Note the place of every element, and what its clauses say, by their words."""

    def said(told: Told) -> dict[str, str]:
        return {clause: _text(place(expression), sources) for clause, expression in told}

    elements: dict[str, Origin] = {}
    conditions: Texts = {}
    clauses: Texts = {"": said(clauses_of_graph(graph))}
    for element, row in zip(graph.elements, layout.rows, strict=True):
        elements[element.name] = _origin(row, sources)
        conditions[element.name] = said(conditions_of(element))
        clauses[element.name] = said(clauses_of(element)) | _for_each(row, sources)
    return Origins(elements, _without_empty(conditions), _without_empty(clauses))


def _origin(row: Row, sources: Mapping[str, SourceFile]) -> Origin:
    span = row.node.span
    position = sources[span.file].position(span.start)
    return Origin(span.file, position.line, position.column, getattr(row.node, "doc", None))


def _for_each(row: Row, sources: Mapping[str, SourceFile]) -> dict[str, str]:
    """What a step is repeated for, with the name of the item, which the graph has no use for."""
    step = row.node
    each = clause_of(step.clauses, n.ForEach) if isinstance(step, n.BackgroundStep | n.InteractiveStep) else None
    if each is None:
        return {}
    return {"for each": _text(each.name.span.to(each.items.span), sources)}


def _without_empty(texts: Texts) -> Texts:
    return {name: said for name, said in texts.items() if said}


def _text(span: Span, sources: Mapping[str, SourceFile]) -> str:
    """The text of an expression on one line, without comments."""
    text = sources[span.file].text[span.start : span.end]
    without = _COMMENT.sub(lambda found: found[1] or "", text)
    return " ".join(line.strip() for line in without.splitlines() if line.strip())
