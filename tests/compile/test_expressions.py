"""Each expression as the data that it becomes."""

import pytest

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.elements import Background
from orchestra_dsl.graph.model import Graph, RecordTrigger
from orchestra_dsl.graph.types import (
    BOOLEAN,
    DATETIME,
    DECIMAL,
    DURATION,
    INTEGER,
    NOTHING,
    TEXT,
    Choice,
    ListOf,
    Optional,
)
from tests.compile.compiling import formula, graph_of

CASE = ex.Parameter(0)
AMOUNT = ex.Get(CASE, "amount", "Case")
COUNT = ex.Get(CASE, "count", "Case")
TAGS = ex.Get(CASE, "tags", "Case")
STATUS = Choice(("New", "Working", "Closed"))
CLOSED = ex.Get(CASE, "closed_at", "Case")
NUMBER = ex.Get(CASE, "number", "Case")
PARENT = ex.Get(ex.Get(CASE, "parent", "Case"), "number", "Case", safe=True)
STATUS_NOW = ex.Get(CASE, "status", "Case")
VIP = ex.Get(ex.Get(CASE, "account", "Case"), "vip", "Account")
MANY = ex.Compare(">", COUNT, ex.Literal(INTEGER, 1), INTEGER)
ELAPSED = ex.Arithmetic("-", ex.Now(), ex.RunFact("started_at"), "elapsed")
SECOND = ex.Literal(DURATION, 1_000_000)


def whole(number: int) -> ex.Literal:
    return ex.Literal(INTEGER, number)


def exact(number: str) -> ex.Literal:
    return ex.Literal(DECIMAL, number)


def text(value: str) -> ex.Literal:
    return ex.Literal(TEXT, value)


@pytest.mark.parametrize(
    ("written", "literal"),
    [
        ('"a \\"b\\""', text('a "b"')),
        ("10_000", whole(10000)),
        ("0.250", exact("0.25")),
        ("1.0", exact("1")),
        ("true", ex.Literal(BOOLEAN, value=True)),
        ("90s", ex.Literal(DURATION, 90_000_000)),
        ("-3", whole(-3)),
        ("-1.5", ex.Negative(exact("1.5"), "decimal")),
        ("-case.count", ex.Negative(COUNT, "integer")),
    ],
)
def test_literals(written: str, literal: ex.Expression) -> None:
    assert formula(written) == literal


@pytest.mark.parametrize(
    ("written", "expression"),
    [
        ("case", CASE),
        ("case.account.vip", VIP),
        ("case.parent?.number", PARENT),
        ("case.tags[0]", ex.At(TAGS, whole(0))),
        ("now", ex.Now()),
        ("run.id", ex.RunFact("id")),
        ("run.error?.code", ex.Get(ex.RunFact("error"), "code", safe=True)),
        ("not case.account.vip", ex.Not(VIP)),
        ('case.parent?.number ?? "?"', ex.Coalesce((PARENT, text("?")))),
        ("if case.count > 1 then 1 else 2.5", ex.If(MANY, exact("1"), exact("2.5"))),
        ("[1, 2.5]", ex.MakeList((exact("1"), exact("2.5")))),
        ("[case.count, 2]", ex.MakeList((COUNT, whole(2)))),
        ("{ b: 1, a: case.count }", ex.MakeObject(("b", "a"), (whole(1), COUNT))),
        ("lower(case.number)", ex.Call("lower", (NUMBER,))),
        ("round(case.count, 2)", ex.Call("round", (ex.Widen(COUNT), whole(2)))),
        ("abs(case.count)", ex.Call("abs", (COUNT,))),
        ('find(Account, "7")', ex.Call("find", (text("Account"), text("7")))),
        ("manager(case.owner)", ex.Call("manager", (ex.Get(CASE, "owner", "Case"),))),
        ('"{case.number}: {case.amount}"', ex.Interpolation((NUMBER, text(": "), AMOUNT), (TEXT, TEXT, DECIMAL))),
    ],
)
def test_names_calls_and_literals_with_parts(written: str, expression: ex.Expression) -> None:
    assert formula(written) == expression


@pytest.mark.parametrize(
    ("written", "expression"),
    [
        ("case.count + 1 - 2", ex.Arithmetic("-", ex.Arithmetic("+", COUNT, whole(1), "integer"), whole(2), "integer")),
        ("case.count * 2 / 3", ex.Arithmetic("/", ex.Arithmetic("*", COUNT, whole(2), "integer"), whole(3), "decimal")),
        ("case.amount * 2", ex.Arithmetic("*", AMOUNT, whole(2), "decimal")),
        ('case.number + "!"', ex.Arithmetic("+", NUMBER, text("!"), "text")),
        ("2 * 3d", ex.Arithmetic("*", whole(2), ex.Literal(DURATION, 3 * 86_400_000_000), "duration")),
        ("now + 1s", ex.Arithmetic("+", ex.Now(), SECOND, "datetime")),
        ("now - run.started_at", ELAPSED),
        ("now - run.started_at + 1s", ex.Arithmetic("+", ELAPSED, SECOND, "duration")),
    ],
)
def test_arithmetic_names_its_operation(written: str, expression: ex.Expression) -> None:
    assert formula(written) == expression


