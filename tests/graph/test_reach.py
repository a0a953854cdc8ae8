"""Where control may go in a graph."""

from orchestra_dsl.graph.reach import reachable, targets
from orchestra_dsl.graph.types import INTEGER
from tests.interpreter.build import background, decision, end, go_to, graph, on_error, otherwise, outcome, put, stage
from tests.interpreter.terms import FALSE, literal, seconds

MADE = graph(
    put("n", literal(0)),
    stage("a", background("x", on_error=[on_error(None, stage("mend", background("w")), go_to("c"))])),
    decision("d", outcome("again", "a", when=FALSE), outcome("late", "c", when=FALSE), otherwise("next")),
    stage("b", background("y"), timeout=(seconds(5), "e")),
    end("Done"),
    stage("c", background("z")),
    end("Late"),
    stage("e", background("v", on_error=[on_error("f")])),
    end("Timed out"),
    stage("f", background("u")),
    stage("g", background("t")),
    variables={"n": INTEGER},
)
INDEX = {element.name: index for index, element in enumerate(MADE.elements)}


def named(indices: frozenset[int]) -> set[str]:
    """The stages among elements, by name."""
    return {name for name, index in INDEX.items() if index in indices and len(name) <= 4 and name != "end"}


def test_control_goes_to_what_comes_next_and_to_targets() -> None:
    assert set(targets(MADE.elements[INDEX["d"]])) == {INDEX["a"], INDEX["b"], INDEX["c"]}
    assert set(targets(MADE.elements[INDEX["b"]])) == {INDEX["end"], INDEX["e"]}
    assert list(targets(MADE.elements[INDEX["end"]])) == []
    assert list(targets(MADE.elements[INDEX["a.x"]])) == []


def test_what_can_be_reached_goes_on_through_handlers_and_timeouts() -> None:
    assert named(reachable(MADE, INDEX["set n"], -1)) == {"a", "mend", "d", "b", "c", "e", "f", "g"}
    assert named(reachable(MADE, INDEX["b"], -1)) == {"b", "e", "f", "g"}


def test_what_lies_behind_the_one_to_avoid_is_not_reached() -> None:
    assert named(reachable(MADE, INDEX["d"], INDEX["a"])) == {"d", "b", "c", "e", "f", "g"}
    assert named(reachable(MADE, INDEX["a"], INDEX["a"])) == set()
