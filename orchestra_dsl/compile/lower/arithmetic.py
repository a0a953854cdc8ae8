"""`+ - * /` and the sign, as operations that the graph names."""

from orchestra_dsl.analysis.types.arithmetic import arithmetic, negation
from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.types import Type
from orchestra_dsl.syntax.nodes import ArithmeticOperator

Typed = tuple[ex.Expression, Type]


def operation(left: Typed, operator: ArithmeticOperator, right: Typed) -> Typed:
    """Return the operation on two operands and the type of its result; the checker has seen that there is one."""
    found = arithmetic(operator, left[1], right[1])
    assert found is not None  # noqa: S101 - the checker reports it
    kind, result = found
    return ex.Arithmetic(operator, left[0], right[0], kind), result


def negative(term: ex.Expression, type_: Type) -> ex.Expression:
    """Return the term with its sign changed; of a literal number, the literal."""
    kind = negation(type_)
    assert kind is not None  # noqa: S101 - the checker reports it
    if isinstance(term, ex.Literal) and isinstance(term.value, int):
        return ex.Literal(type_, -term.value)
    return ex.Negative(term, kind)
