"""Expressions.

Chains are flat: `a + b - c` is one `Arithmetic` with three operands, `a or b or c`
one `Or`. So a thousand terms are a thousand operands, not a thousand levels. What
parentheses group is a node of its own inside the chain; parentheses leave no node.
"""

from decimal import Decimal
from typing import Literal, TypeAlias

from orchestra_dsl.syntax.nodes.base import Name, Node, Path, node


@node
class TextLiteral(Node):
    """A text in quotes, without values in braces. `value` has the escapes resolved."""

    value: str


@node
class Interpolation(Node):
    """A text with values in braces: `"Case {case.number}"`.

    A part that is a `TextLiteral` is plain text (its span has no quotes around it).
    """

    parts: tuple["Expression", ...]


@node
class IntegerLiteral(Node):
    """A whole number: `10_000`."""

    value: int


@node
class DecimalLiteral(Node):
    """A number with a fraction: `0.25`. The value is as written, not rounded."""

    value: Decimal


@node
class BooleanLiteral(Node):
    """`true` or `false`."""

    value: bool


@node
class NullLiteral(Node):
    """`null`: no value."""


@node
class DurationLiteral(Node):
    """`90s`, `1h30m`: a length of time, exact to the microsecond."""

    microseconds: int


@node
class BusinessDays(Node):
    """`2 business days`: an amount of working days."""

    count: int


@node
class ListLiteral(Node):
    """`[a, b]`."""

    items: tuple["Expression", ...]


@node
class Entry(Node):
    """`name: value` in an object."""

    name: Name
    value: "Expression"


@node
class ObjectLiteral(Node):
    """`{ a: 1, b: x }`."""

    entries: tuple[Entry, ...]


@node
class Reference(Node):
    """A name that stands for a value: a parameter, variable, binding, step, stage."""

    name: str


@node
class Attribute(Node):
    """`subject.name`, or with `optional` set `subject?.name`."""

    subject: "Expression"
    name: Name
    optional: bool


@node
class Index(Node):
    """`subject[index]`."""

    subject: "Expression"
    index: "Expression"


@node
class Argument(Node):
    """An argument of a call, with its parameter's name where that is written."""

    name: Name | None
    value: "Expression"


@node
class Call(Node):
    """`function(arguments)`: of the library, a predicate, or what a step calls."""

    function: Path
    arguments: tuple[Argument, ...]


@node
class Lambda(Node):
    """`a => body`; stands only as an argument."""

    parameter: Name
    body: "Expression"


@node
class Not(Node):
    """`not operand`."""

    operand: "Expression"


@node
class Negate(Node):
    """`-operand`."""

    operand: "Expression"


@node
class And(Node):
    """`a and b and c`: two operands or more."""

    operands: tuple["Expression", ...]


@node
class Or(Node):
    """`a or b or c`: two operands or more."""

    operands: tuple["Expression", ...]


@node
class Coalesce(Node):
    """`a ?? b ?? c`: the first that is not missing; two operands or more."""

    operands: tuple["Expression", ...]


ArithmeticOperator: TypeAlias = Literal["+", "-", "*", "/"]


@node
class Arithmetic(Node):
    """`a + b - c` or `a * b / c`, worked out from the left.

    `operators[i]` stands between `operands[i]` and `operands[i + 1]`. All operators
    of one node bind equally: either `+` and `-`, or `*` and `/`.
    """

    operands: tuple["Expression", ...]
    operators: tuple[ArithmeticOperator, ...]


ComparisonOperator: TypeAlias = Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in"]


@node
class Comparison(Node):
    """`left operator right`. Comparisons do not chain."""

    left: "Expression"
    operator: ComparisonOperator
    right: "Expression"


@node
class Conditional(Node):
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
