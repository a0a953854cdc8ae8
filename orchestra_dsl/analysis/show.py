"""How messages call expressions, types and lists of names."""

from collections.abc import Iterable

from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n


def show_expression(node: n.Node) -> str | None:
    """Return a short expression as it is written: a name, a field, a call without arguments; else None."""
    match node:
        case n.Reference(name=name):
            return name
        case n.Attribute(subject=subject, name=name, optional=optional):
            inner = show_expression(subject)
            return None if inner is None else f"{inner}{'?.' if optional else '.'}{name.text}"
        case n.Index(subject=subject, index=n.IntegerLiteral(value=value)):
            inner = show_expression(subject)
            return None if inner is None else f"{inner}[{value}]"
        case n.Call(function=function):
            return f"{function.text}(…)"
    return None


def quoted(node: n.Node, otherwise: str = "this value") -> str:
    """Return a short expression in quotes, or words for a long one."""
    text = show_expression(node)
    return otherwise if text is None else f"`{text}`"


def show_type(type_: g.Type) -> str:
    """Return a type in quotes, as a source would write it; a single text as what it is."""
    match type_:
        case g.Choice(values=(value,)):
            return f'the text "{value}"'
        case g.Scalar(kind="nothing"):
            return "`null`"
        case g.ListOf(item=g.Scalar(kind="never")):
            return "an empty list"
    return f"`{g.show(type_)}`"


def an(word: str) -> str:
    """The word with its article: `an await`, `a stage`."""
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def listed(names: Iterable[str], word: str = "and") -> str:
    """Return names in quotes as a sentence lists them: `a`, `b` and `c`."""
    quotes = [f"`{name}`" for name in names]
    return quotes[0] if len(quotes) == 1 else f"{', '.join(quotes[:-1])} {word} {quotes[-1]}"
