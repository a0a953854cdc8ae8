"""Decisions, outcomes that are remembered, variables and formulas (language.md, section 3)."""

import pytest

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.types import BOOLEAN, DATETIME, DECIMAL, INTEGER, TEXT, Field, ListOf, ObjectOf, Optional, Type
from orchestra_dsl.interpreter.state import decode_state
from tests.interpreter.build import background, decision, end, go_to, graph, otherwise, outcome, put, stage
from tests.interpreter.terms import NULL, compare, decimal, equal, let, literal, moment, output, plus, variable, visited
from tests.interpreter.world import Run


def test_an_outcome_is_named_in_the_timeline() -> None:
    """Section 3: outcomes are named, for logs."""
    run = Run(graph(decision("d", outcome("no", "end", when=equal(literal("a"), "b")), otherwise("end")))).start()
    (note,) = [note for note in run.commits[-1].notes if note.what == "decided"]
    assert note.detail == {"outcome": "d.otherwise"}


def test_visited_tells_which_outcomes_the_run_has_taken() -> None:
    """Section 2: `visited(severity.critical)`, over all visits."""
    asked = graph(
        put("n", literal(0)),
        decision(
            "d",
            outcome("first", None, put("n", plus(variable("n"), 1)), when=compare(variable("n"), "==", 0), kept=True),
            otherwise("next"),
        ),
        stage(
            "a", background("x", args={"v": (BOOLEAN, visited("d", "first")), "w": (BOOLEAN, visited("d", "other"))})
        ),
        go_to("d"),
        variables={"n": INTEGER},
    )
    run = Run(asked).start()
    assert run.call("a.x").arguments == {"v": True, "w": False}
    run.returns("a.x")
    assert run.call("a.x").arguments == {"v": True, "w": False}


def test_an_outcome_that_nobody_asks_for_is_not_remembered() -> None:
    """Section 6: a state holds what can still be read."""
    loop = graph(
        decision("d", outcome("one", "a", when=equal(literal("a"), "a")), otherwise("end")),
        stage("a", background("x")),
        go_to("d"),
    )
    run = Run(loop).start().returns("a.x").returns("a.x")
    assert decode_state(run.stored).visited == []


def test_an_outcome_is_remembered_once() -> None:
    """Section 6: a thousand rounds leave the state no larger."""
    loop = graph(
        decision("d", outcome("one", "a", when=equal(literal("a"), "a"), kept=True), otherwise("end")),
        stage("a", background("x", args={"v": (BOOLEAN, visited("d", "one"))})),
        go_to("d"),
    )
    run = Run(loop).start().returns("a.x").returns("a.x")
    assert decode_state(run.stored).visited == [(run.names["d"], "d.one")]


@pytest.mark.parametrize(
    ("type_", "value", "stored"),
    [
        (INTEGER, literal(5), 5),
        (DECIMAL, decimal("1.50"), "1.5"),
        (DATETIME, moment("2026-03-02T08:00:00Z[Europe/Berlin]"), "2026-03-02T08:00:00Z[Europe/Berlin]"),
        (Optional(DECIMAL), NULL, None),
        (ListOf(DECIMAL), ex.MakeList((decimal("1.0"), decimal("2"))), ["1", "2"]),
        (
            ObjectOf((Field("at", DATETIME), Field("n", Optional(INTEGER)))),
            ex.MakeObject(("at", "n"), (moment("2026-03-02T08:00:00Z"), NULL)),
            {"at": "2026-03-02T08:00:00Z"},
        ),
    ],
)
def test_a_variable_is_stored_and_read_back(type_: Type, value: ex.Expression, stored: object) -> None:
    """Architecture: a value has one stored form, and comes out of it as it went in."""
    keeps = graph(
        put("v", value),
        put("same", equal(variable("v"), value, type_)),
        stage("a", background("w")),
        put("same", equal(variable("v"), value, type_)),
        stage("b", background("w")),
        variables={"v": type_, "same": BOOLEAN},
    )
    run = Run(keeps).start()
    assert run.value("v") == stored
    assert run.value("same") is True
    assert run.returns("a.w").value("same") is True


def test_a_formula_is_read_afresh() -> None:
    """Section 3: `let x = E`."""
    afresh = graph(
        put("n", literal(1)),
        put("n", plus(let("next"), 0)),
        put("n", plus(let("next"), 0)),
        stage("a", background("x")),
        variables={"n": INTEGER},
        lets={"next": plus(variable("n"), 1)},
    )
    assert Run(afresh).start().value("n") == 3


def test_outputs_that_nothing_reads_any_more_are_dropped() -> None:
    """Architecture: a liveness pass drops the rest."""
    drops = graph(
        stage("a", background("x", outputs={"n": INTEGER})),
        decision("d", outcome("big", "b", when=compare(output("a.x", "n"), ">", 3)), otherwise("b")),
        stage("b", background("y"), drops=("a.x",)),
        end("Done"),
    )
    run = Run(drops).start().returns("a.x", n=5)
    assert decode_state(run.stored).outputs == {}


def test_outputs_that_are_never_read_later_are_not_kept() -> None:
    """Architecture: `kept` says whether a later element may read them."""
    run = Run(graph(stage("a", background("x", outputs={"t": TEXT}, kept=False)), stage("b", background("y"))))
    assert decode_state(run.start().returns("a.x", t="long").stored).outputs == {}
