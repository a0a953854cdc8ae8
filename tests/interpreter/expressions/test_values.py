"""A value for every kind of expression (language.md, section 2)."""

from decimal import Decimal
from typing import Any

import pytest

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.moments import DateTime, parse_datetime
from orchestra_dsl.graph.types import (
    BOOLEAN,
    DATE,
    DATETIME,
    DECIMAL,
    DURATION,
    INTEGER,
    JSON,
    PEOPLE,
    TEXT,
    USER,
    Choice,
    ListOf,
    Optional,
    RecordOf,
    Type,
)
from orchestra_dsl.interpreter.expressions.writer import WRITERS
from tests.interpreter.expressions.evaluate import value_of
from tests.interpreter.terms import (
    FALSE,
    NOW,
    NULL,
    TRUE,
    compare,
    decimal,
    equal,
    literal,
    moment,
    plus,
    seconds,
    variable,
)
from tests.interpreter.world import START

FIVE, SIX = literal(5), literal(6)
A, B = literal("a"), literal("b")
NUMBERS = ex.Literal(ListOf(DECIMAL), ["1.5", "2"])
HALF = decimal("0.5")
MARCH = moment("2026-03-02T08:00:00Z[Europe/Berlin]")
JANUARY = moment("2026-01-01T00:00:00Z")
HOUR = seconds(3600)
ITEM = ex.Local(0)


def integers(*values: int) -> ex.Expression:
    """A list of whole numbers."""
    return ex.MakeList(tuple(map(literal, values)))


def fold(function: Any, items: ex.Expression, body: ex.Expression = ITEM, type_: Type = INTEGER) -> ex.Expression:
    """A function over a list."""
    return ex.Fold(function, items, 0, body, type_)


def math(left: ex.Expression, operator: Any, right: ex.Expression, kind: Any) -> ex.Expression:
    """Arithmetic."""
    return ex.Arithmetic(operator, left, right, kind)


def text_of(value: ex.Expression, type_: Type) -> ex.Expression:
    """A value inside a text."""
    return ex.Interpolation((literal("<"), value, literal(">")), (TEXT, type_, TEXT))


