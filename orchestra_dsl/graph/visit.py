"""Going through the expressions of a graph."""

from collections.abc import Iterable, Iterator
from functools import cache
from types import NoneType
from typing import Literal, get_args, get_origin

from msgspec import Struct

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.types import Choice, Field, ListOf, ObjectOf, Optional, RecordOf, Scalar

_PLAIN = (bool, int, str, NoneType, Ellipsis, Field, Scalar, Choice, ListOf, ObjectOf, RecordOf, Optional)
"""What holds no expressions: words and numbers, and types."""

_WITH_PARTS = (Struct, tuple)


def inner(node: object) -> Iterator[object]:
    """Yield the values directly inside a part of a graph."""
    if isinstance(node, Struct):
        for name in node.__struct_fields__:
            yield getattr(node, name)
    elif isinstance(node, tuple):
        yield from node


def nodes_in(*roots: object) -> Iterator[ex.Node]:
    """Yield every expression node inside some parts of a graph, the outer ones first."""
    rest: list[object] = list(reversed(roots))
    while rest:
        part = rest.pop()
        if type(part) is tuple:
            rest += part[::-1]
            continue
        if isinstance(part, ex.Node):
            yield part
        if isinstance(part, Struct):
            for name in reversed(_holding(type(part))):
                value = getattr(part, name)
                if isinstance(value, _WITH_PARTS):
                    rest.append(value)


@cache
def _holding(cls: type[Struct]) -> tuple[str, ...]:
    """The fields of a class in whose values there may be expressions, by their types."""
    hints = {
        name: hint for each in reversed(cls.__mro__) for name, hint in getattr(each, "__annotations__", {}).items()
    }
    return tuple(name for name in cls.__struct_fields__ if cls not in _PLAIN and not _is_plain(hints[name]))


def _is_plain(hint: object) -> bool:
    """Whether values of this type hold no expressions."""
    if get_origin(hint) is Literal:
        return True
    parts = get_args(hint)
    return all(map(_is_plain, parts)) if parts else hint in _PLAIN


def outermost(part: object) -> Iterator[ex.Node]:
    """Yield the expressions in a part of a graph, without those inside them."""
    if isinstance(part, ex.Node):
        yield part
    else:
        for each in inner(part):
            yield from outermost(each)


def nodes_of(graph: Graph, roots: Iterable[object]) -> Iterator[ex.Node]:
    """Yield every expression node inside some parts, the formulas and predicates that they name included."""
    seen: set[tuple[str, int]] = set()
    rest: list[object] = list(roots)
    while rest:
        for node in nodes_in(rest.pop()):
            yield node
            match node:
                case ex.Let(index=index) if ("let", index) not in seen:
                    seen.add(("let", index))
                    rest.append(graph.lets[index].formula)
                case ex.Apply(predicate=index) if ("inline", index) not in seen:
                    seen.add(("inline", index))
                    rest.append(graph.inline[index].body)
                case _:
                    pass


def steps_read(graph: Graph, part: object) -> set[int]:
    """Return the steps whose outputs a part of the graph reads, by whatever way."""
    return {node.element for node in nodes_of(graph, (part,)) if isinstance(node, ex.Output | ex.Outputs)}


def fields_read(nodes: Iterable[ex.Node]) -> dict[str, set[str]]:
    """Return the fields of records that some expression nodes read, by the record's name; the id is no field."""
    found: dict[str, set[str]] = {}
    for node in nodes:
        if isinstance(node, ex.Get) and node.record is not None and node.field != "id":
            found.setdefault(node.record, set()).add(node.field)
    return found
