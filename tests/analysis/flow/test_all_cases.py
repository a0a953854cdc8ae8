"""What is said of decisions with conditions made at random is what trying out all values shows."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestra_dsl.analysis.flow.checks.constant_conditions import fixed_parts
from orchestra_dsl.analysis.flow.checks.coverage import coverage
from orchestra_dsl.analysis.flow.conditions.reader import Reader
from orchestra_dsl.analysis.flow.conditions.search import constant
from orchestra_dsl.graph.types import BOOLEAN, DECIMAL, INTEGER, Choice, Type
from orchestra_dsl.syntax import nodes as n
from tests.analysis.flow.drawn import draw
from tests.analysis.flow.typed import checked, report

TYPES: dict[str, Type] = {"n": INTEGER, "x": DECIMAL, "s": Choice(("low", "mid", "high")), "b": BOOLEAN}
VALUES: dict[str, list[Any]] = {
    "n": list(range(-1, 8)),
    "x": [Decimal(each) / 2 for each in range(-2, 14)],
    "s": ["low", "mid", "high"],
    "b": [True, False],
}

number = st.integers(0, 6)
order = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
compared = st.builds("{} {} {}".format, st.sampled_from(["n", "x"]), order, number)
turned = st.builds("{} {} {}".format, number, order, st.just("n"))
listed = st.builds("n {} {}".format, st.sampled_from(["in", "not in"]), st.lists(number, min_size=1, max_size=4))
text = st.builds('s {} "{}"'.format, st.sampled_from(["==", "!="]), st.sampled_from(VALUES["s"]))
related = st.builds("n {} m".format, order)
atom = st.one_of(compared, turned, listed, text, related, st.just("b"))


def _wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    joined = st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner)
    return st.one_of(joined, inner.map("(not ({}))".format))


condition = st.recursive(atom, _wider, max_leaves=5)


def worlds() -> Iterator[dict[str, Any]]:
    """All values of all names; `m` is another number."""
    for values in product(*VALUES.values()):
        for other in (-5, values[0], 20):
            yield {**dict(zip(VALUES, values, strict=True)), "m": other}


WORLDS = list(worlds())


def came_out(text: str) -> list[bool]:
    """How a condition, which Python reads alike, comes out in every world."""
    code = compile(text, "", "eval")
    return [bool(eval(code, {}, world)) for world in WORLDS]  # noqa: S307 - a text made above


@settings(max_examples=60, deadline=None)
@given(condition)
def test_a_condition_is_fixed_where_it_always_comes_out_the_same(written: str) -> None:
    flow = draw(f"decide d {{ outcome o when {written} -> end otherwise -> end }} end")
    tables = checked(flow.outline.node, {**TYPES, "m": INTEGER})
    asked = next(each.condition for each in n.walk(flow.outline.node) if isinstance(each, n.Outcome))
    results = set(came_out(written))
    assert constant(Reader(tables).formula(asked)) == (results.pop() if len(results) == 1 else None)


@settings(max_examples=60, deadline=None)
@given(st.lists(condition, min_size=1, max_size=4))
def test_a_decision_misses_what_no_outcome_takes(written: list[str]) -> None:
    outcomes = " ".join(f"outcome o{i} when {each} -> end" for i, each in enumerate(written))
    text = f"decide d {{ {outcomes} }} end"
    flow = draw(text)
    if any(True for _ in fixed_parts(flow.outline.node, checked(flow.outline.node, {**TYPES, "m": INTEGER}))):
        return
    tried = [came_out(each) for each in written]
    first = [next((i for i, each in enumerate(row) if each), None) for row in zip(*tried, strict=True)]
    expected = ["O405"] * (len(written) - len({*first} - {None})) + ["O404"] * (None in first)
    assert sorted(code for code, _ in report(coverage, text, **TYPES, m=INTEGER)) == sorted(expected)
