"""What an evaluation may meet instead of a value: missing values, overflow, the budget, sizes (section 2)."""

from decimal import Decimal
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.moments import LATEST, DateTime
from orchestra_dsl.graph.types import (
    BOOLEAN,
    DATETIME,
    DURATION,
    INTEGER,
    JSON,
    TEXT,
    ListOf,
    Optional,
    RecordOf,
)
from orchestra_dsl.graph.values import LARGEST, SMALLEST
from orchestra_dsl.interpreter.budgeted import BUDGET, LONGEST_TEXT
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.facts import MissingFact
from tests.interpreter.build import background, end, graph, put, stage
from tests.interpreter.expressions.evaluate import error_of, value_of
from tests.interpreter.terms import FALSE, NULL, TRUE, compare, decimal, literal, moment, plus, seconds, variable
from tests.interpreter.world import Run

MAX, MIN = literal(LARGEST), literal(SMALLEST)
ITEM = ex.Local(0)
HUGE = decimal("9E+6144")


def math(left: ex.Expression, operator: Any, right: ex.Expression, kind: Any) -> ex.Expression:
    """Arithmetic."""
    return ex.Arithmetic(operator, left, right, kind)


def numbers(count: int) -> ex.Expression:
    """A constant list of so many numbers."""
    return ex.Literal(ListOf(INTEGER), cast("Any", [1] * count))


def list_of(count: int, type_: Any = INTEGER, item: Any = 1) -> dict[str, Any]:
    """A variable with so many items."""
    return {"items": (ListOf(type_), [item] * count)}


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        (plus(MAX, 1), "Overflow"),
        (math(MIN, "-", literal(1), "integer"), "Overflow"),
        (math(MAX, "*", MAX, "integer"), "Overflow"),
        (ex.Negative(MIN, "integer"), "Overflow"),
        (ex.Call("abs", (MIN,)), "Overflow"),
        (math(ex.Literal(DURATION, LARGEST), "+", seconds(1), "duration"), "Overflow"),
        (math(ex.Literal(DURATION, LARGEST), "*", decimal("1.1"), "duration"), "Overflow"),
        (math(ex.Literal(DURATION, LARGEST), "/", decimal("0.1"), "duration"), "Overflow"),
        (ex.Fold("sum", ex.MakeList((MAX, MAX)), 0, ITEM, INTEGER), "Overflow"),
        (math(HUGE, "*", decimal("10"), "decimal"), "Overflow"),
        (math(HUGE, "+", HUGE, "decimal"), "Overflow"),
        (math(decimal("1"), "/", decimal("1E-6176"), "decimal"), "Overflow"),
        (ex.Call("floor", (HUGE,)), "Overflow"),
        (ex.Call("ceil", (decimal("9223372036854775808"),)), "Overflow"),
        (ex.Call("round", (decimal("1"), literal(40))), "Overflow"),
        (ex.Call("date", (literal("soon"),)), "BadValue"),
        (ex.Call("datetime", (literal("soon"),)), "BadValue"),
        (math(ex.Literal(DATETIME, DateTime(LATEST).text()), "+", seconds(1), "datetime"), "Overflow"),
        (math(moment("2026-01-01T00:00:00Z"), "-", ex.Literal(DURATION, LARGEST), "datetime"), "Overflow"),
        (ex.Call("add_days", (literal("9999-12-31"), literal(1))), "Overflow"),
        (ex.Call("add_days", (literal("2026-01-01"), MAX)), "Overflow"),
        (math(decimal("1"), "/", decimal("0"), "decimal"), "DivisionByZero"),
        (math(decimal("0"), "/", decimal("0.00"), "decimal"), "DivisionByZero"),
        (math(literal(1), "/", literal(0), "decimal"), "DivisionByZero"),
        (math(seconds(1), "/", literal(0), "duration"), "DivisionByZero"),
        (math(seconds(1), "/", decimal("0"), "duration"), "DivisionByZero"),
    ],
)
def test_a_number_that_cannot_be_stored_is_an_error(expression: ex.Expression, code: str) -> None:
    """Section 2: division by zero and overflow stop the step."""
    assert error_of(expression) == code


