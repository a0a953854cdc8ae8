"""`and`, `or`, `not`, `if … then … else …` and `??`, and what each shows to be there for what follows."""

from orchestra_dsl.analysis.declare.types import UNKNOWN
from orchestra_dsl.analysis.show import show_type
from orchestra_dsl.analysis.types.expectation import condition
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.narrowing import assuming
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.graph import types as g
from orchestra_dsl.graph.relations import join
from orchestra_dsl.syntax import nodes as n


def and_(t: Inference, node: n.And, place: Place) -> g.Type:
    """Each term may rely on those before it being true."""
    return _terms(t, node, place, "`and`", holds=True)


def or_(t: Inference, node: n.Or, place: Place) -> g.Type:
    """Each term may rely on those before it being false."""
    return _terms(t, node, place, "`or`", holds=False)


def _terms(t: Inference, node: n.And | n.Or, place: Place, word: str, *, holds: bool) -> g.Type:
    """Check the terms one after the other. Where several are no conditions, the word between them is the mistake."""
    before = len(t.findings)
    for operand in node.operands:
        condition(t, operand, place, word)
        place = assuming(place, operand, t.tables.types.get, holds=holds)
    t.one_mistake(before, [operand.span for operand in node.operands], f"{word} at {node.span.start}")
    return g.BOOLEAN


def not_(t: Inference, node: n.Not, place: Place) -> g.Type:
    """The opposite of a condition."""
    condition(t, node.operand, place, "`not`")
    return g.BOOLEAN


def conditional(t: Inference, node: n.Conditional, place: Place) -> g.Type:
    """One of two values of one type."""
    condition(t, node.condition, place, "`if`")
    value = t.infer(node.value, assuming(place, node.condition, t.tables.types.get, holds=True))
    otherwise = t.infer(node.otherwise, assuming(place, node.condition, t.tables.types.get, holds=False))
    return _meet(t, (node.value, node.otherwise), (value, otherwise), "after `else`")


def coalesce(t: Inference, node: n.Coalesce, place: Place) -> g.Type:
    """The first value that is there; it may be missing where the last one may."""
    types = [t.infer(operand, place) for operand in node.operands]
    present = [g.required(type_) for type_ in types[:-1]]
    return _meet(t, node.operands, (*present, types[-1]), "after `??`")


def _meet(t: Inference, nodes: tuple[n.Expression, ...], types: tuple[g.Type, ...], where: str) -> g.Type:
    """Return the type that all values have in common; report the first that has none with those before it."""
    if UNKNOWN in types:
        return UNKNOWN
    found = types[0]
    for node, type_ in zip(nodes[1:], types[1:], strict=True):
        common = join(found, type_)
        if common is None:
            message = f"The value {where} is {show_type(type_)}, but the one before is {show_type(found)}."
            t.report("O301", message, node.span, "Both need one type.")
            return UNKNOWN
        found = common
    for node in nodes:
        t.tables.wanted[node] = g.optional(found) if node is not nodes[-1] and where == "after `??`" else found
    return found
