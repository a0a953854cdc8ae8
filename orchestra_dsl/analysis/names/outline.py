"""Draws the outline of an orchestration."""

from orchestra_dsl.analysis.names.elements import check_elements, elements_of
from orchestra_dsl.analysis.names.paths import resolve_paths
from orchestra_dsl.analysis.names.walk import in_order
from orchestra_dsl.analysis.outline import Outline
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.syntax import nodes as n


def outline_of(orchestration: n.Orchestration) -> tuple[Outline, list[Diagnostic]]:
    """Name the elements of an orchestration and resolve its paths."""
    elements, element_of = elements_of(orchestration)
    paths = resolve_paths(orchestration, elements)
    inside = [node for node, _ in in_order(orchestration)]
    outline = Outline(
        node=orchestration,
        elements=elements,
        element_of=element_of,
        lets=tuple(node for node in inside if isinstance(node, n.Let)),
        variables=tuple(node for node in inside if isinstance(node, n.Var)),
        named=paths.named,
    )
    return outline, check_elements(element for _, element in element_of) + paths.findings
