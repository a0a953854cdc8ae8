"""Builders of expressions and names."""

from typing import cast

from orchestra_dsl.source import Span
from orchestra_dsl.syntax.build.children import Children, Context
from orchestra_dsl.syntax.build.rules import builds, reads
from orchestra_dsl.syntax.nodes import (
    And,
    Argument,
    Arithmetic,
    ArithmeticOperator,
    Attribute,
    BooleanLiteral,
    BusinessDays,
    Call,
    Coalesce,
    Comparison,
    ComparisonOperator,
    Conditional,
    Entry,
    Expression,
    Index,
    Lambda,
    ListLiteral,
    Name,
    Negate,
    Node,
    Not,
    NullLiteral,
    ObjectLiteral,
    Or,
    Path,
    Reference,
)

LONGEST_CHAIN = 64  # dots, brackets and calls in a row; see also `depth`


@builds("interpolated", "grouped")
def _inner(c: Children) -> Expression:
    return c.expression()


@reads("name", "argument_name", "await_name", "callee_name", "given_name", "expect_name")
def _name(_: Context, written: str, span: Span) -> Name:
    return Name(span=span, text=written)


@builds("path", "callee_path", "given_path")
def _path(c: Children) -> Path:
    return Path(span=c.span, names=tuple(c.items[::2]))


@reads("reference")
def _reference(_: Context, written: str, span: Span) -> Reference:
    return Reference(span=span, name=written)


@reads("true", "false")
def _boolean(_: Context, written: str, span: Span) -> BooleanLiteral:
    return BooleanLiteral(span=span, value=written == "true")


@reads("null")
def _null(_: Context, _written: str, span: Span) -> NullLiteral:
    return NullLiteral(span=span)


@builds("business_days")
def _business_days(c: Children) -> BusinessDays:
    return BusinessDays(span=c.span, count=c.number())


@builds("list")
def _list(c: Children) -> ListLiteral:
    return ListLiteral(span=c.span, items=c.expressions())


@builds("object")
def _object(c: Children) -> ObjectLiteral:
    return ObjectLiteral(span=c.span, entries=c.all(Entry))


@builds("entry")
def _entry(c: Children) -> Entry:
    name, _, value = c.items
    return Entry(span=c.span, name=name, value=value)


@builds("conditional")
def _conditional(c: Children) -> Conditional:
    condition, value, otherwise = c.expressions()
    return Conditional(span=c.span, condition=condition, value=value, otherwise=otherwise)


@builds("or")
def _or(c: Children) -> Or:
    return Or(span=c.span, operands=c.expressions())


@builds("and")
def _and(c: Children) -> And:
    return And(span=c.span, operands=c.expressions())


@builds("coalesce")
def _coalesce(c: Children) -> Coalesce:
    return Coalesce(span=c.span, operands=c.expressions())


@builds("sum", "product")
def _arithmetic(c: Children) -> Arithmetic:
    operators = tuple([cast("ArithmeticOperator", word) for word in c.words()])
    return Arithmetic(span=c.span, operands=c.expressions(), operators=operators)


@builds("comparison")
def _comparison(c: Children) -> Comparison:
    left, *words, right = c.items
    operator = cast("ComparisonOperator", " ".join(words))
    return Comparison(span=c.span, left=left, operator=operator, right=right)


@builds("not")
def _not(c: Children) -> Not:
    return Not(span=c.span, operand=c.expression())


@builds("negate")
def _negate(c: Children) -> Negate:
    return Negate(span=c.span, operand=c.expression())


@builds("attribute")
def _attribute(c: Children) -> Attribute:
    subject, dot, name = c.items
    return Attribute(span=c.span, subject=subject, name=name, optional=dot == "?.")


@builds("index")
def _index(c: Children) -> Index:
    subject, _, index, _ = c.items
    return Index(span=c.span, subject=subject, index=index)


@builds("call")
def _call(c: Children) -> Expression:
    called: Expression = c.items[0]
    function = _as_path(called)
    if function is None:
        hint = "Write the name of the function directly before the parenthesis."
        c.context.report("O101", "Only something that has a name can be called.", called.span, hint)
        return called
    return Call(span=c.span, function=function, arguments=c.all(Argument))


@builds("step_call")
def _step_call(c: Children) -> Call:
    return Call(span=c.span, function=c.path(), arguments=c.all(Argument))


@builds("argument")
def _argument(c: Children) -> Argument:
    *named, value = c.items
    return Argument(span=c.span, name=named[0] if named else None, value=value)


@builds("lambda")
def _lambda(c: Children) -> Lambda:
    return Lambda(span=c.span, parameter=c.name(), body=c.expression())


def _as_path(called: Expression) -> Path | None:
    """Read `a.b.c` before a parenthesis as the name that it is there."""
    names: list[Name] = []
    inner: Node = called
    while isinstance(inner, Attribute) and not inner.optional and len(names) < LONGEST_CHAIN:
        names.append(inner.name)
        inner = inner.subject
    if not isinstance(inner, Reference):
        return None
    names.append(Name(span=inner.span, text=inner.name))
    return Path(span=called.span, names=tuple(reversed(names)))
