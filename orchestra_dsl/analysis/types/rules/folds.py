"""The functions over a list that take a lambda: `any(approve, a => a.approved)`."""

from orchestra_dsl.analysis.declare.types import UNKNOWN
from orchestra_dsl.analysis.meanings import FoldMeaning, LocalMeaning, MatchedCall
from orchestra_dsl.analysis.show import show_type
from orchestra_dsl.analysis.types.expectation import expect_given
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.missing import present
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.analysis.types.scope import Bound, Scope
from orchestra_dsl.graph import types as g
from orchestra_dsl.graph.relations import ordered
from orchestra_dsl.syntax import nodes as n

_SUMMED = (g.INTEGER, g.DECIMAL, g.DURATION)


def fold(t: Inference, node: n.Call, place: Place) -> g.Type:
    """A list function: the list, and what is asked of each item."""
    name = node.function.text
    if _is_enumerated(node):
        return _enumerated(t, node, place, name)
    shape = f"It is called as `{name}(LIST, x => …)`."
    if not 1 <= len(node.arguments) <= 2 or any(each.name is not None for each in node.arguments):  # noqa: PLR2004 - a list and a function
        for each in node.arguments:
            if not isinstance(each.value, n.Lambda):
                t.infer(each.value, place)
        code = "O303" if node.arguments else "O302"
        t.report(code, f"`{name}` takes a list and a function of its items.", node.function.span, shape)
        return UNKNOWN
    list_ = node.arguments[0].value
    item = _item(t, list_, t.infer(list_, place), name)
    function = node.arguments[1].value if len(node.arguments) > 1 else None
    if function is not None and not isinstance(function, n.Lambda):
        t.infer(function, place)
        t.report("O301", f"The second argument of `{name}` is a function of an item.", function.span, shape)
        return UNKNOWN
    if function is None and name in ("filter", "map"):
        t.report("O302", f"`{name}` needs a function of an item.", node.function.span, shape)
        return UNKNOWN
    body = item if function is None else _body(t, function, item, place)
    _note(t, node, name)
    where = list_ if function is None else function.body
    result = _result(t, name, where, item, body, counted=function is None)
    return g.required(result) if _has_items(list_) else result


def _is_enumerated(node: n.Call) -> bool:
    """Whether a call has several arguments, none of them a function or named."""
    plain = all(each.name is None and not isinstance(each.value, n.Lambda) for each in node.arguments)
    return plain and len(node.arguments) > 1


def _enumerated(t: Inference, node: n.Call, place: Place, name: str) -> g.Type:
    """Report a call with several arguments and no function: one finding, whatever they are."""
    types = [t.infer(each.value, place) for each in node.arguments]
    if any(isinstance(g.required(each), g.ListOf) for each in types):
        span = node.arguments[1].value.span
        message = f"The second argument of `{name}` is a function of an item."
        t.report("O301", message, span, f"It is called as `{name}(LIST, x => …)`.")
    else:
        message = f"`{name}` takes a list, but here are several values."
        t.report("O301", message, node.span, f"Write the values as one list: `{name}([a, b])`.")
    return UNKNOWN


def _has_items(list_: n.Node) -> bool:
    """Whether a list certainly has an item, as it is written out: then it has a least and a greatest one."""
    match list_:
        case n.ListLiteral(items=items):
            return bool(items)
        case n.Call(function=n.Path(names=(n.Name(text="map"),)), arguments=(mapped, _)):
            return _has_items(mapped.value)
    return False


def _note(t: Inference, node: n.Call, name: str) -> None:
    values = tuple(argument.value for argument in node.arguments)
    match name:
        case "any" | "all" | "count" | "sum" | "min" | "max" | "filter" | "map":
            t.tables.calls[node] = MatchedCall(FoldMeaning(name), values)


def _item(t: Inference, node: n.Node, given: g.Type, name: str) -> g.Type:
    """Return the type of the list's items."""
    given = present(t, node, given, f"`{name}`")
    if isinstance(given, g.ListOf):
        return given.item
    if given not in (UNKNOWN, g.NOTHING):
        t.report("O301", f"`{name}` needs a list, but this is {show_type(given)}.", node.span)
    return UNKNOWN


def _body(t: Inference, function: n.Lambda, item: g.Type, place: Place) -> g.Type:
    scope = Scope(place.scope)
    finding = scope.declare(Bound(function.parameter, LocalMeaning(function), item, "name"))
    if finding is not None:
        t.findings.append(finding)
    type_ = t.infer(function.body, place.inside(scope))
    t.tables.types[function] = type_
    return type_


def _result(t: Inference, name: str, where: n.Node, item: g.Type, body: g.Type, *, counted: bool) -> g.Type:
    """Return the type of the whole; check that the body is what the function can work with."""
    match name:
        case "any" | "all" | "filter":
            given, wanted = (g.ListOf(body), g.ListOf(g.BOOLEAN)) if counted else (body, g.BOOLEAN)
            expect_given(t, where, given, wanted, f"`{name}`")
            return g.ListOf(item) if name == "filter" else g.BOOLEAN
        case "count":
            if not counted:
                expect_given(t, where, body, g.BOOLEAN, "`count`")
            return g.INTEGER
        case "map":
            return UNKNOWN if body == UNKNOWN else g.ListOf(body)
    body = present(t, where, body, f"`{name}`")
    if body in (UNKNOWN, g.NOTHING):
        return UNKNOWN
    if name == "sum":
        if body not in _SUMMED:
            t.report("O301", f"`sum` adds numbers or durations, but an item is {show_type(body)}.", where.span)
            return UNKNOWN
        return body
    if not ordered(body):
        t.report("O301", f"`{name}` compares numbers, texts or times, but an item is {show_type(body)}.", where.span)
        return UNKNOWN
    return g.Optional(body)
