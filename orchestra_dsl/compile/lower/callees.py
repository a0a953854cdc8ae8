"""The signatures of the flows, screens and predicates that a graph uses."""

from collections.abc import Iterable

from orchestra_dsl.analysis.checked import Callee, Declarations
from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.elements import AnyElement, Background, Interactive, Step
from orchestra_dsl.graph.model import Signature
from orchestra_dsl.graph.visit import nodes_in
from orchestra_dsl.syntax import nodes as n


def flows(elements: Iterable[AnyElement], declarations: Declarations) -> tuple[Signature, ...]:
    """Return the flows that steps call and that undo them, in the order of their names."""
    names: set[str] = set()
    for element in elements:
        if isinstance(element, Background):
            names.add(element.flow)
        if isinstance(element, Step) and element.undo is not None:
            names.add(element.undo.flow)
    return tuple(signature(declarations.flows[name]) for name in sorted(names))


def screens(elements: Iterable[AnyElement], declarations: Declarations) -> tuple[Signature, ...]:
    """Return the screens that steps show, in the order of their names."""
    names = {element.screen for element in elements if isinstance(element, Interactive)}
    return tuple(signature(declarations.screens[name]) for name in sorted(names))


def predicates(parts: Iterable[object], declarations: Declarations) -> tuple[Signature, ...]:
    """Return the predicates of plugins that expressions ask, in the order of their names."""
    names = {node.predicate for node in nodes_in(*parts) if isinstance(node, ex.Ask)}
    return tuple(signature(declarations.predicates[name]) for name in sorted(names))


def signature(callee: Callee) -> Signature:
    """Return what a source declares of a flow, a screen or a predicate."""
    match callee.node:
        case n.Flow():
            return Signature("flow", callee.name, callee.parameters, callee.outputs, callee.writes)
        case n.Screen():
            return Signature("screen", callee.name, callee.parameters, callee.outputs)
        case n.Predicate():
            return Signature("predicate", callee.name, callee.parameters)
    raise AssertionError(f"{callee.name} is an orchestration: a graph names it where a step runs it")