TABLE: list[tuple[Any, Any]] = [
    # literals
    (NULL, None),
    (TRUE, True),
    (literal(-5), -5),
    (literal(2**63 - 1), 2**63 - 1),
    (literal('it\'s "quoted"\n\\ü'), 'it\'s "quoted"\n\\ü'),
    (decimal("1.50"), Decimal("1.5")),
    (ex.Literal(DATE, "2026-03-02"), "2026-03-02"),
    (MARCH, parse_datetime("2026-03-02T08:00:00Z")),
    (seconds(90), 90_000_000),
    (ex.Literal(PEOPLE, ["user:ann", "group:x"]), ["user:ann", "group:x"]),
    (ex.Literal(Optional(DECIMAL), None), None),
    (NUMBERS, [Decimal("1.5"), Decimal(2)]),
    # truth
    (ex.And((TRUE, TRUE)), True),
    (ex.And((TRUE, FALSE, TRUE)), False),
    (ex.Or((FALSE, TRUE)), True),
    (ex.Or((FALSE, FALSE)), False),
    (ex.Not(FALSE), True),
    (ex.Not(ex.Or((TRUE, FALSE))), False),
    (ex.Or((ex.And((FALSE, TRUE)), TRUE)), True),
    (ex.And((ex.Or((TRUE, FALSE)), FALSE)), False),
    # comparisons
    (compare(FIVE, "<", SIX), True),
    (compare(FIVE, "<=", FIVE), True),
    (compare(FIVE, ">", SIX), False),
    (compare(FIVE, ">=", SIX), False),
    (compare(FIVE, "==", ex.Literal(INTEGER, 5)), True),
    (compare(FIVE, "!=", SIX), True),
    (compare(decimal("1.50"), "==", decimal("1.5"), DECIMAL), True),
    (compare(FIVE, "<", decimal("5.5"), DECIMAL), True),
    (compare(decimal("5"), "==", FIVE, DECIMAL), True),
    (compare(A, "<", B, TEXT), True),
    (compare(ex.Literal(DATE, "2026-03-02"), "<", ex.Literal(DATE, "2026-10-01"), DATE), True),
    (compare(MARCH, "==", moment("2026-03-02T08:00:00Z"), DATETIME), True),
    (compare(HOUR, ">", seconds(60), DURATION), True),
    (compare(NULL, "==", NULL, Optional(TEXT)), True),
    (compare(A, "==", NULL, Optional(TEXT)), False),
    (compare(A, "!=", NULL, Optional(TEXT)), True),
    (compare(integers(1, 2), "==", integers(1, 2), ListOf(INTEGER)), True),
    (compare(integers(1, 2), "!=", integers(2, 1), ListOf(INTEGER)), True),
    (compare(ex.MakeObject(("a",), (FIVE,)), "==", ex.MakeObject(("a", "b"), (FIVE, NULL)), JSON), True),
    (compare(TRUE, "==", ex.Literal(INTEGER, 1), JSON), False),
    (compare(integers(0), "==", ex.MakeList((FALSE,)), JSON), False),
    (compare(ex.MakeList((decimal("1.0"),)), "==", integers(1), ListOf(DECIMAL)), True),
    # in
    (ex.In(FIVE, integers(1, 5)), True),
    (ex.In(FIVE, integers(1, 5), negated=True), False),
    (ex.In(FIVE, integers()), False),
    (ex.In(decimal("2.0"), NUMBERS), True),
    (ex.In(A, literal("banana")), True),
    (ex.In(literal("x"), literal("banana"), negated=True), True),
    (ex.In(NULL, integers(1)), False),
    (ex.In(plus(FIVE, 1), ex.MakeList((plus(FIVE, 1),))), True),
    # arithmetic
    (math(FIVE, "+", SIX, "integer"), 11),
    (math(FIVE, "-", SIX, "integer"), -1),
    (math(FIVE, "*", literal(-6), "integer"), -30),
    (math(HALF, "+", decimal("0.25"), "decimal"), Decimal("0.75")),
    (math(HALF, "-", decimal("0.75"), "decimal"), Decimal("-0.25")),
    (math(decimal("0.1"), "*", decimal("3"), "decimal"), Decimal("0.3")),
    (math(decimal("1"), "/", decimal("3"), "decimal"), Decimal("0." + "3" * 34)),
    (math(decimal("2"), "/", decimal("3"), "decimal"), Decimal("0." + "6" * 33 + "7")),
    (math(ex.Widen(FIVE), "/", ex.Widen(literal(2)), "decimal"), Decimal("2.5")),
    (math(FIVE, "/", literal(2), "decimal"), Decimal("2.5")),
    (math(A, "+", B, "text"), "ab"),
    (math(HOUR, "+", seconds(60), "duration"), 3_660_000_000),
    (math(seconds(60), "-", HOUR, "duration"), -3_540_000_000),
    (math(HOUR, "*", literal(3), "duration"), 10_800_000_000),
    (math(HALF, "*", HOUR, "duration"), 1_800_000_000),
    (math(HOUR, "/", literal(3), "duration"), 1_200_000_000),
    (math(ex.Literal(DURATION, 5), "/", literal(2), "duration"), 2),
    (math(ex.Literal(DURATION, 7), "/", literal(2), "duration"), 4),
    (math(ex.Literal(DURATION, 3), "*", HALF, "duration"), 2),
    (math(MARCH, "+", HOUR, "datetime"), DateTime(parse_datetime("2026-03-02T09:00:00Z").instant)),
    (math(HOUR, "+", MARCH, "datetime"), DateTime(parse_datetime("2026-03-02T09:00:00Z").instant)),
    (math(MARCH, "-", HOUR, "datetime"), DateTime(parse_datetime("2026-03-02T07:00:00Z").instant)),
    (math(MARCH, "-", moment("2026-03-02T07:00:00Z"), "elapsed"), 3_600_000_000),
    (ex.Negative(FIVE, "integer"), -5),
    (ex.Negative(literal(-5), "integer"), 5),
    (ex.Negative(HALF, "decimal"), Decimal("-0.5")),
    (ex.Negative(HOUR, "duration"), -3_600_000_000),
    (ex.Widen(FIVE), Decimal(5)),
    (ex.Widen(NULL), None),
    (plus(ex.Arithmetic("*", FIVE, SIX, "integer"), ex.Negative(FIVE, "integer")), 25),
    # what may be missing, choices
    (ex.Coalesce((NULL, NULL, FIVE)), 5),
    (ex.Coalesce((literal(0), FIVE)), 0),
    (ex.Coalesce((FALSE, TRUE)), False),
    (ex.Coalesce((NULL, NULL)), None),
    (ex.Coalesce((ex.Coalesce((NULL, NULL)), FIVE)), 5),
    (ex.If(TRUE, FIVE, SIX), 5),
    (ex.If(FALSE, FIVE, SIX), 6),
    (plus(ex.If(FALSE, FIVE, SIX), 1), 7),
    (ex.If(ex.If(TRUE, FALSE, TRUE), FIVE, ex.If(TRUE, SIX, FIVE)), 6),
    # lists and objects
    (integers(), []),
    (integers(1, 2), [1, 2]),
    (ex.MakeList((NULL, FIVE)), [None, 5]),
    (ex.At(integers(5, 6), literal(1)), 6),
    (ex.At(integers(5, 6), literal(2)), None),
    (ex.At(integers(5, 6), literal(-1)), None),
    (ex.MakeObject(("a", "b"), (FIVE, NULL)), {"a": 5}),
    (ex.MakeObject((), ()), {}),
    (ex.Get(ex.MakeObject(("a",), (FIVE,)), "a"), 5),
    (ex.Get(ex.MakeObject(("a",), (FIVE,)), "b"), None),
    (ex.Get(NULL, "a", safe=True), None),
    (ex.Get(ex.Get(ex.MakeObject(("a",), (ex.MakeObject(("b",), (FIVE,)),)), "a"), "b"), 5),
    # functions over lists
    (fold("any", integers(1, 5), compare(ITEM, ">", 4), BOOLEAN), True),
    (fold("any", integers(), compare(ITEM, ">", 4), BOOLEAN), False),
    (fold("all", integers(1, 5), compare(ITEM, ">", 4), BOOLEAN), False),
    (fold("all", integers(), compare(ITEM, ">", 4), BOOLEAN), True),
    (fold("count", integers(1, 5, 6), compare(ITEM, ">", 4), BOOLEAN), 2),
    (fold("count", integers(1, 5, 6), TRUE, BOOLEAN), 3),
    (fold("sum", integers(1, 5, 6)), 12),
    (fold("sum", integers()), 0),
    (fold("sum", NUMBERS, type_=DECIMAL), Decimal("3.5")),
    (fold("sum", ex.Literal(ListOf(DECIMAL), []), type_=DECIMAL), Decimal(0)),
    (fold("sum", ex.MakeList((HOUR, HOUR)), type_=DURATION), 7_200_000_000),
    (fold("min", integers(3, 1, 2)), 1),
    (fold("max", integers(3, 1, 2)), 3),
    (fold("min", integers()), None),
    (fold("max", ex.MakeList((A, B)), type_=TEXT), "b"),
    (
        fold("min", ex.MakeList((MARCH, moment("2026-01-01T00:00:00Z"))), type_=DATETIME),
        parse_datetime("2026-01-01T00:00Z"),
    ),
    (fold("filter", integers(1, 5, 6), compare(ITEM, ">", 4), BOOLEAN), [5, 6]),
    (fold("map", integers(1, 5), plus(ITEM, 1)), [2, 6]),
    (
        ex.Fold(
            "map", integers(1, 2), 0, ex.Fold("sum", integers(10, 20), 1, plus(ITEM, ex.Local(1)), INTEGER), INTEGER
        ),
        [32, 34],
    ),
    # texts
    (ex.Interpolation((literal("n is "), FIVE, literal("!")), (TEXT, INTEGER, TEXT)), "n is 5!"),
    (ex.Interpolation((A,), (TEXT,)), "a"),
    (text_of(NULL, Optional(TEXT)), "<>"),
    (text_of(NULL, Optional(INTEGER)), "<>"),
    (text_of(FIVE, Optional(INTEGER)), "<5>"),
    (text_of(literal("Low"), Choice(("Low", "High"))), "<Low>"),
    (text_of(decimal("1.50"), DECIMAL), "<1.5>"),
    (text_of(TRUE, BOOLEAN), "<true>"),
    (text_of(HOUR, DURATION), "<1h>"),
    (text_of(ex.Literal(DATE, "2026-03-02"), DATE), "<2026-03-02>"),
    (text_of(ex.Literal(USER, "user:ann"), USER), "<ann>"),
    # the rest
    (NOW, DateTime(START)),
    (compare(NOW, ">", MARCH, DATETIME), False),
    (ex.RunFact("id"), "run"),
    (ex.RunFact("started_by"), None),
    (ex.RunFact("error"), None),
    (ex.Call("lower", (literal("ABC"),)), "abc"),
    (ex.Call("group", (A,)), "group:a"),
]


