"""Where it is plain which type a value has to have: in comparisons, calls, entries, variables, conditions and times."""

from collections.abc import Iterable, Iterator

import attrs

from benchmarks.mistakes.generated.right import Place, Right
from benchmarks.mistakes.generated.types import fields_of, named, output_type, parameters_of, type_of
from orchestra_dsl.syntax.nodes import (
    Advance,
    Argument,
    Call,
    Comparison,
    Complete,
    CreateRecord,
    DueAt,
    DueIn,
    End,
    Event,
    Expression,
    Field,
    GivenReturns,
    GivenTakes,
    GivenValue,
    ListLiteral,
    ListType,
    Name,
    Node,
    ObjectLiteral,
    OnlyIf,
    Orchestration,
    Outcome,
    Parameter,
    Path,
    Retry,
    Scenario,
    Send,
    Set,
    Stage,
    StartWhen,
    Timeout,
    Type,
    Update,
    UpdateRecord,
    Var,
    Wait,
    WaitUntil,
    walk,
)


@attrs.frozen
class Expected:
    """A value, the type that it has to have, and the node that expects it."""

    value: Expression
    type: Type
    by: Node
    place: Place


def expectations(right: Right) -> Iterator[Expected]:
    """All values of the source of which the expected type is plain."""
    for place in right.places:
        for value, type_ in _of_node(right, place):
            if value is not None and type_ is not None:
                yield Expected(value, type_, place.node, place)


def _of_node(right: Right, place: Place) -> Iterable[tuple[Expression | None, Type | None]]:
    match place.node:
        case Comparison():
            return _compared(right, place.node, place)
        case Call():
            return [(argument.value, each.type) for argument, each in matched(right, place.node)]
        case Var(value=value, type=type_):
            return [(value, type_)]
        case Set(name=name, value=value):
            return [(value, _variable(place, name))]
        case Update() | End() | CreateRecord() | UpdateRecord() | GivenValue() | GivenReturns() | Send() | Complete():
            return _entries(*_object(right, place))
        case Outcome(condition=e) | OnlyIf(condition=e) | StartWhen(condition=e) | WaitUntil(condition=e):
            return [(e, named("boolean"))]
        case Timeout(duration=e) | DueIn(duration=e) | Wait(duration=e) | Retry(every=e) | GivenTakes(duration=e):
            return [(e, named("duration"))]
        case Advance(duration=e):
            return [(e, named("duration"))]
        case DueAt(moment=e):
            return [(e, named("datetime"))]
        case _:
            return []


def _compared(right: Right, node: Comparison, place: Place) -> Iterator[tuple[Expression, Type | None]]:
    left, other = node.left, node.right
    if node.operator in ("in", "not in"):
        for item in other.items if isinstance(other, ListLiteral) else ():
            yield item, type_of(right, left, place)
    else:
        yield other, type_of(right, left, place)
        yield left, type_of(right, other, place)


def matched(right: Right, call: Call) -> Iterator[tuple[Argument, Parameter]]:
    """The arguments of a call, each with its parameter."""
    parameters = parameters_of(right, call)
    by_name = {each.name.text: each for each in parameters}
    for i, argument in enumerate(call.arguments):
        if argument.name and argument.name.text in by_name:
            yield argument, by_name[argument.name.text]
        elif not argument.name and i < len(parameters):
            yield argument, parameters[i]


def _variable(place: Place, name: Name) -> Type | None:
    around = place.inside(Orchestration)
    found = (
        [each.type for each in walk(around) if isinstance(each, Var) and each.name.text == name.text] if around else []
    )
    return found[0] if found else None


def _object(right: Right, place: Place) -> tuple[Expression | None, Iterable[Field]]:
    """An object, and the fields that it may have."""
    match place.node:
        case Update(record=record, changes=held):
            return held, fields_of(right, type_of(right, record, place))
        case End(outputs=held):
            around = place.inside(Orchestration)
            return held, around.outputs if around else ()
        case CreateRecord(record=name, values=held):
            return held, fields_of(right, named(name.text))
        case UpdateRecord(record=name, values=held) | GivenValue(name=name, value=held):
            return held, fields_of(right, _parameter(right, place, name.text))
        case GivenReturns(callee=callee, value=held):
            return held, getattr(right.callables.get(callee.text), "outputs", ())
        case Send(event=name, values=held):
            return held, next((e.fields for e in right.declarations if isinstance(e, Event) and e.name == name), ())
        case Complete(step=path, values=held):
            return held, fields_of(right, _completed(right, place, path))
        case _:
            return None, ()


def _played(right: Right, place: Place) -> Orchestration | None:
    scenario = place.inside(Scenario)
    found = right.callables.get(scenario.orchestration.text) if scenario else None
    return found if isinstance(found, Orchestration) else None


def _parameter(right: Right, place: Place, name: str) -> Type | None:
    played = _played(right, place)
    return next((each.type for each in played.parameters if each.name.text == name), None) if played else None


def _completed(right: Right, place: Place, path: Path) -> Type | None:
    played = _played(right, place)
    stages = [each for each in walk(played) if isinstance(each, Stage)] if played else []
    steps = [s for e in stages for s in e.steps if [e.name.text, s.name.text] == path.text.split(".")]
    made = output_type(right, steps[0]) if steps else None
    return made.item if isinstance(made, ListType) else made


def _entries(value: Expression | None, fields: Iterable[Field]) -> Iterator[tuple[Expression, Type | None]]:
    types = {each.name.text: each.type for each in fields}
    for entry in value.entries if isinstance(value, ObjectLiteral) else ():
        yield entry.value, types.get(entry.name.text)
