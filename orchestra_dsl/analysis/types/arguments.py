"""The arguments of a call, matched to parameters in the parameters' order."""

from collections.abc import Iterator

from orchestra_dsl.analysis.checked import Callee
from orchestra_dsl.analysis.types.expectation import expect
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.analysis.types.swapped import say_swapped_once
from orchestra_dsl.analysis.types.unmatched import report_unmatched
from orchestra_dsl.diagnostics import Label
from orchestra_dsl.syntax import nodes as n


def match_arguments(t: Inference, call: n.Call, callee: Callee, place: Place) -> tuple[n.Expression | n.Lambda, ...]:
    """Check the arguments of a call; return one expression for each parameter, as far as there is one."""
    before = len(t.findings)
    # Of two parameters with one name the first counts; that there are two is reported where they are declared.
    types = {field.name: field.type for field in reversed(callee.parameters)}
    given: dict[str, n.Argument] = {}
    left: list[n.Argument] = []
    for name, argument in _named(call, callee):
        if name not in types or name in given:
            t.infer(argument.value, place)
            if name in given and argument.name is not None:
                label = Label(given[name].span, "It has its value here.")
                t.report("O303", f"The argument `{name}` is given twice.", argument.span, "Keep one.", (label,))
            elif name not in given:
                left.append(argument)
            continue
        given[name] = argument
        expect(t, argument.value, types[name], place, f"The argument `{name}`")
    report_unmatched(t, call, callee, left, given)
    say_swapped_once(t, callee, given, place, before)
    return _in_order(callee, given)


def _named(call: n.Call, callee: Callee) -> Iterator[tuple[str, n.Argument]]:
    """Go through the arguments with the names of their parameters; "" where there is none for one."""
    positional = True
    for number, argument in enumerate(call.arguments):
        positional = positional and argument.name is None
        if argument.name is not None:
            yield argument.name.text, argument
        elif positional and number < len(callee.parameters):
            yield callee.parameters[number].name, argument
        else:
            yield "", argument


def _in_order(callee: Callee, given: dict[str, n.Argument]) -> tuple[n.Expression | n.Lambda, ...]:
    values = {field.name.text: field.default for field in callee.node.parameters}
    values |= {name: argument.value for name, argument in given.items()}
    return tuple(value for value in values.values() if value is not None)