@pytest.mark.parametrize(("expression", "value"), [pytest.param(*row, id=str(n)) for n, row in enumerate(TABLE)])
def test_an_expression_has_its_value(expression: ex.Expression, value: Any) -> None:
    found = value_of(expression)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("expression", "value"), [pytest.param(*row, id=str(n)) for n, row in enumerate(TABLE)])
def test_a_waiting_condition_computes_the_same(expression: ex.Expression, value: Any) -> None:
    """Rule 9: the variant that notes what it reads gives the same value."""
    assert value_of(expression, traced=True) == value


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        (ex.Or((TRUE, equal(variable("none"), A))), True),
        (ex.And((FALSE, compare(ex.Arithmetic("/", HALF, decimal("0"), "decimal"), ">", HALF, DECIMAL))), False),
        (ex.If(FALSE, ex.Arithmetic("/", HALF, decimal("0"), "decimal"), HALF), Decimal("0.5")),
        (ex.Coalesce((FIVE, plus(literal(2**63 - 1), 1))), 5),
        (
            fold(
                "any",
                integers(1, 0),
                compare(ex.Arithmetic("/", HALF, ex.Widen(ITEM), "decimal"), ">", decimal("0"), DECIMAL),
                BOOLEAN,
            ),
            True,
        ),
    ],
)
def test_what_is_not_needed_is_not_computed(condition: ex.Expression, truth: Any) -> None:
    """Section 2: from left to right, and no further than needed."""
    assert value_of(condition, variables={"none": (Optional(TEXT), None)}) == truth


