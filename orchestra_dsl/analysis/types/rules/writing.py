"""What `start … when` can ask about the write that it watches: `changed(case.status)`, `before(case).status`."""

from orchestra_dsl.analysis.declare.types import UNKNOWN
from orchestra_dsl.analysis.meanings import BeforeMeaning, ChangedMeaning, MatchedCall
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n

_ONLY_THERE = "Ask it there; or keep the value that it is to be compared with in a `var`."


def changed(t: Inference, node: n.Call, place: Place) -> g.Type:
    """`changed(case.status)`: whether the write has changed the field."""
    argument = _watched(t, node, place, "changed(case.status)")
    if isinstance(argument, n.Attribute) and _is_watched(argument.subject, place):
        if t.infer(argument, place) != UNKNOWN:
            t.tables.calls[node] = MatchedCall(ChangedMeaning(argument.name.text), ())
    elif argument is not None:
        _wrong(t, node, place, "changed(case.status)")
    return g.BOOLEAN


def before(t: Inference, node: n.Call, place: Place) -> g.Type:
    """`before(case)`: the record before the write, whose fields may be missing; and `before(case.status)`."""
    argument = _watched(t, node, place, "before(case).status")
    if isinstance(argument, n.Attribute) and _is_watched(argument.subject, place):
        type_ = t.infer(argument, place)
        t.tables.calls[node] = MatchedCall(BeforeMeaning(argument.name.text), ())
        return UNKNOWN if type_ == UNKNOWN else g.optional(type_)
    if argument is not None and _is_watched(argument, place):
        t.tables.calls[node] = MatchedCall(BeforeMeaning(None), ())
        return t.infer(argument, place)
    if argument is not None:
        _wrong(t, node, place, "before(case).status")
    return UNKNOWN


def _watched(t: Inference, node: n.Call, place: Place, shape: str) -> n.Expression | n.Lambda | None:
    """Return the argument of the call, where the place allows it at all."""
    name = node.function.text
    if place.record is None:
        message = f"`{name}` may not stand here: only `start on … when` knows what a write has changed."
        t.report("O308", message, node.span, _ONLY_THERE)
        return None
    if len(node.arguments) == 1 and node.arguments[0].name is None:
        return node.arguments[0].value
    _wrong(t, node, place, shape)
    return None


def _wrong(t: Inference, node: n.Call, place: Place, shape: str) -> None:
    record = place.record.name.text if place.record is not None else "case"
    message = f"`{node.function.text}` asks about a field of `{record}`."
    t.report("O301", message, node.span, f"It is called as `{shape.replace('case', record)}`.")


def _is_watched(node: n.Node, place: Place) -> bool:
    return isinstance(node, n.Reference) and place.record is not None and node.name == place.record.name.text
