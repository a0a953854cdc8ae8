"""Nothing that a user writes can run Python (architecture, invariant 3): functions are made of fixed forms."""

import ast
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph import library
from orchestra_dsl.graph.codec import BadGraph, decode_graph, encode_graph
from orchestra_dsl.graph.types import (
    BOOLEAN,
    DATE,
    INTEGER,
    PEOPLE,
    TEXT,
    Choice,
    ListOf,
    Optional,
    RecordOf,
)
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.expressions.writer import Writer, arguments_text, function_text
from orchestra_dsl.interpreter.library import FUNCTIONS
from orchestra_dsl.interpreter.program import build
from tests.interpreter.build import background, graph, stage
from tests.interpreter.expressions.evaluate import value_of
from tests.interpreter.terms import FALSE, NULL, TRUE, compare, equal, literal, plus

NASTY = [
    "'",
    '"',
    "\\",
    "\n",
    "\\n'",
    "'''",
    '"""',
    "\r\x00\x1b",
    "{n.__class__}",
    "{0.__init__.__globals__}",
    "{}",
    "%s",
    "__class__",
    "__import__('os').system('true')",
    "'] or __import__('os') or ['",
    "') or c.facts or c.read('",
    "a\u2028b",
    "\ud800",
    "\U0001d425\U0001d428\U0001d430",
    "\u017f",
]

FORMS: list[Any] = [
    literal,
    lambda text: ex.Literal(DATE, text),
    lambda text: ex.Literal(PEOPLE, [text]),
    lambda text: ex.Literal(Choice((text,)), text),
    lambda text: ex.Literal(RecordOf(text), text),
    lambda text: ex.Get(ex.MakeObject((text,), (literal(1),)), text),
    lambda text: ex.Get(ex.MakeObject((text,), (literal(1),)), text, safe=True),
    lambda text: ex.Get(NULL, text, text, safe=True),
    lambda text: ex.MakeObject((text, text), (NULL, literal(text))),
    lambda text: ex.Output(1, text),
    lambda text: ex.Visited(0, text),
    ex.Before,
    lambda text: ex.In(literal(text), ex.MakeList((literal(text),))),
    lambda text: ex.Interpolation((literal(text), NULL), (TEXT, Optional(RecordOf(text)))),
    lambda text: ex.Call("find", (literal(text), NULL)),
    lambda text: compare(literal(text), "==", literal(text), TEXT),
    lambda text: ex.Fold("any", ex.MakeList((literal(text),)), 0, equal(ex.Local(0), text), BOOLEAN),
]


@pytest.mark.parametrize("traced", [False, True])
@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
@pytest.mark.parametrize("form", FORMS, ids=range(len(FORMS)))
def test_a_text_of_a_source_stays_a_text(form: Any, text: str, traced: bool) -> None:  # noqa: FBT001 - a parameter
    """Every place of an expression that holds a text of a source."""
    expression = form(text)
    found = value_of(expression, traced=traced)
    if isinstance(expression, ex.Literal):
        assert found == expression.value
    elif isinstance(expression, ex.Get) and expression.object != NULL:
        assert found == 1
    elif isinstance(expression, ex.In | ex.Fold | ex.Compare):
        assert found is True


@given(st.text(max_size=30), st.sampled_from(FORMS))
def test_any_text_stays_a_text(text: str, form: Any) -> None:
    namespace = {f"l_{name}": function for name, function in FUNCTIONS.items()}
    _only_fixed_forms(function_text(Writer(namespace, traced=True), form(text)), 1)
    arguments = [(form(text), None), (form(text), str)]
    _only_fixed_forms(arguments_text(Writer(namespace, traced=False), arguments), 4)


def _only_fixed_forms(text: str, statements: int) -> None:
    """Parse a generated function and look at every name and attribute in it."""
    (function,) = ast.parse(text).body
    assert isinstance(function, ast.FunctionDef)
    assert len(function.body) == statements
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute):
            assert node.attr in METHODS, node.attr
        elif isinstance(node, ast.Name):
            assert node.id[:1] in "cbktdls", node.id
            assert not node.id.startswith("__")
        else:
            assert not isinstance(
                node, ast.Import | ast.ImportFrom | ast.Await | ast.Yield | ast.Starred | ast.JoinedStr
            )


