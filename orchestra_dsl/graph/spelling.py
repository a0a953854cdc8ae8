"""Expressions written as a source would have them, for people who look at a graph and not at its source.

Names come from the graph. What a graph keeps no name for is told by its kind: `item` is what a `for each` goes
through, `error` what a handler has taken, `message` what an await has heard, `event` what starts a run, `each` what a
function over a list looks at and what a predicate is asked about (`each2` the second, and so on).
"""

import json
from collections.abc import Callable
from typing import Any

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.elements import ROOT, Await, HandlerBlock
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.moments import BusinessDays, show_duration
from orchestra_dsl.graph.types import Choice, ListOf, Optional, Scalar, Type
from orchestra_dsl.graph.values import Stored, principal_name

_LOOSEST, _OR, _AND, _NOT, _COMPARE, _COALESCE, _SUM, _PRODUCT, _SIGN, _ATOM = range(10)
"""How tightly an expression holds together: what is looser than its place asks for stands in parentheses."""

_OPERATORS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}


def spell(graph: Graph, node: ex.Expression) -> str:
    """The expression on one line."""
    return _Speller(graph).spell(node, _LOOSEST)


def spell_predicate(graph: Graph, predicate: ex.InlinePredicate) -> str:
    """The formula of a predicate that is written in place."""
    return _Speller(graph, predicate.slots).spell(predicate.body, _LOOSEST)


def spell_value(type_: Type, value: Stored) -> str:
    """A stored value of this type as a literal, or as the call that makes it."""
    match type_:
        case _ if value is None:
            return "null"
        case Optional(item=item):
            return spell_value(item, value)
        case ListOf(item=item) if isinstance(value, list):
            return f"[{', '.join(spell_value(item, each) for each in value)}]"
        case Scalar(kind="duration"):
            return show_duration(value).replace(" ", "")
        case Scalar(kind="business"):
            return BusinessDays(value).show()
        case Scalar(kind="user" | "group" | "queue" | "people"):
            return f'{value.partition(":")[0]}("{principal_name(value)}")'
        case Scalar(kind="date" | "datetime" as kind):
            return f'{kind}("{value}")'
        case Scalar(kind="decimal"):
            return str(value)
        case Choice() | Scalar():
            return json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False)


class _Speller:
    """Writes the expressions of one graph. `slots` are those of what is looked at, the outermost first."""

    def __init__(self, graph: Graph, slots: tuple[int, ...] = ()) -> None:
        self.graph = graph
        self._slots = list(slots)

    def spell(self, node: ex.Expression, place: int) -> str:
        """The expression, in parentheses where its place holds more tightly than it does."""
        holds, text = _SPELLED[type(node)](self, node)
        return f"({text})" if holds < place else text

    def all(self, nodes: tuple[ex.Expression, ...]) -> str:
        """Expressions in a list."""
        return ", ".join(self.spell(each, _LOOSEST) for each in nodes)

    def local(self, slot: int) -> str:
        """What a lambda looks at: `each`, and `each2` in a lambda inside it."""
        depth = self._slots.index(slot)
        return "each" if depth == 0 else f"each{depth + 1}"

    def fold(self, node: ex.Fold) -> str:
        """A function over a list; the lambda is left out where it only repeats the item."""
        items = self.spell(node.list, _LOOSEST)
        if node.body == ex.Local(node.slot) or (node.function == "count" and isinstance(node.body, ex.Literal)):
            return f"{node.function}({items})"
        self._slots.append(node.slot)
        text = f"{node.function}({items}, {self.local(node.slot)} => {self.spell(node.body, _LOOSEST)})"
        self._slots.pop()
        return text


Spelled = tuple[int, str]
"""How tightly the text holds together, and the text."""


def _atom(tell: Callable[[_Speller, Any], str]) -> Callable[[_Speller, Any], Spelled]:
    return lambda speller, node: (_ATOM, tell(speller, node))


def _joined(word: str, holds: int) -> Callable[[_Speller, Any], Spelled]:
    def spelled(speller: _Speller, node: ex.And | ex.Or | ex.Coalesce) -> Spelled:
        return holds, word.join(speller.spell(each, holds + 1) for each in node.terms)

    return spelled


def _get(speller: _Speller, node: ex.Get) -> str:
    return f"{speller.spell(node.object, _ATOM)}{'?.' if node.safe else '.'}{node.field}"


def _call(speller: _Speller, node: ex.Call) -> str:
    match node:
        case ex.Call(function="find", arguments=(ex.Literal(value=record), key)):
            return f"find({record}, {speller.spell(key, _LOOSEST)})"
    return f"{node.function}({speller.all(node.arguments)})"


