"""Random expressions have the value that exact arithmetic gives, from the text to the running function."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestra_dsl.graph.values import DECIMALS
from tests.compile.compiling import formula
from tests.compile.evaluated import value_of

Number = int | Decimal
Written = tuple[str, Number]
Asked = tuple[str, bool]

SIGNS = {"+": DECIMALS.add, "-": DECIMALS.subtract, "*": DECIMALS.multiply}
ORDERS = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}

numbers: st.SearchStrategy[Written] = st.one_of(
    st.integers(0, 999).map(lambda n: (str(n), n)),
    st.decimals(0, 99, places=2).map(lambda d: (f"{d:f}", Decimal(d))),
)


def computed(left: Written, sign: str, right: Written) -> Written:
    """Two numbers joined by a sign; an integer stays one where both are."""
    value: Number
    if isinstance(left[1], int) and isinstance(right[1], int):
        value = {"+": left[1] + right[1], "-": left[1] - right[1], "*": left[1] * right[1]}[sign]
    else:
        value = SIGNS[sign](Decimal(left[1]), Decimal(right[1]))
    return f"({left[0]} {sign} {right[0]})", value


def chosen(condition: Asked, first: Written, second: Written) -> Written:
    """One of two numbers; where one is exact, both are."""
    value = first[1] if condition[1] else second[1]
    exact = isinstance(first[1], Decimal) or isinstance(second[1], Decimal)
    return f"(if {condition[0]} then {first[0]} else {second[0]})", Decimal(value) if exact else value


def compared(left: Written, order: str, right: Written) -> Asked:
    """Two numbers compared, changed so that neither is seen to be a constant or like the other."""
    return f"({left[0]} + 0 {order} {right[0]} * 1)", ORDERS[order](left[1], right[1])


def larger(inner: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    """Numbers made of others."""
    condition = st.builds(compared, inner, st.sampled_from(sorted(ORDERS)), inner)
    return st.one_of(
        st.builds(computed, inner, st.sampled_from(sorted(SIGNS)), inner),
        st.builds(chosen, condition, inner, inner),
        inner.map(lambda each: (f"(-{each[0]})", -each[1])),
        st.lists(inner, min_size=1, max_size=4).map(summed),
    )


def summed(items: list[Written]) -> Written:
    """The sum of a list; where one item is exact, all are."""
    exact = any(isinstance(value, Decimal) for _, value in items)
    total: Number = Decimal(0) if exact else 0
    for _, value in items:
        total = DECIMALS.add(Decimal(total), Decimal(value)) if exact else total + value
    return f"sum([{', '.join(text for text, _ in items)}])", total


@settings(max_examples=60, deadline=None)
@given(st.recursive(numbers, larger, max_leaves=12))
def test_an_expression_has_its_exact_value(written: Written) -> None:
    text, value = written
    found = value_of(formula(text))
    assert found == value
    assert type(found) is type(value), text
