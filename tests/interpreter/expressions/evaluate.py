"""Evaluating one expression by itself, as a step would."""

from collections.abc import Mapping
from typing import Any

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.types import Type
from orchestra_dsl.interpreter.context import Context
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.program import load
from orchestra_dsl.interpreter.state import Waiting, new_state
from tests.interpreter.build import graph
from tests.interpreter.world import START


def value_of(
    expression: Any,
    *,
    traced: bool = False,
    variables: Mapping[str, tuple[Type, Any]] | None = None,
    facts: Mapping[Any, Any] | None = None,
    context: dict[str, Any] | None = None,
    **world: Any,
) -> Any:
    """The value of an expression. `variables` are types with stored values; `world` goes to build.graph.

    `traced` evaluates the variant for waiting conditions; `context` receives what it noted.
    """
    variables = variables or {}
    kinds = {name: type_ for name, (type_, _) in variables.items()}
    arguments = world.pop("arguments", ())
    lets = {**world.pop("lets", {}), "tested": expression}
    made = graph(variables=kinds, lets=lets, **world)
    program = load(made)
    state = new_state("run")
    state.variables = {index: stored for index, (_, stored) in enumerate(variables.values())}
    state.parameters = arguments
    found = Context(program, state, START, facts or {})
    found.waiting = Waiting() if traced else None
    try:
        return found.evaluate(program.let(len(lets) - 1, traced=traced))
    finally:
        if context is not None:
            context.update(reads=found.reads, wake=found.wake, used=found.used, budget=found.budget)


def error_of(expression: ex.Expression, **world: Any) -> str:
    """The code of the error that an evaluation meets."""
    try:
        value = value_of(expression, **world)
    except EvaluationError as error:
        return error.code
    raise AssertionError(f"there is a value: {value!r}")