@pytest.mark.parametrize(
    ("written", "expression"),
    [
        ("case.count > 1", MANY),
        ("case.amount > 10_000", ex.Compare(">", AMOUNT, exact("10000"), DECIMAL)),
        ("case.count < case.amount", ex.Compare("<", ex.Widen(COUNT), AMOUNT, DECIMAL)),
        ('case.status == "New"', ex.Compare("==", STATUS_NOW, text("New"), STATUS)),
        ("case.closed_at == null", ex.Compare("==", CLOSED, ex.Literal(NOTHING, None), Optional(DATETIME))),
        ("case.closed_at != null and now > case.closed_at", None),
        ('"x" in case.tags', ex.In(text("x"), TAGS)),
        ('case.status not in ["New"]', ex.In(STATUS_NOW, ex.MakeList((text("New"),)), negated=True)),
        ("case.amount in [1, 2]", ex.In(AMOUNT, ex.MakeList((exact("1"), exact("2"))))),
        ('"x" in case.number', ex.In(text("x"), NUMBER)),
    ],
)
def test_comparisons_name_the_type_in_which_they_compare(written: str, expression: ex.Expression | None) -> None:
    found = formula(written)
    if expression is None:
        missing = ex.Literal(NOTHING, None)
        first = ex.Compare("!=", CLOSED, missing, Optional(DATETIME))
        expression = ex.And((first, ex.Compare(">", ex.Now(), CLOSED, DATETIME)))
    assert found == expression


@pytest.mark.parametrize(
    ("written", "body", "type_"),
    [
        ('any(case.tags, t => t == "x")', ex.Compare("==", ex.Local(0), text("x"), TEXT), BOOLEAN),
        ("map(case.tags, t => lower(t))", ex.Call("lower", (ex.Local(0),)), TEXT),
        ("count(case.tags)", ex.Literal(BOOLEAN, value=True), BOOLEAN),
        ("min(case.tags)", ex.Local(0), TEXT),
        ("sum(case.tags, t => case.amount)", AMOUNT, DECIMAL),
    ],
)
def test_functions_over_lists(written: str, body: ex.Expression, type_: object) -> None:
    found = formula(written)
    assert isinstance(found, ex.Fold)
    assert (found.function, found.list, found.body, found.type) == (
        written.split("(", maxsplit=1)[0],
        TAGS,
        body,
        type_,
    )


def test_slots_are_unique_in_a_graph() -> None:
    graph = graph_of("let a = any(case.tags, t => any(case.tags, u => u == t)) let b = count(case.tags)")
    outer = graph.lets[0].formula
    assert isinstance(outer, ex.Fold)
    assert isinstance(outer.body, ex.Fold)
    other = graph.lets[1].formula
    assert isinstance(other, ex.Fold)
    assert len({outer.slot, outer.body.slot, other.slot}) == 3


def test_names_of_formulas_variables_and_steps() -> None:
    graph = graph_of(
        'let l = case.count var n: integer = l stage a "A" { background x = f(case) } set n = a.x.out let all = a.x end'
    )
    var, put = graph.elements[0], graph.elements[3]
    assert getattr(var, "value", None) == ex.Let(0)
    assert getattr(put, "value", None) == ex.Output(2, "out")
    assert graph.lets[1].formula == ex.Outputs(2)


def test_a_plugin_is_asked_with_the_types_of_its_arguments() -> None:
    graph = graph_of('stage a "A" { background x = f(case) start when quiet(case) }')
    asked = getattr(graph.elements[0], "start_when", None)
    assert isinstance(asked, ex.Ask)
    assert (asked.predicate, asked.arguments) == ("quiet", (CASE,))


def test_former_values_are_read_in_triggers() -> None:
    graph = graph_of("start on case updated when before(case.count) != case.count and changed(case.owner)")
    when = condition_of_the_trigger(graph)
    assert isinstance(when, ex.And)
    assert when.terms[1] == ex.Changed("owner")
    assert isinstance(when.terms[0], ex.Compare)
    assert when.terms[0].left == ex.Before("count")
    graph = graph_of('start on case updated when before(case)?.status == "New"')
    when = condition_of_the_trigger(graph)
    assert isinstance(when, ex.Compare)
    assert when.left == ex.Before("status")


def condition_of_the_trigger(graph: Graph) -> ex.Expression | None:
    (trigger,) = graph.triggers
    assert isinstance(trigger, RecordTrigger)
    return trigger.when


def test_a_list_of_integers_becomes_one_of_decimals() -> None:
    graph = graph_of(
        'let sizes = map(case.tags, t => length(t)) stage a "A" { background x = g(1, case, sizes: sizes) }'
    )
    step = graph.elements[1]
    assert isinstance(step, Background)
    argument = step.arguments[3]
    assert isinstance(argument, ex.Fold)
    assert argument == ex.Fold("map", ex.Let(0), argument.slot, ex.Widen(ex.Local(argument.slot)), DECIMAL)
    assert ListOf(DECIMAL) == graph.flows[0].parameters[3].type