@pytest.mark.parametrize(
    "expression",
    [
        plus(NULL, 1),
        math(literal(1), "-", NULL, "integer"),
        ex.Negative(NULL, "decimal"),
        math(NULL, "/", decimal("1"), "decimal"),
        math(decimal("1"), "/", NULL, "decimal"),
        math(NULL, "*", seconds(1), "duration"),
        math(moment("2026-01-01T00:00:00Z"), "+", NULL, "datetime"),
        math(NULL, "-", moment("2026-01-01T00:00:00Z"), "elapsed"),
        compare(NULL, "<", literal(1)),
        compare(moment("2026-01-01T00:00:00Z"), ">=", NULL, DATETIME),
        ex.Get(NULL, "a"),
        ex.Get(NULL, "a", "Case"),
        ex.In(literal(1), NULL),
        ex.In(NULL, literal("text")),
        ex.At(NULL, literal(0)),
        ex.Fold("any", NULL, 0, TRUE, BOOLEAN),
        ex.Fold("sum", ex.MakeList((NULL,)), 0, ITEM, INTEGER),
        ex.Fold("max", ex.MakeList((NULL, literal(1))), 0, ITEM, INTEGER),
        ex.Call("lower", (NULL,)),
        ex.Call("members", (NULL,)),
        ex.Call("join", (ex.MakeList((NULL,)), literal(","))),
    ],
)
@pytest.mark.parametrize("traced", [False, True])
def test_a_missing_value_where_one_is_needed_is_an_error(expression: ex.Expression, *, traced: bool) -> None:
    """Section 2: the compiler guards against it; a record that lacks what it promises may still come to it."""
    facts = {("members", None): None}
    assert error_of(expression, traced=traced, facts=facts) == "MissingValue"


def test_a_moment_that_is_missing_beside_now_is_an_error_of_a_waiting_condition() -> None:
    assert error_of(compare(ex.Now(), ">", NULL, DATETIME), traced=True) == "MissingValue"


def test_a_record_that_is_gone_is_an_error() -> None:
    """Rule 17: also through `?.`, which is for a record that was never named."""
    gone = ex.Get(literal("1"), "a", "Case", safe=True)
    world: dict[str, Any] = {"records": {"Case": {"a": INTEGER}}, "facts": {("record", "Case", "1"): None}}
    assert error_of(gone, **world) == "RecordGone"
    assert value_of(ex.Call("find", (literal("Case"), literal("1"))), **world) is None


def test_a_fact_that_is_not_there_is_asked_for() -> None:
    """Architecture: Need, with the key."""
    with pytest.raises(MissingFact) as missing:
        value_of(ex.Call("manager", (literal("user:ann"),)))
    assert missing.value.key == ("manager", "user:ann")


def test_an_unknown_zone_is_an_error() -> None:
    shown = ex.Interpolation((moment("2026-01-01T00:00:00Z[Mars/Base]"),), (DATETIME,))
    instant = DateTime(1767225600000000).instant
    assert error_of(shown, facts={("offset", "Mars/Base", instant): None}) == "UnknownZone"


# --- the budget -----------------------------------------------------------------------------------------------------


def nested(function: Any, depth: int, body: ex.Expression) -> ex.Expression:
    """A function over the list in a function over the list …"""
    for slot in range(depth):
        body = ex.Fold(function, variable("items"), slot, body, BOOLEAN)
    return body


def test_an_evaluation_has_a_budget_of_a_million_visits() -> None:
    """Section 2: 1,000 times 999 visits and the 1,000 around them are within it, one more list is not."""
    fits = ex.Fold(
        "count",
        numbers(1000),
        9,
        ex.Fold("any", variable("items"), 0, FALSE, BOOLEAN),
        BOOLEAN,
    )
    assert value_of(fits, variables=list_of(999)) == 0
    assert error_of(fits, variables=list_of(1000)) == "Budget"