def _binding(speller: _Speller, node: ex.Binding) -> str:
    if node.element == ROOT:
        return "event"
    match speller.graph.elements[node.element]:
        case HandlerBlock():
            return "error"
        case Await():
            return "message"
    return "item"


def _original(speller: _Speller, node: ex.Original) -> str:
    field = "" if node.field is None else f".{node.field}"
    return f"original({speller.graph.parameters[node.parameter].name}){field}"


def _in(speller: _Speller, node: ex.In) -> Spelled:
    word = "not in" if node.negated else "in"
    return _COMPARE, f"{speller.spell(node.item, _SUM)} {word} {speller.spell(node.list, _SUM)}"


def _arithmetic(speller: _Speller, node: ex.Arithmetic) -> Spelled:
    holds = _OPERATORS[node.operator]
    return holds, f"{speller.spell(node.left, holds)} {node.operator} {speller.spell(node.right, holds + 1)}"


def _if(speller: _Speller, node: ex.If) -> Spelled:
    parts = (speller.spell(each, _OR) for each in (node.condition, node.positive, node.negative))
    return _LOOSEST, "if {} then {} else {}".format(*parts)


def _object(speller: _Speller, node: ex.MakeObject) -> str:
    named = zip(node.names, node.values, strict=True)
    return "{ " + ", ".join(f"{name}: {speller.spell(value, _LOOSEST)}" for name, value in named) + " }"


def _interpolation(speller: _Speller, node: ex.Interpolation) -> str:
    parts: list[str] = []
    for part in node.parts:
        if isinstance(part, ex.Literal) and isinstance(part.value, str):
            parts.append(json.dumps(part.value, ensure_ascii=False)[1:-1].replace("{", "{{").replace("}", "}}"))
        else:
            parts.append(f"{{{speller.spell(part, _LOOSEST)}}}")
    return f'"{"".join(parts)}"'


_SPELLED: dict[type[ex.Node], Callable[[_Speller, Any], Spelled]] = {
    ex.Literal: _atom(lambda _, n: spell_value(n.type, n.value)),
    ex.Parameter: _atom(lambda s, n: s.graph.parameters[n.index].name),
    ex.Variable: _atom(lambda s, n: s.graph.variables[n.index].name),
    ex.Let: _atom(lambda s, n: s.graph.lets[n.index].name),
    ex.Local: _atom(lambda s, n: s.local(n.slot)),
    ex.Binding: _atom(_binding),
    ex.Output: _atom(lambda s, n: f"{s.graph.elements[n.element].name}.{n.field}"),
    ex.Outputs: _atom(lambda s, n: s.graph.elements[n.element].name),
    ex.Get: _atom(_get),
    ex.At: _atom(lambda s, n: f"{s.spell(n.list, _ATOM)}[{s.spell(n.index, _LOOSEST)}]"),
    ex.Call: _atom(_call),
    ex.Fold: _atom(lambda s, n: s.fold(n)),
    ex.And: _joined(" and ", _AND),
    ex.Or: _joined(" or ", _OR),
    ex.Not: lambda s, n: (_NOT, f"not {s.spell(n.term, _NOT)}"),
    ex.Compare: lambda s, n: (_COMPARE, f"{s.spell(n.left, _SUM)} {n.operator} {s.spell(n.right, _SUM)}"),
    ex.In: _in,
    ex.Arithmetic: _arithmetic,
    ex.Negative: lambda s, n: (_SIGN, f"-{s.spell(n.term, _SIGN)}"),
    ex.Coalesce: _joined(" ?? ", _COALESCE),
    ex.If: _if,
    ex.MakeList: _atom(lambda s, n: f"[{s.all(n.items)}]"),
    ex.MakeObject: _atom(_object),
    ex.Interpolation: _atom(_interpolation),
    ex.Widen: lambda s, n: _SPELLED[type(n.term)](s, n.term),
    ex.Now: _atom(lambda _, _n: "now"),
    ex.RunFact: _atom(lambda _, n: f"run.{n.fact}"),
    ex.Apply: _atom(lambda s, n: f"{s.graph.inline[n.predicate].name}({s.all(n.arguments)})"),
    ex.Ask: _atom(lambda s, n: f"{n.predicate}({s.all(n.arguments)})"),
    ex.Visited: _atom(lambda s, n: f"visited({s.graph.elements[n.element].name}.{n.outcome.rpartition('.')[2]})"),
    ex.StatusOf: _atom(lambda s, n: f"state({s.graph.elements[n.element].name})"),
    ex.Original: _atom(_original),
    ex.Before: _atom(lambda _, n: f"before({n.field})"),
    ex.Changed: _atom(lambda _, n: f"changed({n.field})"),
}
"""How each kind of expression is written."""
