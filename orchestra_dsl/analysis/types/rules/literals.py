"""Literals: numbers, texts, durations, lists, objects; and texts with values in braces."""

from orchestra_dsl.analysis.declare.types import UNKNOWN
from orchestra_dsl.analysis.show import quoted, show_type
from orchestra_dsl.analysis.types.inference import Inference, Rule
from orchestra_dsl.analysis.types.missing import present
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.graph import types as g
from orchestra_dsl.graph.relations import join
from orchestra_dsl.syntax import nodes as n

_WRITTEN = ("text", "integer", "decimal", "boolean", "date", "datetime", "duration", "user", "group", "queue")
"""The types whose values can be written into a text."""


def constant(type_: g.Type) -> Rule:
    """Make the rule of a literal that always has this type."""

    def rule(t: Inference, node: n.Node, place: Place) -> g.Type:
        del t, node, place
        return type_

    return rule


def text(t: Inference, node: n.TextLiteral, place: Place) -> g.Type:
    """A text is the one value of a closed set, so that it fits closed sets that have it."""
    del t, place
    return g.Choice((node.value,))


def interpolation(t: Inference, node: n.Interpolation, place: Place) -> g.Type:
    """A text with values in braces, each of a type that can be written."""
    for part in node.parts:
        if isinstance(part, n.TextLiteral):
            t.tables.types[part] = g.Choice((part.value,))
            continue
        type_ = present(t, part, t.infer(part, place), "The text")
        scalar = isinstance(type_, g.Scalar) and type_.kind in _WRITTEN
        if not scalar and not isinstance(type_, g.Choice) and type_ not in (UNKNOWN, g.NOTHING):
            message = f"{quoted(part, 'This')} is {show_type(type_)}, which cannot be written into a text."
            hint = "Name one of its fields." if isinstance(type_, g.RecordOf | g.ObjectOf) else None
            t.report("O301", message, part.span, hint)
    return g.TEXT


def list_(t: Inference, node: n.ListLiteral, place: Place) -> g.Type:
    """A list whose items have one type."""
    found: g.Type = g.NEVER
    for item in node.items:
        type_ = t.infer(item, place)
        joined = join(found, type_)
        if joined is None:
            message = f"This item is {show_type(type_)}, but those before it are {show_type(found)}."
            t.report("O301", message, item.span, "The items of a list have one type.")
            return UNKNOWN
        found = joined
    if found == g.NOTHING:
        return g.ListOf(g.NOTHING)
    for item in node.items:
        t.tables.wanted[item] = found
    return g.ListOf(found)


def object_(t: Inference, node: n.ObjectLiteral, place: Place) -> g.Type:
    """An object with the fields that it lists."""
    fields: dict[str, g.Type] = {}
    for entry in node.entries:
        if entry.name.text in fields:
            t.report("O207", f"The field `{entry.name.text}` is there twice.", entry.name.span, "Keep one.")
        fields[entry.name.text] = t.infer(entry.value, place)
    return g.ObjectOf(tuple(g.Field(name, type_) for name, type_ in fields.items()))
