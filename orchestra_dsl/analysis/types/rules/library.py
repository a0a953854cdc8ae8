"""Calls of the fixed library (graph/library.py), and `find`."""

from orchestra_dsl.analysis.constants import PRINCIPALS
from orchestra_dsl.analysis.dates import is_date, why_no_day
from orchestra_dsl.analysis.declare.types import UNKNOWN
from orchestra_dsl.analysis.meanings import FindMeaning, LibraryMeaning, MatchedCall
from orchestra_dsl.analysis.show import show_type
from orchestra_dsl.analysis.types.expectation import expect, expect_given
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.graph import types as g
from orchestra_dsl.graph.library import FUNCTIONS, Form, Function
from orchestra_dsl.graph.moments import parse_datetime
from orchestra_dsl.graph.relations import fits
from orchestra_dsl.syntax import nodes as n


def function(t: Inference, node: n.Call, place: Place) -> g.Type:
    """A function of the library, in the first of its forms that the arguments fit."""
    called = FUNCTIONS[node.function.text]
    if not _counted(t, node, called, place):
        return UNKNOWN
    values = [argument.value for argument in node.arguments]
    if len(called.forms) == 1:
        form = called.forms[0]
        for number, (value, wanted) in enumerate(zip(values, form.parameters, strict=True), 1):
            expect(t, value, wanted, place, _which(called, number))
    else:
        form = _fitting(t, called, values, place)
    if called.name in ("date", "datetime"):
        _literal(t, called, values[0])
    if called.name in PRINCIPALS:
        _named(t, called, values[0])
    t.tables.calls[node] = MatchedCall(LibraryMeaning(called.name, form), tuple(values))
    return form.result


def _which(called: Function, number: int) -> str:
    if len(called.forms[0].parameters) == 1:
        return f"`{called.name}`"
    return f"The {('first', 'second', 'third')[number - 1]} argument of `{called.name}`"


def _counted(t: Inference, node: n.Call, called: Function, place: Place) -> bool:
    """Whether the call has as many arguments as the function takes, none of them with a name."""
    count = len(called.forms[0].parameters)
    shape = f"{called.about} It is called as `{called.name}({', '.join(map(g.show, called.forms[0].parameters))})`."
    named = next((argument for argument in node.arguments if argument.name is not None), None)
    if len(node.arguments) == count and named is None:
        return True
    for argument in node.arguments:
        t.infer(argument.value, place)
    if named is not None and named.name is not None:
        message = f"`{called.name}` takes its arguments without names."
        t.report("O303", message, named.name.span, shape)
    elif len(node.arguments) > count:
        t.report("O303", f"This is one argument too many for `{called.name}`.", node.arguments[count].span, shape)
    else:
        message = f"`{called.name}` needs {count} argument{'s' if count > 1 else ''}, but has {len(node.arguments)}."
        t.report("O302", message, node.function.span, shape)
    return False


def _fitting(t: Inference, called: Function, values: list[n.Expression | n.Lambda], place: Place) -> Form:
    given = [t.infer(value, place) for value in values]
    for form in called.forms:
        if all(fits(type_, wanted) for type_, wanted in zip(given, form.parameters, strict=True)):
            break
    else:
        form = called.forms[-1]
    for number, (value, type_, wanted) in enumerate(zip(values, given, form.parameters, strict=True), 1):
        expect_given(t, value, type_, wanted, _which(called, number))
    return form


def _literal(t: Inference, called: Function, value: n.Expression | n.Lambda) -> None:
    """`date` and `datetime` take a text in quotes: then the compiler can see that it is one."""
    example = '"2026-03-02"' if called.name == "date" else '"2026-03-02T09:00Z"'
    if not isinstance(value, n.TextLiteral):
        if fits(t.tables.types.get(value) or UNKNOWN, g.TEXT):
            t.report("O308", f"`{called.name}` takes a text in quotes, such as {example}.", value.span)
        return
    if not (is_date if called.name == "date" else _is_datetime)(value.value):
        hint = why_no_day(value.value) or f"A {called.name} is written like {example}."
        t.report("O106", f'"{value.value}" is no {called.name}.', value.span, hint)


def _named(t: Inference, called: Function, value: n.Expression | n.Lambda) -> None:
    if isinstance(value, n.TextLiteral) and not value.value.strip():
        t.report("O106", f"A {called.name} has a name, and this is empty.", value.span, f"Name the {called.name}.")


def _is_datetime(text: str) -> bool:
    for form in (text, f"{text}Z"):
        try:
            parse_datetime(form)
        except (ValueError, OverflowError):
            continue
        return True
    return False


def find(t: Inference, node: n.Call, place: Place) -> g.Type:
    """`find(Case, id)`: the record of this id, which may not be there."""
    shape = "It is called as `find(Case, id)`: the name of a record type, and the id of one."
    if len(node.arguments) != 2 or any(argument.name is not None for argument in node.arguments):  # noqa: PLR2004 - a type and an id
        for argument in node.arguments[1:]:
            t.infer(argument.value, place)
        t.report("O302", "`find` needs a record type and an id.", node.function.span, shape)
        return UNKNOWN
    record, id_ = (argument.value for argument in node.arguments)
    expect(t, id_, g.Optional(g.TEXT), place, "The id of `find`")
    if not isinstance(record, n.Reference):
        message = f"`find` needs the name of a record type, but this is {show_type(t.infer(record, place))}."
        t.report("O301", message, record.span, shape)
        return UNKNOWN
    if t.names.find("record", record.name, t.file) is None:
        t.findings.append(t.names.unknown("O204", n.Record, record.name, record.span, t.file))
        return UNKNOWN
    t.tables.calls[node] = MatchedCall(FindMeaning(record.name), (id_,))
    return g.Optional(g.RecordOf(record.name))
