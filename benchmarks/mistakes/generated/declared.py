"""Which declaration of the source itself a value is read from, where that is plain."""

from benchmarks.mistakes.generated.expected import Expected
from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.types import fields_of, type_of
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.nodes import (
    Attribute,
    Call,
    Field,
    ForEach,
    Let,
    Name,
    Orchestration,
    Parameter,
    Reference,
    Var,
    walk,
)


def told_once(right: Right, each: Expected, name: str) -> bool:
    """Whether only one side of what expects the value is declared so."""
    return isinstance(each.by, Call) or right.covered(each.by.span).count(name) == 1


def declared_by(right: Right, each: Expected) -> Field | Parameter | Var | None:
    """What declares the value, if that is in the source itself."""
    match each.value:
        case Attribute(subject=subject, name=name):
            declared = fields_of(right, type_of(right, subject, each.place))
            found = [field for field in declared if field.name.text == name.text]
            return next((field for field in found if field.type.span.end and field.type.span.file == right.name), None)
        case Reference(name=text):
            return _variable(each, text)
        case _:
            return None


def _variable(each: Expected, name: str) -> Parameter | Var | None:
    """The parameter or variable of this name in the orchestration around, if there is but one."""
    around = each.place.inside(Orchestration)
    named_so = [node for node in walk(around) if getattr(node, "name", None) == _name(name)] if around else []
    found = [node for node in named_so if isinstance(node, Parameter | Var | Let | ForEach)]
    return found[0] if len(found) == 1 and isinstance(found[0], Parameter | Var) else None


def _name(text: str) -> Name:
    return Name(span=Span(0, 0, ""), text=text)
