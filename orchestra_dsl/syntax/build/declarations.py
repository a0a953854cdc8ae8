"""Builders of declarations, types and calendars."""

from orchestra_dsl.syntax.build.children import Children
from orchestra_dsl.syntax.build.rules import builds, parts
from orchestra_dsl.syntax.nodes import (
    Calendar,
    CalendarClause,
    ClosedOn,
    Declaration,
    Event,
    Field,
    Flow,
    Holidays,
    Import,
    ListType,
    Module,
    NamedType,
    ObjectType,
    OpenDays,
    OpenOn,
    OptionalType,
    Parameter,
    Path,
    Predicate,
    Record,
    Screen,
    TextLiteral,
    TimeOfDay,
    Type,
    UnionType,
    Weekday,
    Zone,
    classes,
)

parts("outputs", "writes", "parameters", "weekday")

_CALENDAR_CLAUSES, _DECLARATIONS = classes(CalendarClause), classes(Declaration)

_WEEKDAYS: dict[str, Weekday] = {
    "mon": "mon",
    "tue": "tue",
    "wed": "wed",
    "thu": "thu",
    "fri": "fri",
    "sat": "sat",
    "sun": "sun",
}


@builds("module")
def _module(c: Children) -> Module:
    declarations = c.of(_DECLARATIONS)
    return Module(span=c.context.span(0, len(c.context.text)), declarations=declarations, doc=None)


@builds("import")
def _import(c: Children) -> Import:
    return Import(span=c.span, path=c.one(TextLiteral))


@builds("record")
def _record(c: Children) -> Record:
    return Record(span=c.span, name=c.name(), fields=c.all(Field), doc=c.doc)


@builds("flow")
def _flow(c: Children) -> Flow:
    writes = c.part("writes")
    return Flow(
        span=c.span,
        name=c.path(),
        parameters=parameters(c),
        outputs=outputs(c),
        writes=writes.all(Path) if writes else (),
        doc=c.doc,
    )


@builds("screen")
def _screen(c: Children) -> Screen:
    return Screen(span=c.span, name=c.path(), parameters=parameters(c), outputs=outputs(c), doc=c.doc)


@builds("predicate")
def _predicate(c: Children) -> Predicate:
    body = c.expression() if c.says("=") else None
    return Predicate(span=c.span, name=c.path(), parameters=parameters(c), body=body, doc=c.doc)


@builds("event")
def _event(c: Children) -> Event:
    return Event(span=c.span, name=c.name(), fields=c.all(Field), doc=c.doc)


@builds("parameter")
def _parameter(c: Children) -> Parameter:
    default = c.expressions()
    return Parameter(span=c.span, name=c.name(), type=c.type(), default=default[0] if default else None)


@builds("field")
def _field(c: Children) -> Field:
    return Field(span=c.span, name=c.name(), type=c.type(), label=c.label(), doc=c.doc)


def parameters(c: Children) -> tuple[Parameter, ...]:
    """Return the parameters of a declaration."""
    part = c.part("parameters")
    return part.all(Parameter) if part else ()


def outputs(c: Children) -> tuple[Field, ...]:
    """Return the outputs of a declaration; without an arrow there are none."""
    part = c.part("outputs")
    return part.all(Field) if part else ()


@builds("optional_type")
def _optional_type(c: Children) -> OptionalType:
    return OptionalType(span=c.span, inner=c.type())


@builds("named_type")
def _named_type(c: Children) -> NamedType:
    return NamedType(span=c.span, name=c.path())


@builds("list_type")
def _list_type(c: Children) -> ListType:
    return ListType(span=c.span, item=c.type())


@builds("union_type")
def _union_type(c: Children) -> UnionType:
    return UnionType(span=c.span, members=c.all(TextLiteral))


@builds("object_type")
def _object_type(c: Children) -> ObjectType:
    return ObjectType(span=c.span, fields=c.all(Field))


@builds("grouped_type")
def _grouped_type(c: Children) -> Type:
    return c.type()


@builds("calendar")
def _calendar(c: Children) -> Calendar:
    clauses = c.of(_CALENDAR_CLAUSES)
    return Calendar(span=c.span, name=c.name(), clauses=clauses, doc=c.doc)


@builds("zone")
def _zone(c: Children) -> Zone:
    return Zone(span=c.span, name=c.one(TextLiteral))


@builds("open_days")
def _open_days(c: Children) -> OpenDays:
    days = _days(c)
    opens, closes = c.all(TimeOfDay)
    return OpenDays(span=c.span, first=days[0], last=days[-1], opens=opens, closes=closes)


def _days(c: Children) -> list[Weekday]:
    return [_WEEKDAYS[word] for part in c.parts("weekday") for word in part.words()]


@builds("open_on")
def _open_on(c: Children) -> OpenOn:
    opens, closes = c.all(TimeOfDay)
    return OpenOn(span=c.span, date=c.one(TextLiteral), opens=opens, closes=closes)


@builds("holidays")
def _holidays(c: Children) -> Holidays:
    return Holidays(span=c.span, region=c.one(TextLiteral))


@builds("closed_on")
def _closed_on(c: Children) -> ClosedOn:
    return ClosedOn(span=c.span, date=c.one(TextLiteral))
