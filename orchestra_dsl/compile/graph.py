"""One checked orchestration as a graph: the passes in order."""

from collections.abc import Mapping

import attrs
from msgspec.structs import replace

from orchestra_dsl.analysis.checked import Checked, CheckedOrchestration
from orchestra_dsl.compile.finish.events import events_of
from orchestra_dsl.compile.finish.forgetting import with_drops
from orchestra_dsl.compile.finish.originals import with_originals
from orchestra_dsl.compile.finish.readers import with_readers
from orchestra_dsl.compile.finish.records import records_of
from orchestra_dsl.compile.layout import Layout, lay_out
from orchestra_dsl.compile.lower import callees
from orchestra_dsl.compile.lower.calendars import calendar_of
from orchestra_dsl.compile.lower.elements import Elements
from orchestra_dsl.compile.lower.expressions import Expressions
from orchestra_dsl.compile.lower.grants import grants
from orchestra_dsl.compile.lower.parts import clause_of, text_of
from orchestra_dsl.compile.lower.triggers import UTC, triggers
from orchestra_dsl.compile.origins import origins_of
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.graph.codec import compiled
from orchestra_dsl.graph.model import FORMAT, Compiled, Graph, LetFormula, VariableSlot
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax import nodes as n


@attrs.frozen
class Made:
    """A compiled orchestration, or what is wrong with it."""

    compiled: Compiled | None
    findings: tuple[Diagnostic, ...] = ()


def make_graph(checked: Checked, orchestration: CheckedOrchestration, sources: Mapping[str, SourceFile]) -> Made:
    """Compile one orchestration that has no finding of severity error."""
    layout = lay_out(orchestration.node)
    expressions = Expressions(checked, layout)
    graph = _lowered(checked, orchestration, layout, expressions)
    if expressions.findings:
        return Made(None, tuple(expressions.findings))
    graph = with_readers(graph)
    graph = with_originals(graph, checked.declarations.records)
    graph = with_drops(graph)
    graph = replace(graph, events=events_of(graph, checked.declarations.events))
    graph = replace(graph, records=records_of(graph, checked.declarations.records))
    return Made(compiled(graph, origins_of(graph, layout, expressions.place, sources)))


def _lowered(checked: Checked, orchestration: CheckedOrchestration, layout: Layout, expressions: Expressions) -> Graph:
    """The graph as the tree says it, without what can only be said of the whole."""
    elements = Elements(checked, orchestration, layout, expressions)
    node, outline = orchestration.node, orchestration.outline
    version = clause_of(node.clauses, n.Version)
    lowered = elements.all()
    calendar = calendar_of(orchestration, checked.declarations)
    starts = triggers(orchestration, expressions, UTC if calendar is None else calendar.zone)
    allowed = grants(node, expressions)
    lets = tuple(LetFormula(each.name.text, expressions.lower(each.value)) for each in outline.lets)
    inline = expressions.predicates_in_place()  # last: everything before it may use one
    variables = zip(outline.variables, orchestration.variables, strict=True)
    return Graph(
        format=FORMAT,
        name=orchestration.name,
        label=text_of(node.label),
        version=None if version is None else version.number,
        parameters=orchestration.parameters,
        outputs=orchestration.declared_outputs,
        flows=callees.flows(lowered, checked.declarations),
        screens=callees.screens(lowered, checked.declarations),
        predicates=callees.predicates((lowered, lets, inline, starts, allowed), checked.declarations),
        inline=inline,
        lets=lets,
        variables=tuple(VariableSlot(each.name.text, type_) for each, type_ in variables),
        triggers=starts,
        calendar=calendar,
        grants=allowed,
        handlers=elements.parts.handlers(node.clauses),
        elements=lowered,
        first=layout.first,
        on_cancel=layout.on_cancel,
    )