@pytest.mark.parametrize("function", ["any", "all", "count", "filter", "map", "sum", "min", "max"])
def test_no_function_over_lists_escapes_the_budget(function: Any) -> None:
    """Section 2: two hundred to the power of ten, soon stopped."""
    every = function == "all"
    inner: ex.Expression = nested("all" if every else "any", 9, TRUE if every else FALSE)
    if function in ("sum", "min", "max"):
        inner = ex.If(inner, literal(1), literal(2))
    expression = ex.Fold(function, variable("items"), 99, inner, INTEGER)
    assert error_of(expression, variables=list_of(200)) == "Budget"


def test_formulas_that_call_each_other_twice_are_stopped() -> None:
    """Section 2: sixty formulas, each naming the one before twice, would take until the end of time."""
    lets: dict[str, ex.Expression] = {"f0": TRUE}
    for number in range(1, 60):
        lets[f"f{number}"] = ex.And((ex.Let(number - 1), ex.Let(number - 1)))
    assert error_of(ex.Let(59), lets=lets) == "Budget"


def test_predicates_that_call_each_other_twice_are_stopped() -> None:
    """Section 2: the same for predicates that are written in place."""
    inline: dict[str, Any] = {"p0": ((0,), ITEM)}
    for number in range(1, 60):
        call = ex.Apply(number - 1, (ex.Local(number),))
        inline[f"p{number}"] = ((number,), ex.And((call, call)))
    assert error_of(ex.Apply(59, (TRUE,)), inline=inline) == "Budget"


def test_a_formula_that_names_itself_is_stopped() -> None:
    """The compiler finds it (O2); a graph that was written by hand harms nobody."""
    assert error_of(ex.Let(0), lets={"f": ex.Not(ex.Let(0))}) == "Budget"


def test_comparing_large_values_is_charged() -> None:
    """Section 2: ten thousand comparisons of lists of a thousand."""
    items = {"items": (ListOf(INTEGER), [1] * 1000)}
    same = compare(variable("items"), "==", variable("items"), ListOf(INTEGER))
    often = ex.Fold("count", numbers(10_000), 0, same, BOOLEAN)
    assert error_of(often, variables=items) == "Budget"


def test_searching_long_texts_is_charged() -> None:
    """Section 2: a search visits what it searches."""
    text = {"text": (TEXT, "a" * LONGEST_TEXT)}
    search = ex.In(literal("ab"), variable("text"))
    assert value_of(search, variables=text) is False
    often = ex.Fold("count", numbers(10_000), 0, search, BOOLEAN)
    assert error_of(often, variables=text) == "Budget"


