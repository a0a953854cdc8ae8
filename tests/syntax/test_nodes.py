"""Nodes are compared by what they say, wherever they stand."""

from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n


def test_two_nodes_that_say_the_same_are_equal_and_not_unequal() -> None:
    here, there = (n.Name(text="x", span=Span(at, at + 1, "a.orch")) for at in (0, 8))
    other = n.Name(text="y", span=here.span)
    assert here == there
    assert not here != there  # noqa: SIM202 - that is the question
    assert here != other
    assert not here == other  # noqa: SIM201 - that is the question
    assert len({here, there, other}) == 2
