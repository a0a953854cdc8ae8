"""Expressions.

Chains are flat: `a + b - c` is one `Arithmetic` with three operands, `a or b or c`
one `Or`. So a thousand terms are a thousand operands, not a thousand levels. What
parentheses group is a node of its own inside the chain; parentheses leave no node.
"""

from decimal import Decimal
from typing import Literal, TypeAlias

from orchestra_dsl.syntax.nodes.base import Name, Node, Path


class TextLiteral(Node, frozen=True, kw_only=True, gc=False):
    """A text in quotes, without values in braces. `value` has the escapes resolved."""

    value: str


class Interpolation(Node, frozen=True, kw_only=True):
    """A text with values in braces: `"Case {case.number}"`.

    A part that is a `TextLiteral` is plain text (its span has no quotes around it).
    """

    parts: tuple["Expression", ...]


class IntegerLiteral(Node, frozen=True, kw_only=True, gc=False):
    """A whole number: `10_000`."""

    value: int


class DecimalLiteral(Node, frozen=True, kw_only=True, gc=False):
    """A number with a fraction: `0.25`. The value is as written, not rounded."""

    value: Decimal


class BooleanLiteral(Node, frozen=True, kw_only=True, gc=False):
    """`true` or `false`."""

    value: bool


class NullLiteral(Node, frozen=True, kw_only=True, gc=False):
    """`null`: no value."""


class DurationLiteral(Node, frozen=True, kw_only=True, gc=False):
    """`90s`, `1h30m`: a length of time, exact to the microsecond."""

    microseconds: int


class BusinessDays(Node, frozen=True, kw_only=True, gc=False):
    """`2 business days`: an amount of working days."""

    count: int


class ListLiteral(Node, frozen=True, kw_only=True):
    """`[a, b]`."""

    items: tuple["Expression", ...]


class Entry(Node, frozen=True, kw_only=True):
    """`name: value` in an object."""

    name: Name
    value: "Expression"


class ObjectLiteral(Node, frozen=True, kw_only=True):
    """`{ a: 1, b: x }`."""

    entries: tuple[Entry, ...]


class Reference(Node, frozen=True, kw_only=True, gc=False):
    """A name that stands for a value: a parameter, variable, binding, step, stage."""

    name: str


class Attribute(Node, frozen=True, kw_only=True):
    """`subject.name`, or with `optional` set `subject?.name`."""

    subject: "Expression"
    name: Name
    optional: bool


class Index(Node, frozen=True, kw_only=True):
    """`subject[index]`."""

    subject: "Expression"
    index: "Expression"


class Argument(Node, frozen=True, kw_only=True):
    """An argument of a call, with its parameter's name where that is written."""

    name: Name | None
    value: "Expression"


class Call(Node, frozen=True, kw_only=True):
    """`function(arguments)`: of the library, a predicate, or what a step calls."""

    function: Path
    arguments: tuple[Argument, ...]


class Lambda(Node, frozen=True, kw_only=True):
    """`a => body`; stands only as an argument."""

    parameter: Name
    body: "Expression"


class Not(Node, frozen=True, kw_only=True):
    """`not operand`."""

    operand: "Expression"


class Negate(Node, frozen=True, kw_only=True):
    """`-operand`."""

    operand: "Expression"


class And(Node, frozen=True, kw_only=True):
    """`a and b and c`: two operands or more."""

    operands: tuple["Expression", ...]


class Or(Node, frozen=True, kw_only=True):
    """`a or b or c`: two operands or more."""

    operands: tuple["Expression", ...]


class Coalesce(Node, frozen=True, kw_only=True):
    """`a ?? b ?? c`: the first that is not missing; two operands or more."""

    operands: tuple["Expression", ...]


ArithmeticOperator: TypeAlias = Literal["+", "-", "*", "/"]


class Arithmetic(Node, frozen=True, kw_only=True):
    """`a + b - c` or `a * b / c`, worked out from the left.

    `operators[i]` stands between `operands[i]` and `operands[i + 1]`. All operators
    of one node bind equally: either `+` and `-`, or `*` and `/`.
    """

    operands: tuple["Expression", ...]
    operators: tuple[ArithmeticOperator, ...]


ComparisonOperator: TypeAlias = Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in"]


class Comparison(Node, frozen=True, kw_only=True):
    """`left operator right`. Comparisons do not chain."""

    left: "Expression"
    operator: ComparisonOperator
    right: "Expression"


class Conditional(Node, frozen=True, kw_only=True):
    """`if condition then value else otherwise`."""

    condition: "Expression"
    value: "Expression"
    otherwise: "Expression"


Text: TypeAlias = TextLiteral | Interpolation
Expression: TypeAlias = (
    TextLiteral
    | Interpolation
    | IntegerLiteral
    | DecimalLiteral
    | BooleanLiteral
    | NullLiteral
    | DurationLiteral
    | BusinessDays
    | ListLiteral
    | ObjectLiteral
    | Reference
    | Attribute
    | Index
    | Call
    | Lambda
    | Not
    | Negate
    | And
    | Or
    | Coalesce
    | Arithmetic
    | Comparison
    | Conditional
)
