"""Values of expressions of a graph, worked out by the real interpreter."""

from typing import Any

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.model import FORMAT, Graph, Parameter
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.graph.types import JSON
from orchestra_dsl.interpreter.context import Context
from orchestra_dsl.interpreter.program import load
from orchestra_dsl.interpreter.state import State


def value_of(expression: ex.Expression, *parameters: Any) -> Any:
    """Evaluate an expression that reads nothing but parameters, given as values."""
    fields = tuple(Parameter(f"p{place}", JSON) for place in range(len(parameters)))
    program = load(Graph(format=FORMAT, name="o", parameters=fields, elements=(), first=-2))
    state = State("r", Status.ACTIVE, 0, 0, 0, None, tuple(parameters))
    return Context(program, state, 0, {}).evaluate(program.function(expression))
