"""What type an expression has, where that is plain to see. A reading of its own: None wherever there is any doubt."""

from collections.abc import Iterable

from benchmarks.mistakes.generated.right import Place, Right, elements_of
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.nodes import (
    And,
    Arithmetic,
    Attribute,
    BackgroundStep,
    BooleanLiteral,
    Call,
    Coalesce,
    Comparison,
    DecimalLiteral,
    DurationLiteral,
    Event,
    EventArm,
    Expression,
    Field,
    ForEach,
    IntegerLiteral,
    InteractiveStep,
    Interpolation,
    Lambda,
    Let,
    ListType,
    Name,
    NamedType,
    Node,
    Not,
    ObjectType,
    OnError,
    OptionalType,
    Or,
    Orchestration,
    Parameter,
    Path,
    Predicate,
    Reference,
    Stage,
    Step,
    TextLiteral,
    Type,
    UnionType,
    Var,
    walk,
)

_NOWHERE = Span(0, 0, "")
_RETURNS = {
    **dict.fromkeys(("contains", "starts_with", "ends_with", "blank", "any", "all", "visited"), "boolean"),
    **dict.fromkeys(("lower", "upper", "trim"), "text"),
    **dict.fromkeys(("count", "length", "days_between"), "integer"),
    **{name: name for name in ("user", "group", "queue", "date", "datetime")},
}
_SORTS = {"integer": "number", "decimal": "number", "user": "people", "group": "people", "queue": "people"}


def named(name: str) -> NamedType:
    """The type of this name."""
    return NamedType(span=_NOWHERE, name=Path(span=_NOWHERE, names=(Name(span=_NOWHERE, text=name),)))


def is_optional(type_: Type | None) -> bool:
    """Whether a value of it may be missing."""
    return isinstance(type_, OptionalType)


def plain(type_: Type | None) -> Type | None:
    """The type without `?`."""
    return type_.inner if isinstance(type_, OptionalType) else type_


def sort_of(type_: Type | None) -> str | None:
    """What values can stand for each other: `number`, `text`, `set`, `people`, `list`, `object`, or a name."""
    match plain(type_):
        case NamedType(name=name):
            return None if name.text in ("json", "people") else _SORTS.get(name.text, name.text)
        case UnionType():
            return "set"
        case ListType():
            return "list"
        case ObjectType():
            return "object"
        case _:
            return None


def differ(one: Type | None, two: Type | None) -> bool:
    """Whether a value of the one can certainly not stand where the other is expected."""
    sorts = {sort_of(one), sort_of(two)}
    if None in sorts or len(sorts) == 1:
        return False
    return sorts not in ({"text", "set"}, {"people", "list"}, {"object", "list"})


def type_of(right: Right, value: Expression, place: Place) -> Type | None:
    """The type of an expression at a place, or None."""
    match value:
        case TextLiteral() | Interpolation():
            return named("text")
        case IntegerLiteral():
            return named("integer")
        case DecimalLiteral():
            return named("decimal")
        case DurationLiteral():
            return named("duration")
        case BooleanLiteral() | Comparison() | And() | Or() | Not():
            return named("boolean")
        case Coalesce(operands=operands):
            return plain(type_of(right, operands[0], place))
        case Arithmetic(operands=operands):
            sorts = {sort_of(type_of(right, each, place)) for each in operands}
            return named("decimal") if sorts == {"number"} else None
        case Call(function=function):
            return _returned(right, function.text)
        case Reference(name=name):
            return _variable(right, name, place)
        case Attribute(subject=subject, name=name):
            return _attribute(right, subject, name.text, place)
        case _:
            return None


def _returned(right: Right, function: str) -> Type | None:
    if isinstance(right.callables.get(function), Predicate):
        return named("boolean")
    return named(_RETURNS[function]) if function in _RETURNS else None


def _variable(right: Right, name: str, place: Place) -> Type | None:
    """What the nearest declaration around says of a name that stands for a value."""
    for node in reversed(place.around):
        if _is_bound(node, name):
            return None
        found = _of_block(right, node, name, place) or _of_construct(right, node, name, place)
        if found:
            return found
    return None