def test_a_shown_moment_uses_its_own_zone() -> None:
    facts = {("offset", "Europe/Berlin", MARCH_INSTANT): 3600}
    assert value_of(text_of(MARCH, DATETIME), facts=facts) == "<2026-03-02 09:00 Europe/Berlin>"
    assert value_of(text_of(moment("2026-03-02T08:00:00Z"), DATETIME)) == "<2026-03-02 08:00 UTC>"


MARCH_INSTANT = parse_datetime("2026-03-02T08:00:00Z").instant


def test_variables_parameters_formulas_and_predicates() -> None:
    world: dict[str, Any] = {
        "variables": {"n": (DECIMAL, "2.50"), "o": (Optional(INTEGER), None)},
        "parameters": {"at": DATETIME},
        "arguments": ("2026-03-02T08:00:00Z",),
        "lets": {"twice": math(variable("n"), "*", decimal("2"), "decimal")},
        "inline": {"big": ((0, 1), compare(ex.Local(0), ">", ex.Local(1), DECIMAL)), "always": ((), TRUE)},
    }
    assert value_of(variable("n"), **world) == Decimal("2.5")
    assert value_of(variable("o"), **world) is None
    assert value_of(ex.Parameter(0), **world) == parse_datetime("2026-03-02T08:00:00Z")
    assert value_of(ex.Let(0), **world) == Decimal(5)
    assert value_of(ex.Apply(0, (ex.Let(0), decimal("4"))), **world) is True
    assert value_of(ex.Apply(0, (ex.Let(0), decimal("6"))), **world) is False
    assert value_of(ex.Apply(1, ()), **world) is True


