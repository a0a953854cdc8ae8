"""The bound on the depth of expressions."""

from orchestra_dsl.compile.limits import DEEPEST, is_too_deep
from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.types import BOOLEAN


def nested(depth: int) -> ex.Expression:
    expression: ex.Expression = ex.Literal(BOOLEAN, value=True)
    for _ in range(depth - 1):
        expression = ex.Not(expression)
    return expression


def test_an_expression_may_be_as_deep_as_the_limit() -> None:
    assert not is_too_deep(nested(DEEPEST))
    assert is_too_deep(nested(DEEPEST + 1))


def test_many_terms_beside_each_other_are_not_deep() -> None:
    assert not is_too_deep(ex.Or(tuple(nested(3) for _ in range(5000))))


def test_no_depth_is_too_much_to_be_measured() -> None:
    assert is_too_deep(nested(100_000))
