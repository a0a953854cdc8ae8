"""A function looks for the record of a parameter once, and decodes it where it has to.

What it reads is what it would read if it looked each time.
"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.types import BOOLEAN, DATETIME, DECIMAL, INTEGER, TEXT, ListOf, Optional, RecordOf
from orchestra_dsl.interpreter.context import Context
from orchestra_dsl.interpreter.events import Event, RunSuspended
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.expressions.writer import AsStored, Writer, arguments_text, function_text
from orchestra_dsl.interpreter.facts import MissingFact
from orchestra_dsl.interpreter.program import load
from orchestra_dsl.interpreter.state import Waiting, new_state
from orchestra_dsl.interpreter.witness import Conditions, Seen, new_witness
from tests.interpreter.build import background, graph, stage
from tests.interpreter.terms import FALSE, TRUE, compare, decimal, equal, field, literal, parameter

CASE: Any = ("record", "Case", "c1")
TEAM: Any = ("record", "Team", "t1")
FACTS: dict[Any, Any] = {
    CASE: {"status": "New", "n": 2, "tags": ["New", "b"], "amount": "10.50", "parts": ["1", "2.5"]},
    TEAM: {"name": "b"},
}
WORLD: dict[str, Any] = {
    "parameters": {"case": RecordOf("Case"), "team": Optional(RecordOf("Team"))},
    "records": {
        "Case": {
            "status": TEXT,
            "n": INTEGER,
            "tags": ListOf(TEXT),
            "owner": Optional(TEXT),
            "amount": Optional(DECIMAL),
            "parts": ListOf(DECIMAL),
        },
        "Team": {"name": TEXT},
    },
}
STATUS, N, OWNER, TAGS = (field("Case", each) for each in ("status", "n", "owner", "tags"))
NAME = field("Team", "name")
IS_NEW, IS_TWO = equal(STATUS, "New"), compare(N, "==", 2)
IS_LARGE = compare(field("Case", "amount"), ">", decimal("9"), DECIMAL)
IS_PART = ex.In(decimal("2.50"), field("Case", "parts"))


def formula(expression: ex.Expression) -> ex.Expression:
    """The expression as it stands in a graph."""
    return graph(lets={"tested": expression}, **WORLD).lets[0].formula


def found(
    expression: ex.Expression, facts: dict[Any, Any] = FACTS, arguments: tuple[Any, ...] = ("c1", "t1"), *, traced: bool
) -> tuple[Any, list[Any]]:
    """What comes of it, be it an error, and the facts that it has used, in this order."""
    program, state = load(graph(lets={"tested": expression}, **WORLD)), new_state("run")
    state.parameters = arguments
    context = Context(program, state, 0, facts)
    context.waiting = Waiting() if traced else None
    outcome: Any
    try:
        outcome = context.evaluate(program.let(0, traced=traced))
    except EvaluationError as error:
        outcome = (error.code, error.message)
    except MissingFact as missing:
        outcome = missing.key
    return outcome, list(context.used)


def text_of(expression: ex.Expression, **known: Any) -> str:
    """The text of its function."""
    return function_text(Writer({}, traced=False, **known), formula(expression))


@pytest.mark.parametrize(
    ("expression", "times"),
    [
        (ex.And((IS_NEW, IS_TWO, equal(OWNER, "bob"))), 1),
        (ex.Or((IS_NEW, IS_TWO, IS_NEW)), 1),
        (ex.MakeList((ex.And((IS_NEW, TRUE)), IS_TWO)), 1),
        (ex.Coalesce((OWNER, STATUS, STATUS)), 1),
        (ex.If(IS_NEW, N, N), 1),
        (ex.In(STATUS, TAGS), 1),
        (ex.Fold("any", TAGS, 0, equal(ex.Local(0), STATUS), BOOLEAN), 1),
        (ex.And((equal(NAME, "b"), IS_NEW, equal(NAME, "b"))), 2),
    ],
)
def test_it_is_looked_for_once_where_it_is_surely_there(expression: ex.Expression, times: int) -> None:
    assert text_of(expression).count("c.about(") == times


PERHAPS: dict[str, ex.Expression] = {
    "and": ex.And((FALSE, IS_NEW)),
    "or": ex.Or((TRUE, IS_NEW)),
    "coalesce": equal(ex.Coalesce((literal("a"), STATUS)), "a"),
    "if": ex.If(FALSE, IS_NEW, TRUE),
    "else": ex.If(TRUE, TRUE, IS_NEW),
    "one branch and the other": ex.If(FALSE, IS_NEW, IS_TWO),
    "fold": ex.Fold("any", ex.MakeList(()), 0, IS_NEW, BOOLEAN),
}


@pytest.mark.parametrize("name", PERHAPS)
def test_nothing_relies_on_what_may_not_have_been_looked_for(name: str) -> None:
    outcome, used = found(ex.MakeList((PERHAPS[name], IS_TWO)), traced=False)
    assert outcome[1] is True
    assert used == [CASE]


@pytest.mark.parametrize("name", [each for each in PERHAPS if each != "one branch and the other"])
def test_what_is_not_come_to_is_not_looked_for(name: str) -> None:
    assert found(PERHAPS[name], traced=False)[1] == []


def test_the_list_of_in_is_read_before_what_may_be_in_it() -> None:
    several = ex.In(STATUS, ex.MakeList((NAME,)))
    assert found(several, traced=False) == (False, [TEAM, CASE])
    assert found(ex.In(STATUS, TAGS), traced=False) == (True, [CASE]), "both of one record"
    assert found(ex.In(STATUS, ex.MakeList((literal("New"),))), traced=False) == (True, [CASE])


@pytest.mark.parametrize(
    ("expression", "decoded", "stored"),
    [
        (ex.And((IS_NEW, IS_TWO, IS_NEW)), 0, 1),
        (ex.And((IS_NEW, IS_LARGE, IS_NEW)), 1, 0),
        (ex.And((IS_NEW, IS_PART)), 1, 0),
        (ex.And((IS_LARGE, equal(NAME, "b"))), 1, 1),
        (ex.Fold("any", ex.MakeList((literal(1),)), 0, ex.Or((IS_NEW, IS_LARGE)), BOOLEAN), 1, 0),
    ],
)
def test_a_record_is_decoded_where_something_is_read_that_has_to_be(
    expression: ex.Expression, decoded: int, stored: int
) -> None:
    known = AsStored(fields=frozenset({("Case", "status"), ("Case", "n"), ("Team", "name")}))
    text = text_of(expression, as_stored=known)
    assert (text.count("c.about("), text.count("c.stored(")) == (decoded, stored)


@pytest.mark.parametrize("last", [IS_TWO, IS_LARGE], ids=["as it is stored", "decoded"])
def test_who_looks_on_sees_each_field_that_is_read(last: ex.Expression) -> None:
    """And arguments, but not that of the record itself."""
    condition = ex.And((ex.Not(parameter("calm")), IS_NEW, IS_NEW, last, equal(OWNER, "x"), IS_PART))
    world = {**WORLD, "parameters": {**WORLD["parameters"], "calm": BOOLEAN}}
    program, state = load(graph(stage("a", background("x", only_if=condition)), **world)), new_state("run")
    state.parameters = ("c1", "t1", False)
    witness = new_witness(Conditions(program), program, state, Event("e", 0, RunSuspended()), FACTS)
    only_if = program.step_elements[1].only_if
    assert only_if is not None
    assert witness.evaluate(program.function(only_if)) is False
    value = Seen("case.n", 2) if last is IS_TWO else Seen("case.amount", "10.5")
    (asked,) = witness.asked
    assert asked.reads == (Seen("calm", value=False), Seen("case.status", "New"), value, Seen("case.owner", None))


def test_arguments_are_stored_and_looked_for_together() -> None:
    """Where one has to be decoded; what is missing stays so."""
    amount, owner = field("Case", "amount"), field("Case", "owner")
    of_step = {"status": (TEXT, STATUS), "amount": (DECIMAL, amount), "owner": (TEXT, owner), "same": (DECIMAL, amount)}
    program, state = load(graph(stage("a", background("x", args=of_step)), **WORLD)), new_state("run")
    state.parameters = ("c1", None)
    context = Context(program, state, 0, FACTS)
    assert context.evaluate(program.arguments(1)) == ["New", "10.5", None, "10.5"]
    found = [(formula(each), None) for each in (STATUS, NAME, N, NAME)]
    text = arguments_text(Writer({}, traced=False), found)
    assert text.count("c.about(") == 2


TERMS = [TRUE, FALSE, IS_NEW, IS_TWO, equal(OWNER, "x"), compare(OWNER, "<", "x"), equal(NAME, "b"), IS_LARGE, IS_PART]
CONDITIONS = st.recursive(
    st.sampled_from([*TERMS, equal(NAME, STATUS)]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda terms: ex.And(tuple(terms))),
        st.lists(inner, min_size=2, max_size=3).map(lambda terms: ex.Or(tuple(terms))),
        inner.map(ex.Not),
        st.builds(ex.If, inner, inner, inner),
        inner.map(lambda body: ex.Fold("any", TAGS, 0, ex.And((equal(ex.Local(0), STATUS), body)), BOOLEAN)),
        inner.map(lambda body: ex.Fold("all", TAGS, 1, ex.Or((body, equal(ex.Local(1), NAME))), BOOLEAN)),
        inner.map(lambda term: equal(ex.Coalesce((OWNER, ex.If(term, NAME, OWNER), STATUS)), "b")),
        inner.map(lambda term: ex.In(ex.If(term, NAME, STATUS), TAGS)),
        inner.map(lambda term: ex.In(ex.If(term, STATUS, NAME), ex.MakeList((OWNER, NAME)))),
    ),
    max_leaves=8,
)
WITHOUT: list[dict[Any, Any]] = [
    *(FACTS, {**FACTS, TEAM: None}, {**FACTS, CASE: None}, {CASE: FACTS[CASE]}),
    {**FACTS, CASE: {"n": 3, "tags": [], "owner": "b"}},
]


@given(CONDITIONS, st.sampled_from(WITHOUT), st.sampled_from([("c1", "t1"), ("c1", None)]))
def test_a_condition_comes_to_the_same_as_one_that_looks_each_time(
    condition: ex.Expression, facts: dict[Any, Any], arguments: tuple[Any, ...]
) -> None:
    """That is the function for those who wait: it notes each read, and looks for the record each time."""
    assert found(condition, facts, arguments, traced=False) == found(condition, facts, arguments, traced=True)


@pytest.mark.parametrize("traced", [False, True])
def test_a_stored_value_that_is_none_of_its_type_is_an_error_of_who_needs_it_decoded(*, traced: bool) -> None:
    world = {**WORLD, "records": {"Case": {"status": TEXT, "due": DATETIME}, "Team": {"name": TEXT}}}
    facts = {CASE: {"status": "New", "due": "soon"}}
    is_due = compare(field("Case", "due"), "==", 1, DATETIME)
    program, state = load(graph(lets={"tested": is_due}, **world)), new_state("run")
    state.parameters = ("c1", None)
    context = Context(program, state, 0, facts)
    context.waiting = Waiting() if traced else None
    with pytest.raises(EvaluationError, match="a value that is needed here does not fit its type") as caught:
        context.evaluate(program.let(0, traced=traced))
    assert caught.value.code == "BadValue"
