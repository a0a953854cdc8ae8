"""Makes decimals of integers where the two meet: in arguments, outputs, items of lists and fields of objects."""

from orchestra_dsl.compile.lower.slots import Slots
from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.types import DECIMAL, INTEGER, NOTHING, ListOf, ObjectOf, Type, required


def widened(expression: ex.Expression, given: Type, wanted: Type, slots: Slots) -> ex.Expression:
    """Return the expression of type `given` as one whose value is stored as `wanted` says; they fit each other."""
    if not _differ(given, wanted):
        return expression
    match required(given), required(wanted):
        case ListOf(item=item), ListOf(item=wanted_item):
            slot = slots.new()
            body = widened(ex.Local(slot), item, wanted_item, slots)
            return _unless_missing(expression, given, ex.Fold("map", expression, slot, body, wanted_item))
        case ObjectOf() as inner, ObjectOf() as outer:
            return _object(expression, inner, outer, slots)
    if isinstance(expression, ex.Literal):
        return ex.Literal(DECIMAL, str(expression.value))
    return ex.Widen(expression)


def _differ(given: Type, wanted: Type) -> bool:
    """Whether an integer somewhere in `given` is a decimal in `wanted`."""
    match required(given), required(wanted):
        case ListOf(item=item), ListOf(item=wanted_item):
            return _differ(item, wanted_item)
        case ObjectOf(fields=fields), ObjectOf(fields=wanted_fields):
            types = {field.name: field.type for field in wanted_fields}
            return any(field.name in types and _differ(field.type, types[field.name]) for field in fields)
    return required(given) == INTEGER and required(wanted) == DECIMAL


def _unless_missing(expression: ex.Expression, given: Type, present: ex.Expression) -> ex.Expression:
    """Keep a missing value missing; a list that is always there needs no question."""
    if given == required(given):
        return present
    missing = ex.Literal(NOTHING, None)
    return ex.If(ex.Compare("==", expression, missing, given), missing, present)


def _object(expression: ex.Expression, given: ObjectOf, wanted: ObjectOf, slots: Slots) -> ex.Expression:
    """Take an object apart and put it together again. `map` over a list of one names it without computing it twice."""
    slot = slots.new()
    types = {field.name: field.type for field in wanted.fields}
    names = tuple(field.name for field in given.fields)
    values = tuple(
        widened(ex.Get(ex.Local(slot), field.name, safe=True), field.type, types[field.name], slots)
        for field in given.fields
    )
    made = ex.MakeObject(names, values)
    whole = ex.If(ex.Compare("==", ex.Local(slot), ex.Literal(NOTHING, None), given), ex.Literal(NOTHING, None), made)
    return ex.At(ex.Fold("map", ex.MakeList((expression,)), slot, whole, wanted), ex.Literal(INTEGER, 0))