def test_fields_of_records() -> None:
    shape = {"Case": {"amount": DECIMAL, "due": Optional(DATETIME), "parent": Optional(RecordOf("Case"))}}
    case = literal("1")
    facts = {
        ("record", "Case", "1"): {"id": "1", "amount": "5", "parent": "2"},
        ("record", "Case", "2"): {"id": "2", "amount": "6", "due": "2026-03-02T08:00:00Z"},
    }
    parent = ex.Get(case, "parent", "Case")
    world: dict[str, Any] = {"records": shape, "facts": facts}
    assert value_of(ex.Get(case, "amount", "Case"), **world) == Decimal(5)
    assert value_of(ex.Get(case, "due", "Case"), **world) is None
    assert value_of(ex.Get(parent, "due", "Case", safe=True), **world) == parse_datetime("2026-03-02T08:00:00Z")
    assert value_of(ex.Get(ex.Get(parent, "parent", "Case"), "amount", "Case", safe=True), **world) is None
    assert value_of(ex.Get(case, "id", "Case"), **world) == "1"


def test_a_waiting_condition_notes_what_it_has_read() -> None:
    """Rule 9: exactly the fields, and nothing that it has not come to."""
    shape = {"Case": {"a": INTEGER, "b": INTEGER, "c": INTEGER}}
    one, two = literal("1"), literal("2")
    facts = {("record", "Case", "1"): {"a": 1, "b": 2}, ("record", "Case", "2"): {"c": 3}}
    noted: dict[str, Any] = {}
    condition = ex.Or(
        (compare(ex.Get(one, "a", "Case"), ">", 5), compare(ex.Get(two, "c", "Case"), ">", 1), ex.Get(one, "b", "Case"))
    )
    value_of(condition, traced=True, records=shape, facts=facts, context=noted)
    assert noted["reads"] == {("Case", "1", "a"), ("Case", "2", "c")}
    assert noted["used"].keys() == facts.keys()


def test_there_is_a_writer_for_every_kind_of_expression_and_for_nothing_else() -> None:
    assert set(WRITERS) == set(ex.Expression.__args__)


def test_the_table_has_every_kind_of_expression() -> None:
    """Those that need more than themselves have tests of their own in this file or in tests of the rules."""
    seen: set[type] = set()

    def look(value: Any) -> None:
        if isinstance(value, ex.Node):
            seen.add(type(value))
            for name in value.__struct_fields__:
                look(getattr(value, name))
        elif isinstance(value, tuple):
            for each in value:
                look(each)

    for row in TABLE:
        look(row[0])
    about_the_run = {ex.Parameter, ex.Variable, ex.Let, ex.Apply, ex.Binding, ex.Output, ex.Outputs, ex.Visited}
    about_the_run |= {ex.StatusOf, ex.Original}
    elsewhere = about_the_run | {ex.Ask, ex.Before, ex.Changed}
    assert seen | elsewhere == set(ex.Expression.__args__)
    assert not seen & elsewhere
