"""Expressions written by hand, with names where a graph has indices (build.py puts the indices in)."""

from typing import Any, Literal, cast

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.types import (
    BOOLEAN,
    DATETIME,
    DECIMAL,
    DURATION,
    INTEGER,
    NOTHING,
    TEXT,
    Type,
)

Expression = ex.Expression
Ordering = Literal["==", "!=", "<", "<=", ">", ">="]

Plain = bool | int | str

NULL = ex.Literal(NOTHING, None)
TRUE = ex.Literal(BOOLEAN, value=True)
FALSE = ex.Literal(BOOLEAN, value=False)
NOW = ex.Now()


def literal(value: Plain) -> ex.Literal:
    """A constant of the type that its Python value suggests."""
    type_ = BOOLEAN if isinstance(value, bool) else INTEGER if isinstance(value, int) else TEXT
    return ex.Literal(type_, value)


def decimal(text: str) -> ex.Literal:
    """A decimal constant."""
    return ex.Literal(DECIMAL, text)


def moment(text: str) -> ex.Literal:
    """A point in time, in stored form."""
    return ex.Literal(DATETIME, text)


def seconds(amount: int) -> ex.Literal:
    """A duration."""
    return ex.Literal(DURATION, amount * 1_000_000)


def parameter(name: str) -> Expression:
    """A parameter of the orchestration."""
    return ex.Parameter(cast("int", name))


def variable(name: str) -> Expression:
    """A `var`."""
    return ex.Variable(cast("int", name))


def let(name: str) -> Expression:
    """A `let`."""
    return ex.Let(cast("int", name))


def output(step: str, field: str) -> Expression:
    """An output of a step."""
    return ex.Output(cast("int", step), field)


def outputs(step: str) -> Expression:
    """All outputs of a step."""
    return ex.Outputs(cast("int", step))


def field(record: str, name: str, of: Expression | None = None) -> Expression:
    """A field of a record: of the parameter that is called like its type in small letters, or of `of`."""
    return ex.Get(of or parameter(record.lower()), name, record)


def visited(decision: str, outcome: str) -> Expression:
    """`visited(decision.outcome)`."""
    return ex.Visited(cast("int", decision), f"{decision}.{outcome}")


def error_of(block: str, name: str) -> Expression:
    """A field of the error that a handler's block has bound."""
    return ex.Get(ex.Binding(cast("int", block)), name)


def ask(predicate: str, *arguments: tuple[Type, Expression]) -> Expression:
    """A plugin's predicate."""
    return ex.Ask(predicate, tuple(value for _, value in arguments), tuple(type_ for type_, _ in arguments))


def compare(left: Expression, operator: Ordering, right: Expression | Plain, type_: Type = INTEGER) -> Any:
    """A comparison; texts and truths are told by the constant on the right."""
    if isinstance(right, bool | int | str):
        right = literal(right)
        type_ = right.type
    return ex.Compare(operator, left, right, type_)


def equal(left: Expression, right: Expression | Plain, type_: Type = TEXT) -> Expression:
    """`left == right`."""
    return cast("Expression", compare(left, "==", right, type_))


def plus(left: Expression, right: Expression | int) -> Expression:
    """`left + right` of integers."""
    return ex.Arithmetic("+", left, literal(right) if isinstance(right, int) else right, "integer")


def fails() -> Expression:
    """A whole number that cannot be computed: it leaves the range of 64 bits."""
    return plus(literal(2**63 - 1), 1)


def fails_to_hold() -> Expression:
    """A condition that cannot be computed."""
    return cast("Expression", compare(fails(), ">", 0))
