"""Values written out in a source: what they are can be said without a run."""

from typing import Any

from orchestra_dsl.syntax import nodes as n

_OF_TEXT = ("date", "datetime")
PRINCIPALS = ("user", "group", "queue")
"""The functions that name people."""


class NotConstant(ValueError):
    """The expression is no value written out: `node` is the part of it that is not."""

    def __init__(self, node: n.Node) -> None:
        super().__init__()
        self.node = node


def constant(node: n.Node) -> Any:
    """The value that an expression writes out, as graph/accept.py takes it. Raises NotConstant."""
    match node:
        case n.TextLiteral(value=value) | n.IntegerLiteral(value=value) | n.DecimalLiteral(value=value):
            return value
        case n.BooleanLiteral(value=truth):
            return truth
        case n.DurationLiteral(microseconds=microseconds):
            return microseconds
        case n.NullLiteral():
            return None
        case n.Negate(operand=n.IntegerLiteral() | n.DecimalLiteral() | n.DurationLiteral() as operand):
            return -constant(operand)
        case n.ListLiteral(items=items):
            return [constant(item) for item in items]
        case n.ObjectLiteral(entries=entries):
            return {entry.name.text: constant(entry.value) for entry in entries}
        case n.Call(function=function, arguments=(n.Argument(name=None, value=n.TextLiteral(value=name)),)):
            if function.text in _OF_TEXT:
                return name
            if function.text in PRINCIPALS:
                return f"{function.text}:{name}"
    raise NotConstant(node)


def is_constant(node: n.Node) -> bool:
    """Tell whether an expression writes out its value."""
    try:
        constant(node)
    except NotConstant:
        return False
    return True
