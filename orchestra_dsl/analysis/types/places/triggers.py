"""What starts an orchestration: `start on case …`, `start on EVENT …`, `start every …`."""

from collections.abc import Iterable

from orchestra_dsl.analysis.meanings import EventMeaning, ParameterMeaning
from orchestra_dsl.analysis.misspelt import misspelt
from orchestra_dsl.analysis.show import listed
from orchestra_dsl.analysis.types.expectation import condition, expect_fields
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place, Use
from orchestra_dsl.analysis.types.places.awaits import event_type
from orchestra_dsl.analysis.types.scope import Bound, Scope
from orchestra_dsl.graph import types as g
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n


def trigger(
    t: Inference, clause: n.StartOnRecord | n.StartOnEvent | n.StartEvery, orchestration: n.Orchestration
) -> None:
    """Check what starts an orchestration. It sees no elements: there is no run yet."""
    match clause:
        case n.StartOnRecord():
            _on_record(t, clause, orchestration)
        case n.StartOnEvent():
            _on_event(t, clause, orchestration)
        case n.StartEvery():
            place = Place(node=clause, scope=Scope(), use=Use.TRIGGER, elements=False)
            _arguments(t, clause.arguments, orchestration, place, clause.schedule.span)


def _on_record(t: Inference, clause: n.StartOnRecord, orchestration: n.Orchestration) -> None:
    """`start on case created or updated when E`: the condition sees the record and nothing else."""
    fields = t.declarations.orchestrations[orchestration.name.text].parameters
    scope = Scope()
    watched = None
    for index, (parameter, field) in enumerate(zip(orchestration.parameters, fields, strict=True)):
        if field.name == clause.record.text and isinstance(g.required(field.type), g.RecordOf):
            watched = parameter
            meaning = ParameterMeaning(index, parameter)
            t.tables.meanings[clause.record] = meaning
            scope.declare(Bound(parameter.name, meaning, g.required(field.type), "parameter"))
            break
    if watched is None:
        _not_a_record(t, clause.record, fields)
        return
    if clause.condition is not None:
        place = Place(node=clause, scope=scope, use=Use.TRIGGER, elements=False, record=watched)
        condition(t, clause.condition, place, "`when`")
    given = {watched.name.text} | {field.name for field in fields if isinstance(field.type, g.Optional)}
    _bound(t, orchestration, given, clause.record.span, "`start on` a record gives only the record.")


def _not_a_record(t: Inference, name: n.Name, fields: tuple[g.Field, ...]) -> None:
    field = next((field for field in fields if field.name == name.text), None)
    if field is None:
        known = [each.name for each in fields]
        hint = "Name a parameter that is a record, or write `start on EVENT as NAME`."
        message = f"There is no parameter `{name.text}`."
        t.findings.append(misspelt("O201", message, name.span, name.text, known, hint))
    elif field.type != g.NEVER:
        message = f"`start on` watches a record, but `{name.text}` is `{g.show(field.type)}`."
        t.report("O301", message, name.span)


def _on_event(t: Inference, clause: n.StartOnEvent, orchestration: n.Orchestration) -> None:
    """`start on payment_received as p when E with { … }`: both see the event."""
    scope = Scope()
    type_ = event_type(t, clause.event)
    finding = scope.declare(Bound(clause.binding, EventMeaning(clause), type_, "name"))
    if finding is not None:
        t.findings.append(finding)
    place = Place(node=clause, scope=scope, use=Use.TRIGGER, elements=False)
    if clause.condition is not None:
        condition(t, clause.condition, place, "`when`")
    _arguments(t, clause.arguments, orchestration, place, clause.event.span)


def _arguments(
    t: Inference, given: n.ObjectLiteral | None, orchestration: n.Orchestration, place: Place, where: Span
) -> None:
    """Check the values in `with`. A record that `find` does not find starts nothing, so it may be missing."""
    fields = tuple(
        g.Field(field.name, g.optional(field.type) if isinstance(field.type, g.RecordOf) else field.type)
        for field in t.declarations.orchestrations[orchestration.name.text].parameters
    )
    if given is not None:
        expect_fields(t, given, fields, place, f"`{orchestration.name.text}`", partly=True)
    names = {entry.name.text for entry in given.entries} if given is not None else set[str]()
    _bound(t, orchestration, names, where, "Give it after `with`.")


def _bound(t: Inference, orchestration: n.Orchestration, given: Iterable[str], where: Span, hint: str) -> None:
    """Report the parameters that a trigger leaves without a value."""
    missing = [
        parameter.name.text
        for parameter in orchestration.parameters
        if parameter.name.text not in given and parameter.default is None
    ]
    if missing:
        what = "parameters" if len(missing) > 1 else "parameter"
        t.report("O310", f"This trigger gives no value for the {what} {listed(missing)}.", where, hint)
