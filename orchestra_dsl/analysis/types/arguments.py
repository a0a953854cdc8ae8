"""The arguments of a call, matched to parameters in the parameters' order."""

from orchestra_dsl.analysis.checked import Callee
from orchestra_dsl.analysis.declare.types import UNKNOWN
from orchestra_dsl.analysis.misspelt import misspelt
from orchestra_dsl.analysis.show import listed, show_expression
from orchestra_dsl.analysis.types.expectation import expect
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.diagnostics import Label
from orchestra_dsl.graph.types import Field, show
from orchestra_dsl.syntax import nodes as n


def match_arguments(t: Inference, call: n.Call, callee: Callee, place: Place) -> tuple[n.Expression | n.Lambda, ...]:
    """Check the arguments of a call; return one expression for each parameter, as far as there is one."""
    places = {field.name: number for number, field in reversed(tuple(enumerate(callee.parameters)))}
    given: dict[str, n.Argument] = {}
    named_before: n.Argument | None = None
    for number, argument in enumerate(call.arguments):
        name = _parameter(t, argument, number, callee, places, named_before)
        named_before = argument if argument.name is not None else named_before
        if name is None:
            t.infer(argument.value, place)
            continue
        if name in given:
            label = Label(given[name].span, "It has its value here.")
            t.report("O303", f"The argument `{name}` is given twice.", argument.span, "Keep one.", (label,))
            t.infer(argument.value, place)
            continue
        given[name] = argument
        expect(t, argument.value, callee.parameters[places[name]].type, place, f"The argument `{name}`")
    return _in_order(t, call, callee, given)


def _parameter(
    t: Inference,
    argument: n.Argument,
    number: int,
    callee: Callee,
    places: dict[str, int],
    named_before: n.Argument | None,
) -> str | None:
    """Return the parameter that an argument is for; report it where there is none."""
    if argument.name is not None:
        name = argument.name.text
        if name in places:
            return name
        message = f"`{callee.name}` has no parameter `{name}`."
        t.findings.append(misspelt("O303", message, argument.name.span, name, places, _signature(callee)))
        return None
    if named_before is not None:
        hint = "After an argument with a name, all others need theirs too."
        t.report("O303", "It is not clear which parameter this argument is for.", argument.span, hint)
        return None
    if number < len(callee.parameters):
        return callee.parameters[number].name
    t.report("O303", f"This is one argument too many for `{callee.name}`.", argument.span, _signature(callee))
    return None


def _in_order(
    t: Inference, call: n.Call, callee: Callee, given: dict[str, n.Argument]
) -> tuple[n.Expression | n.Lambda, ...]:
    expressions: list[n.Expression | n.Lambda] = []
    missing = []
    for parameter in callee.node.parameters:
        name = parameter.name.text
        if name in given:
            expressions.append(given[name].value)
        elif parameter.default is not None:
            expressions.append(parameter.default)
        else:
            missing.append(name)
    if missing:
        what = "arguments" if len(missing) > 1 else "argument"
        message = f"`{callee.name}` needs the {what} {listed(missing)}."
        t.report("O302", message, call.function.span, _signature(callee))
    return tuple(expressions)


def _signature(callee: Callee) -> str:
    pairs = zip(callee.parameters, callee.node.parameters, strict=True)
    return f"It is declared as `{callee.name}({', '.join(_declared(field, node) for field, node in pairs)})`."


def _declared(field: Field, node: n.Parameter) -> str:
    """A parameter as it is declared; its default as far as that can be said in a few words."""
    known = field.name if field.type == UNKNOWN else f"{field.name}: {show(field.type)}"
    return known if node.default is None else f"{known} = {show_expression(node.default) or '…'}"