def _is_bound(node: Node, name: str) -> bool:
    """Whether the name stands for something whose type is not looked into."""
    match node:
        case Lambda(parameter=Name(text=text)) | OnError(binding=Name(text=text)):
            return text == name
        case _:
            return False


def _of_block(right: Right, node: Node, name: str, place: Place) -> Type | None:
    for element in elements_of(node):
        match element:
            case Let(name=Name(text=text), value=value) if text == name:
                return None if _reads(value, name) else type_of(right, value, place)
            case Var(name=Name(text=text), type=type_) if text == name:
                return type_
    return None


def _of_construct(right: Right, node: Node, name: str, place: Place) -> Type | None:
    match node:
        case EventArm(binding=Name(text=text), event=event) if text == name:
            return _object(_event_fields(right, event.text))
        case BackgroundStep(clauses=clauses) | InteractiveStep(clauses=clauses):
            loops = [each for each in clauses if isinstance(each, ForEach) and each.name.text == name]
            return _item(type_of(right, loops[0].items, place)) if loops else None
        case Stage(steps=steps):
            found = [each for each in steps if each.name.text == name]
            return output_type(right, found[0]) if found else None
        case Orchestration(parameters=parameters) | Predicate(parameters=parameters):
            return next((each.type for each in parameters if each.name.text == name), None)
        case _:
            return None


def _reads(value: Node, name: str) -> bool:
    return any(isinstance(each, Reference) and each.name == name for each in walk(value))


def _event_fields(right: Right, event: str) -> tuple[Field, ...]:
    return next((e.fields for e in right.declarations if isinstance(e, Event) and e.name.text == event), ())


def _object(fields: Iterable[Field]) -> ObjectType:
    return ObjectType(span=_NOWHERE, fields=tuple(fields))


def _item(type_: Type | None) -> Type | None:
    return type_.item if isinstance(type_, ListType) else None


def output_type(right: Right, step: Step) -> Type | None:
    """What a step leaves behind: an object of its outputs, or a list of them."""
    called = right.callables.get(step.call.function.text)
    if called is None or isinstance(called, Predicate):
        return None
    fields = list(called.outputs)
    if isinstance(step, InteractiveStep):
        fields.append(_field("completed_by", "user"))
    elif step.runs:
        fields.append(_field("outcome", "text"))
    made = _object(fields)
    return ListType(span=_NOWHERE, item=made) if any(isinstance(e, ForEach) for e in step.clauses) else made


def _field(name: str, type_: str) -> Field:
    return Field(span=_NOWHERE, name=Name(span=_NOWHERE, text=name), type=named(type_), label=None, doc=None)


def _attribute(right: Right, subject: Expression, name: str, place: Place) -> Type | None:
    if isinstance(subject, Reference) and (stage := stage_named(place, subject.name)):
        found = [each for each in stage.steps if each.name.text == name]
        return output_type(right, found[0]) if found and _variable(right, subject.name, place) is None else None
    whole = type_of(right, subject, place)
    found_field = [each.type for each in fields_of(right, whole) if each.name.text == name]
    if not found_field:
        return None
    made = found_field[0]
    return OptionalType(span=_NOWHERE, inner=made) if is_optional(whole) and not is_optional(made) else made


def fields_of(right: Right, type_: Type | None) -> tuple[Field, ...]:
    """The fields of a record or an object."""
    match plain(type_):
        case ObjectType(fields=fields):
            return fields
        case NamedType(name=name) if name.text in right.records:
            return right.records[name.text].fields
        case _:
            return ()


def stage_named(place: Place, name: str) -> Stage | None:
    """The stage of this name in the orchestration around a place."""
    around = place.inside(Orchestration)
    stages = (each for each in walk(around) if isinstance(each, Stage)) if around else ()
    return next((each for each in stages if each.name.text == name), None)


def parameters_of(right: Right, call: Call) -> tuple[Parameter, ...]:
    """The parameters of what the source itself or an import declares, as far as the call is of such."""
    called = right.callables.get(call.function.text)
    return called.parameters if called else ()