def test_making_long_texts_is_charged() -> None:
    """Architecture: nothing that a user writes takes unbounded memory."""
    text = {"text": (TEXT, "a" * (LONGEST_TEXT // 2))}
    double = math(variable("text"), "+", variable("text"), "text")
    many = ex.Fold("map", numbers(100_000), 0, double, TEXT)
    assert error_of(many, variables=text) == "Budget"


@pytest.mark.parametrize(
    "function", ["contains", "starts_with", "lower", "upper", "trim", "replace", "join", "ends_with"]
)
def test_no_function_over_texts_escapes_the_budget(function: str) -> None:
    """Architecture: the same for the functions of the library."""
    text = {"text": (TEXT, " " + "a" * (LONGEST_TEXT - 2) + " ")}
    arguments: dict[str, tuple[Any, ...]] = {
        "replace": (variable("text"), literal("b"), literal("c")),
        "join": (ex.MakeList((variable("text"),)), literal("")),
        "contains": (variable("text"), literal("b")),
        "starts_with": (variable("text"), variable("text")),
        "ends_with": (variable("text"), variable("text")),
    }
    call = ex.Call(function, arguments.get(function, (variable("text"),)))
    many = ex.Fold("map", numbers(100_000), 0, call, TEXT)
    assert error_of(many, variables=text) == "Budget"


def test_the_budget_begins_anew_with_each_evaluation() -> None:
    """Section 2: an evaluation has a budget, not an event."""
    costly = compare(ex.Fold("count", variable("items"), 0, TRUE, BOOLEAN), ">", 0)
    steps = [background(f"x{number}", only_if=costly) for number in range(12)]
    run = Run(
        graph(
            put("items", numbers(100_000)),
            stage("a", *steps),
            variables={"items": ListOf(INTEGER)},
        )
    )
    assert len(run.start().calling) == 12
    assert BUDGET < 12 * 100_000


def test_the_budget_begins_anew_with_each_argument() -> None:
    costly = ex.Fold("count", variable("items"), 0, TRUE, BOOLEAN)
    run = Run(
        graph(
            put("items", numbers(100_000)),
            stage("a", background("x", args={f"n{number}": (INTEGER, costly) for number in range(12)})),
            variables={"items": ListOf(INTEGER)},
        )
    )
    assert set(run.start().call("a.x").arguments.values()) == {100_000}


# --- sizes ----------------------------------------------------------------------------------------------------------


def test_a_text_may_be_so_long_and_no_longer() -> None:
    """Section 2: size is one of the errors."""
    text = {"text": (TEXT, "a" * LONGEST_TEXT)}
    assert len(value_of(math(variable("text"), "+", literal(""), "text"), variables=text)) == LONGEST_TEXT
    assert error_of(math(variable("text"), "+", literal("a"), "text"), variables=text) == "TooLarge"
    assert error_of(ex.Interpolation((variable("text"), literal("a")), (TEXT, TEXT)), variables=text) == "TooLarge"
    assert error_of(ex.Call("replace", (variable("text"), literal("a"), literal("bb"))), variables=text) == "TooLarge"
    assert error_of(ex.Call("replace", (variable("text"), literal(""), literal("bb"))), variables=text) == "TooLarge"
    twice = ex.MakeList((variable("text"), literal("")))
    assert error_of(ex.Call("join", (twice, literal(","))), variables=text) == "TooLarge"


LARGE = ex.Fold("map", numbers(3000), 0, literal("x" * 100), TEXT)


def test_a_variable_holds_no_more_than_can_be_stored() -> None:
    """Architecture: a stored value takes at most 256 KiB."""
    run = Run(graph(put("all", LARGE), variables={"all": ListOf(TEXT)})).start()
    assert run.status.startswith("error: set all: TooLarge: a value of 309,001 bytes")


def test_a_text_of_many_bytes_is_too_large_though_it_is_not_too_long() -> None:
    """Architecture: bytes count, not characters."""
    wide = ex.Call("join", (ex.MakeList((literal("€" * 100_000),)), literal("")))
    run = Run(graph(put("t", wide), variables={"t": TEXT})).start()
    assert run.status.startswith("error: set t: TooLarge")
    fits = Run(graph(put("t", literal("€" * 80_000)), stage("a", background("x")), variables={"t": TEXT})).start()
    assert fits.calling == ["a.x"]


def test_an_argument_holds_no_more_than_can_be_stored() -> None:
    """Architecture: nor does an argument."""
    run = Run(graph(stage("a", background("x", args={"all": (ListOf(TEXT), LARGE)})))).start()
    assert run.status.startswith("error: a.x: TooLarge")
    assert run.calling == []


@pytest.mark.parametrize("value", [7, True, "text", None])
def test_json_that_is_no_list_and_no_object_is_held_as_it_is(value: Any) -> None:
    """Section 2: `json` is any value; only what can be large is measured."""
    run = Run(
        graph(put("any", ex.Literal(JSON, value)), stage("a", background("x")), variables={"any": Optional(JSON)})
    )
    assert (run.start().value("any"), run.calling) == (value, ["a.x"])


def test_the_outputs_of_a_run_hold_no_more_than_can_be_stored() -> None:
    """Architecture: nor do the outputs of the end."""
    run = Run(graph(end("Done", ex.MakeObject(("all",), (LARGE,))), outputs={"all": ListOf(TEXT)})).start()
    assert run.status.startswith("error: end: TooLarge")


# --- in general -----------------------------------------------------------------------------------------------------

plain = [NULL, TRUE, FALSE, literal(0), literal(7), MAX, MIN, literal("a"), literal(""), ex.Now(), ITEM]
exact = [decimal("0"), decimal("1.5"), HUGE, seconds(60), moment("2026-01-01T00:00:00Z")]
others = [numbers(2), ex.MakeObject(("a",), (literal(1),)), variable("items")]
atoms: st.SearchStrategy[Any] = st.sampled_from([*plain, *exact, *others])

ARITHMETIC = [
    *(("+", kind) for kind in ("integer", "decimal", "text", "duration", "datetime")),
    *(("-", kind) for kind in ("integer", "decimal", "duration", "datetime", "elapsed")),
    *(("/", kind) for kind in ("decimal", "duration")),
]


def _wider(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    pairs = st.tuples(inner, inner)
    orders: st.SearchStrategy[Any] = st.sampled_from(["<", "==", "!=", ">="])
    folds: st.SearchStrategy[Any] = st.sampled_from(["any", "all", "count", "sum", "map", "filter", "min", "max"])
    factors = st.sampled_from([NULL, TRUE, literal(7), MAX, MIN, decimal("1.5"), HUGE, seconds(60)])
    kinds: st.SearchStrategy[Any] = st.sampled_from(["integer", "decimal", "duration"])
    return st.one_of(
        st.builds(lambda pair, op: math(pair[0], op[0], pair[1], op[1]), pairs, st.sampled_from(ARITHMETIC)),
        st.builds(lambda pair, kind: math(pair[0], "*", pair[1], kind), st.tuples(factors, factors), kinds),
        st.builds(ex.Compare, orders, inner, inner, st.sampled_from([INTEGER, DATETIME, JSON])),
        pairs.map(ex.And),
        pairs.map(ex.Or),
        pairs.map(ex.Coalesce),
        pairs.map(ex.MakeList),
        pairs.map(lambda pair: ex.In(*pair)),
        pairs.map(lambda pair: ex.At(*pair)),
        pairs.map(lambda pair: ex.Interpolation(pair, (Optional(INTEGER), Optional(TEXT)))),
        inner.map(ex.Not),
        inner.map(ex.Widen),
        inner.map(lambda each: ex.Get(each, "a", safe=True)),
        inner.map(lambda each: ex.Get(each, "a")),
        st.builds(ex.Negative, inner, kinds),
        st.builds(ex.If, inner, inner, inner),
        st.builds(lambda fold, pair: ex.Fold(fold, pair[0], 0, pair[1], INTEGER), folds, pairs),
    )


@given(st.recursive(atoms, _wider, max_leaves=8), st.booleans())
def test_whatever_is_computed_has_a_value_or_an_error(expression: Any, traced: bool) -> None:  # noqa: FBT001 - drawn
    """Architecture: nothing but these comes out of an evaluation, also where the types are all wrong."""
    inside = ex.Fold("map", ex.MakeList((literal(1),)), 0, expression, INTEGER)
    try:
        value_of(inside, traced=traced, variables={"items": (ListOf(INTEGER), [3])})
    except EvaluationError as error:
        assert error.code in ("Overflow", "DivisionByZero", "MissingValue", "BadValue", "TooLarge", "Budget")  # noqa: PT017 - a value is right too


def test_a_decimal_is_exact_to_34_digits() -> None:
    """Section 2: halves to even."""
    assert value_of(math(decimal("1" * 34), "+", decimal("0.5"), "decimal")) == Decimal("1" * 33 + "2")
    assert value_of(math(decimal("1" * 33 + "2"), "+", decimal("0.5"), "decimal")) == Decimal("1" * 33 + "2")


def test_a_record_type_is_known_by_its_id_only() -> None:
    assert value_of(compare(literal("1"), "==", literal("1"), RecordOf("Case"))) is True
