"""The random graphs of the interpreter's own tests, made fit for comparing.

What two threads of control do to one variable at one instant depends on whose turn it is; the compiler reports such a
thing (O5), but these graphs have never seen it. Here handlers' blocks and branches write a variable that nobody reads.
"""

import msgspec
from hypothesis import strategies as st

from orchestra_dsl.graph.elements import ROOT, AnyElement, Assign
from orchestra_dsl.graph.expressions import Literal
from orchestra_dsl.graph.model import Graph, VariableSlot
from orchestra_dsl.graph.types import INTEGER
from tests.interpreter import random_graphs

NOBODYS = VariableSlot("nobodys", INTEGER)


def graphs() -> st.SearchStrategy[Graph]:
    """Graphs of which each variable has one writer at a time."""
    return random_graphs.graphs().map(_tamed)


def _tamed(graph: Graph) -> Graph:
    elements = tuple(_element(each, len(graph.variables)) for each in graph.elements)
    variables = (*graph.variables, NOBODYS)
    return msgspec.structs.replace(graph, variables=variables, elements=elements)


def _element(element: AnyElement, nobodys: int) -> AnyElement:
    if isinstance(element, Assign) and element.scope != ROOT:
        return msgspec.structs.replace(element, variable=nobodys, value=Literal(INTEGER, 1))
    return element