FOLDS = {f"fold_{name}" for name in library.FOLDS}
ASKED = {"apply", "ask", "at", "before", "bound", "changed", "contains", "concat", "dig", "equal", "formula", "joined"}
READ = {"now", "output", "outputs", "parameters", "read", "run", "seen", "text", "until", "variable", "visited"}
METHODS = FOLDS | ASKED | READ | {"get", "about", "renew", "state", "stored"}
"""Everything that a generated function may ask of its Context, and `get` of an object."""


@pytest.mark.parametrize(
    "name", ["eval", "__import__", "lower(c) or c.facts", "lower\n", "", "Lower", "lower;x", "str"]
)
def test_only_functions_of_the_library_can_be_called(name: str) -> None:
    """A graph that was written by hand names what it likes; it is not loaded, and not written either."""
    with pytest.raises(ValueError, match="there is no function called"):
        build(ex.Call(name, (literal("a"),)), traced=False)
    bad = graph(stage("a", background("x", only_if=ex.Call(name, (literal("a"),)))))
    with pytest.raises(BadGraph, match="which there is not"):
        decode_graph(encode_graph(bad))


@pytest.mark.parametrize(
    ("node", "field"),
    [
        (compare(literal(1), "<", 2), "operator"),
        (plus(literal(1), 2), "operator"),
        (plus(literal(1), 2), "kind"),
        (ex.Negative(literal(1), "integer"), "kind"),
        (ex.Fold("any", ex.MakeList(()), 0, TRUE, BOOLEAN), "function"),
        (ex.RunFact("id"), "fact"),
    ],
)
def test_words_of_a_graph_are_checked_when_it_is_read(node: Any, field: str) -> None:
    """What is written into a function unquoted is one of a few words."""
    bad = msgspec.structs.replace(node, **{field: "< __import__('os') <"})
    with pytest.raises(BadGraph, match=field):
        decode_graph(encode_graph(graph(stage("a", background("x", only_if=bad)))))


@pytest.mark.parametrize("value", ["1)", 1.5, {"a": 1}, ["x"]])
@pytest.mark.parametrize("field", ["index", "slot", "element", "predicate"])
def test_numbers_of_a_graph_are_checked_when_it_is_read(field: str, value: Any) -> None:
    """So is what is written unquoted as a number."""
    nodes: dict[str, Any] = {"index": ex.Let(7), "slot": ex.Local(7), "element": ex.Outputs(7)}
    nodes["predicate"] = ex.Apply(7, ())
    stored = encode_graph(graph(stage("a", background("x", only_if=nodes[field]))))
    data = stored.replace(b'"%s":7' % field.encode(), b'"%s":%s' % (field.encode(), msgspec.json.encode(value)))
    assert data != stored
    with pytest.raises(BadGraph, match="this is not a compiled orchestration"):
        decode_graph(data)


def test_generated_functions_have_no_builtins() -> None:
    """What a function could name besides its own parts."""
    function = build(ex.And((TRUE, FALSE)), traced=False)
    names = {name for name in function.__globals__ if name != "f"}
    assert function.__globals__["__builtins__"] == {}
    assert {name for name in names if not name.startswith(("l_", "c_", "d_"))} == {"__builtins__", "str"}


def test_generated_functions_share_no_names() -> None:
    """One function cannot change what another sees."""
    one, other = build(TRUE, traced=False), build(FALSE, traced=False)
    assert one.__globals__ is not other.__globals__


def test_the_library_has_a_function_for_every_signature_and_no_other() -> None:
    assert FUNCTIONS.keys() - {"find"} == library.FUNCTIONS.keys()


def test_methods_of_python_are_no_fields() -> None:
    """`case.items`, `text.format` and the like read fields, never attributes."""
    for name in ("items", "keys", "get", "__class__", "format"):
        assert value_of(ex.Get(ex.MakeObject(("a",), (literal(1),)), name)) is None
        with pytest.raises(EvaluationError):
            value_of(ex.Get(literal("text"), name))


# --- depth ----------------------------------------------------------------------------------------------------------

ONE = literal(1)
ITEMS = ex.MakeList((ONE,))

