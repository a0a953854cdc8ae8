"""The text of the Python function for an expression.

A generated function is several times faster than walking the tree, and it stays safe: the text is made only of the
fixed forms below. Names from a source appear in it as quoted keys, constants by reference, nothing else at all.
One small function writes each kind of node; `WRITERS` lists them.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.types import DECIMAL, INTEGER, TEXT, Choice, Scalar, Type, required
from orchestra_dsl.graph.values import Convert, decoder
from orchestra_dsl.graph.visit import nodes_in


class AsStored(Struct, frozen=True):
    """What is computed with as it is stored: parameters that name records; fields, by record and name."""

    parameters: frozenset[int] = frozenset()
    fields: frozenset[tuple[str, str]] = frozenset()


DECODED = AsStored()
"""Nothing is: for who knows of no graph."""


class Writer:
    """Collects what one function needs besides its text: constants, and numbers for temporary names.

    `traced` writes the variant for a waiting condition, which notes what it reads and when `now` will matter. A record
    is not decoded of which the function reads nothing but what is computed with `as_stored`.

    Nodes are written in the order in which they are computed: where a record has surely been found before, the
    function has it under a name, and does not look for it again.
    """

    def __init__(self, namespace: dict[str, Any], *, traced: bool, as_stored: AsStored = DECODED) -> None:
        self.namespace = namespace
        self.traced = traced
        self.as_stored = as_stored
        self._decoded: set[str | None] = set()
        self._temporaries = 0
        self._found: dict[tuple[str, int], str] = {}

    def look_at(self, *nodes: ex.Expression) -> None:
        """See which records have to be decoded for all that the function computes."""
        reads = [each for each in nodes_in(*nodes) if isinstance(each, ex.Get) and each.field != "id"]
        self._decoded = {each.record for each in reads if (each.record, each.field) not in self.as_stored.fields}

    def write(self, node: ex.Expression) -> str:
        """The text of the node: a Python expression that is safe to stand anywhere."""
        return WRITERS[type(node)](self, node)

    def perhaps(self, *nodes: ex.Expression) -> list[str]:
        """The texts of nodes that may never be computed, each only after those before it: nothing relies on them."""
        before = dict(self._found)
        texts = [self.write(node) for node in nodes]
        self._found = before
        return texts

    def in_turn(self, nodes: tuple[ex.Expression, ...]) -> list[str]:
        """The texts of nodes of which the first is computed, and each other perhaps after those before it."""
        return [self.write(node) for node in nodes[:1]] + self.perhaps(*nodes[1:])

    def record(self, type_: str, parameter: int, field: str) -> str:
        """The record of a parameter: found, if this is the first time, to read the field."""
        name = self._found.get((type_, parameter))
        if name is not None:
            return name
        name = self._found[type_, parameter] = self.temporary()
        method = "about" if type_ in self._decoded else "stored"
        return f"({name} := c.{method}({type_!r}, {parameter}, {field!r}))"

    def list(self, nodes: tuple[ex.Expression, ...]) -> str:
        """The texts of several nodes, with commas."""
        return ", ".join(self.write(node) for node in nodes)

    def tuple(self, nodes: tuple[ex.Expression, ...]) -> str:
        """The texts of several nodes as one tuple."""
        return f"({self.list(nodes)},)" if nodes else "()"

    def temporary(self) -> str:
        """A new local name."""
        self._temporaries += 1
        return f"t{self._temporaries}"

    def constant(self, value: Any) -> str:
        """The name of a constant that the function refers to."""
        name = f"k{len(self.namespace)}"
        self.namespace[name] = value
        return name


def is_plain(type_: Type) -> bool:
    """Whether two values of the type are compared in constant time."""
    return isinstance(required(type_), Scalar | Choice) and required(type_) != Scalar("json")


def _literal(w: Writer, node: ex.Literal) -> str:
    decode = decoder(node.type)
    value = node.value if decode is None or node.value is None else decode(node.value)
    if value is None or isinstance(value, bool | int | str):
        return f"({value!r})" if isinstance(value, int) else repr(value)
    return w.constant(value)


def _get(w: Writer, node: ex.Get) -> str:
    inner = w.write(node.object)
    if node.record is None:
        return f"c.dig({inner}, {node.field!r})" if node.safe else f"{inner}.get({node.field!r})"
    if node.field == "id":
        return inner
    if isinstance(node.object, ex.Parameter) and not (w.traced or node.safe):
        return f"{w.record(node.record, node.object.index, node.field)}.get({node.field!r})"
    method = "seen" if w.traced else "read"
    return f"c.{method}({node.record!r}, {inner}, {node.field!r}{', True' if node.safe else ''})"


def _parameter(w: Writer, node: ex.Parameter) -> str:
    of = "c.state" if node.index in w.as_stored.parameters else "c"
    return f"{of}.parameters[{node.index}]"


def _fold(w: Writer, node: ex.Fold) -> str:
    zero = f", {w.constant(Decimal(0) if node.type == DECIMAL else 0)}" if node.function == "sum" else ""
    items, (body,) = w.write(node.list), w.perhaps(node.body)
    return f"c.fold_{node.function}({items}, lambda b{node.slot}: {body}{zero})"


def _joined(word: str) -> Callable[[Writer, Any], str]:
    def write(w: Writer, node: ex.And | ex.Or) -> str:
        return "(" + f" {word} ".join(w.in_turn(node.terms)) + ")"

    return write


def _compare(w: Writer, node: ex.Compare) -> str:
    left, right = w.write(node.left), w.write(node.right)
    if w.traced and isinstance(node.left, ex.Now):
        right = f"c.until({right})"
    elif w.traced and isinstance(node.right, ex.Now):
        left = f"c.until({left})"
    if node.operator in ("==", "!=") and not is_plain(node.type):
        return f"({'' if node.operator == '==' else 'not '}c.equal({left}, {right}))"
    return f"({left} {node.operator} {right})"


def _in(w: Writer, node: ex.In) -> str:
    items, item = w.write(node.list), w.write(node.item)  # as `contains` takes them: there the list comes first
    if isinstance(node.list, ex.MakeList) and all(isinstance(each, ex.Literal) for each in node.list.items):
        return f"({item} {'not in' if node.negated else 'in'} {items})"
    return f"({'not ' if node.negated else ''}c.contains({items}, {item}))"


_ARITHMETIC = {
    ("integer", "+"): "c_int({0} + {1})",
    ("integer", "-"): "c_int({0} - {1})",
    ("integer", "*"): "c_int({0} * {1})",
    ("decimal", "+"): "d_add({0}, {1})",
    ("decimal", "-"): "d_sub({0}, {1})",
    ("decimal", "*"): "d_mul({0}, {1})",
    ("decimal", "/"): "d_div({0}, {1})",
    ("text", "+"): "c.concat({0}, {1})",
    ("duration", "+"): "c_int({0} + {1})",
    ("duration", "-"): "c_int({0} - {1})",
    ("duration", "*"): "c_scale({0}, {1})",
    ("duration", "/"): "c_part({0}, {1})",
    ("datetime", "+"): "c_later({0}, {1})",
    ("datetime", "-"): "c_earlier({0}, {1})",
    ("elapsed", "-"): "c_elapsed({0}, {1})",
    ("business", "+"): "c.business({0}, {1})",
}


def _arithmetic(w: Writer, node: ex.Arithmetic) -> str:
    return _ARITHMETIC[node.kind, node.operator].format(w.write(node.left), w.write(node.right))


def _negative(w: Writer, node: ex.Negative) -> str:
    return f"(-{w.write(node.term)})" if node.kind == "decimal" else f"c_int(-{w.write(node.term)})"


def _coalesce(w: Writer, node: ex.Coalesce) -> str:
    *terms, last = w.in_turn(node.terms)
    parts = []
    for term in terms:
        name = w.temporary()
        parts.append(f"{name} if ({name} := {term}) is not None else ")
    return "(" + "".join(parts) + last + ")"


def _if(w: Writer, node: ex.If) -> str:
    condition, (positive,), (negative,) = w.write(node.condition), w.perhaps(node.positive), w.perhaps(node.negative)
    return f"({positive} if {condition} else {negative})"


def _make_object(w: Writer, node: ex.MakeObject) -> str:
    pairs = ", ".join(f"{name!r}: {w.write(value)}" for name, value in zip(node.names, node.values, strict=True))
    return f"c_object({{{pairs}}})"


def _interpolation(w: Writer, node: ex.Interpolation) -> str:
    parts = []
    for part, type_ in zip(node.parts, node.types, strict=True):
        text = w.write(part)
        if type_ == TEXT or (isinstance(type_, Choice)):
            parts.append(text)
        elif type_ == INTEGER:
            parts.append(f"str({text})")
        else:
            parts.append(f"c.text({text}, {w.constant(type_)})")
    return f"c.joined(({', '.join(parts)},))"


def _ask(w: Writer, node: ex.Ask) -> str:
    return f"c.ask({node.predicate!r}, {w.tuple(node.arguments)}, {w.constant(node.types)})"


def _call(w: Writer, node: ex.Call) -> str:
    if f"l_{node.function}" not in w.namespace:
        raise ValueError(f'there is no function called "{node.function}"')
    comma = ", " if node.arguments else ""
    return f"l_{node.function}(c{comma}{w.list(node.arguments)})"


def _simple(form: str) -> Callable[[Writer, Any], str]:
    """Write a node without inner nodes: its attributes as literals in a fixed form."""

    def write(w: Writer, node: Any) -> str:
        del w
        return form.format(n=node)

    return write


WRITERS: dict[type, Callable[[Writer, Any], str]] = {
    ex.Literal: _literal,
    ex.Parameter: _parameter,
    ex.Variable: _simple("c.variable({n.index})"),
    ex.Let: _simple("c.formula({n.index})"),
    ex.Local: _simple("b{n.slot}"),
    ex.Binding: _simple("c.bound({n.element})"),
    ex.Output: _simple("c.output({n.element}, {n.field!r})"),
    ex.Outputs: _simple("c.outputs({n.element})"),
    ex.Get: _get,
    ex.StatusOf: _simple("c.status({n.element})"),
    ex.Original: _simple("c.original({n.parameter}, {n.field!r})"),
    ex.At: lambda w, node: f"c.at({w.write(node.list)}, {w.write(node.index)})",
    ex.Call: _call,
    ex.Fold: _fold,
    ex.And: _joined("and"),
    ex.Or: _joined("or"),
    ex.Not: lambda w, node: f"(not {w.write(node.term)})",
    ex.Compare: _compare,
    ex.In: _in,
    ex.Arithmetic: _arithmetic,
    ex.Negative: _negative,
    ex.Coalesce: _coalesce,
    ex.If: _if,
    ex.MakeList: lambda w, node: f"[{w.list(node.items)}]",
    ex.MakeObject: _make_object,
    ex.Interpolation: _interpolation,
    ex.Widen: lambda w, node: f"c_widen({w.write(node.term)})",
    ex.Now: _simple("c.now"),
    ex.RunFact: _simple("c.run({n.fact!r})"),
    ex.Apply: lambda w, node: f"c.apply({node.predicate}, {w.tuple(node.arguments)})",
    ex.Ask: _ask,
    ex.Visited: _simple("c.visited({n.element}, {n.outcome!r})"),
    ex.Before: _simple("c.before({n.field!r})"),
    ex.Changed: _simple("c.changed({n.field!r})"),
}


def function_text(w: Writer, node: ex.Expression, slots: tuple[int, ...] = ()) -> str:
    """The text of the whole function `f`, a Context first, then the parameters of an in-place predicate."""
    parameters = "".join(f", b{slot}" for slot in slots)
    w.look_at(node)
    return f"def f(c{parameters}):\n    return {w.write(node)}\n"


def arguments_text(w: Writer, arguments: Sequence[tuple[ex.Expression, Convert | None]]) -> str:
    """The same for a list of values in their stored form, each with what leads to it from a value that is there.

    Each is computed with a budget of its own.
    """
    w.look_at(*(node for node, _ in arguments))
    lines, names = [], []
    for node, encode in arguments:
        text, name = w.write(node), w.temporary()
        if encode is not None:
            text = f"None if ({name} := {text}) is None else {w.constant(encode)}({name})"
        lines.append(f"{name} = {text}")
        names.append(name)
    body = "\n    c.renew()\n    ".join(lines)
    return f"def f(c):\n    {body}\n    return [{', '.join(names)}]\n"