DEEP: dict[str, Any] = {
    "not": ex.Not,
    "and": lambda inner: ex.And((inner, TRUE)),
    "or": lambda inner: ex.Or((FALSE, inner)),
    "compare": lambda inner: compare(inner, "==", inner if isinstance(inner, ex.Literal) else ONE, INTEGER),
    "deep compare": lambda inner: compare(inner, "==", ITEMS, ListOf(INTEGER)),
    "now": lambda inner: ex.Coalesce((NULL, ex.If(TRUE, ex.Now(), inner))),
    "plus": lambda inner: plus(inner, 1),
    "plus right": lambda inner: ex.Arithmetic("+", ONE, inner, "integer"),
    "text": lambda inner: ex.Arithmetic("+", literal(""), inner, "text"),
    "negative": lambda inner: ex.Negative(inner, "integer"),
    "coalesce": lambda inner: ex.Coalesce((NULL, inner)),
    "coalesce left": lambda inner: ex.Coalesce((inner, NULL)),
    "if": lambda inner: ex.If(TRUE, inner, NULL),
    "if condition": lambda inner: ex.If(inner, TRUE, FALSE),
    "list": lambda inner: ex.MakeList((inner,)),
    "object": lambda inner: ex.MakeObject(("a",), (inner,)),
    "field": lambda inner: ex.Get(ex.MakeObject(("a",), (inner,)), "a", safe=True),
    "at": lambda inner: ex.At(ex.MakeList((inner,)), literal(0)),
    "in": lambda inner: ex.In(inner, ex.MakeList((inner if isinstance(inner, ex.Literal) else ONE, plus(ONE, 1)))),
    "fold": lambda inner: ex.Fold("map", ITEMS, 0, inner, INTEGER),
    "fold list": lambda inner: ex.Fold("filter", ex.MakeList((inner,)), 0, TRUE, INTEGER),
    "sum": lambda inner: ex.Fold("sum", ITEMS, 0, inner, INTEGER),
    "interpolation": lambda inner: ex.Interpolation((inner,), (Optional(TEXT),)),
    "call": lambda inner: ex.Call("lower", (inner,)),
    "apply": lambda inner: ex.Apply(0, (inner,)),
    "widen": ex.Widen,
}
STARTS: dict[str, Any] = {"text": literal("a"), "call": literal("a"), "interpolation": literal("a")}


@pytest.mark.parametrize("traced", [False, True])
@pytest.mark.parametrize("name", DEEP)
def test_an_expression_may_be_nested_as_deep_as_a_source_allows(name: str, traced: bool) -> None:  # noqa: FBT001 - a parameter
    """The parser allows 64 parts in each other; every form can be written and computed so deep, and stored."""
    expression: Any = STARTS.get(name, ONE)
    for _ in range(64):
        expression = DEEP[name](expression)
    world: dict[str, Any] = {"inline": {"same": ((5,), ex.Local(5))}}
    value_of(expression, traced=traced, **world)
    made = graph(stage("a", background("x", only_if=expression)), **world)
    assert decode_graph(encode_graph(made)) == made


def test_every_kind_of_expression_with_parts_has_a_test_of_its_depth() -> None:
    deep = {type(make(make(ONE))) for make in DEEP.values()}
    kinds = get_args(ex.Expression)
    with_parts = {
        kind for kind in kinds if any("expressions." in str(each.type) for each in msgspec.structs.fields(kind))
    }
    assert with_parts - deep == {ex.Ask}, (
        "a predicate of a plugin takes its arguments like one that is written in place"
    )


@pytest.mark.parametrize("kind", [ex.And, ex.Or])
def test_a_condition_may_have_a_thousand_terms(kind: Any) -> None:
    """A flat node, however long."""
    last = compare(literal(1), "==", 2 if kind is ex.And else 1)
    terms = (TRUE if kind is ex.And else FALSE,) * 999
    assert value_of(kind((*terms, last))) is (kind is ex.Or)
    assert value_of(kind((*terms, last)), traced=True) is (kind is ex.Or)


def test_other_flat_nodes_may_be_long_too() -> None:
    """A thousand parts of a text, items of a list, fields of an object, terms of `??`."""
    thousand = (literal("a"),) * 1000
    assert value_of(ex.Interpolation(thousand, (TEXT,) * 1000)) == "a" * 1000
    assert value_of(ex.MakeList(thousand)) == ["a"] * 1000
    names = tuple(f"f{number}" for number in range(1000))
    assert len(value_of(ex.MakeObject(names, thousand))) == 1000
    assert value_of(ex.Coalesce((*(NULL,) * 999, literal("a")))) == "a"
