"""Which type fits where: the relation that the checker, the plugins and the doors all ask.

The rules are those of language.md, section 2: an integer stands for a decimal, a closed set for a text, a user,
group or queue (or lists of them, or a missing one) for people, and a value for one that may be missing.
"""

from orchestra_dsl.graph.types import (
    DECIMAL,
    INTEGER,
    JSON,
    NEVER,
    NOTHING,
    PEOPLE,
    TEXT,
    Choice,
    Field,
    ListOf,
    ObjectOf,
    Optional,
    Scalar,
    Type,
    optional,
    required,
)

_PRINCIPALS = ("user", "group", "queue", "people")


def fits(given: Type, wanted: Type) -> bool:
    """Whether a value of type `given` may stand where `wanted` is expected."""
    if given == wanted or given == NEVER:
        return True
    if wanted == PEOPLE:
        return _is_people(given)
    if isinstance(wanted, Optional):
        return given == NOTHING or fits(required(given), wanted.item)
    if wanted == JSON:
        return given != NOTHING and not isinstance(given, Optional)
    match given, wanted:
        case Choice(values=values), Choice(values=allowed):
            return set(values) <= set(allowed)
        case ListOf(item=item), ListOf(item=other):
            return fits(item, other)
        case ObjectOf(fields=fields), ObjectOf(fields=others):
            return _object_fits(fields, others)
    return (given == INTEGER and wanted == DECIMAL) or (isinstance(given, Choice) and wanted == TEXT)


def _is_people(given: Type) -> bool:
    """People are users, groups, queues, lists of them, and missing ones (which mean nobody)."""
    match given:
        case Scalar(kind=kind):
            return kind in _PRINCIPALS or kind in ("nothing", "never")
        case Optional(item=item) | ListOf(item=item):
            return _is_people(item)
    return False


def _object_fits(given: tuple[Field, ...], wanted: tuple[Field, ...]) -> bool:
    types = {field.name: field.type for field in given}
    if not types.keys() <= {field.name for field in wanted}:
        return False
    return all(
        fits(types[field.name], field.type) if field.name in types else isinstance(field.type, Optional)
        for field in wanted
    )


def join(first: Type, second: Type) -> Type | None:
    """The narrowest type that both fit, or None when there is no sensible one.

    It is the type of `if … then … else …`, of `??` and of the items of a list literal.
    """
    if first == NOTHING or second == NOTHING:
        return optional(second if first == NOTHING else first)
    if isinstance(first, Optional) or isinstance(second, Optional):
        inner = join(required(first), required(second))
        return None if inner is None else optional(inner)
    if fits(first, second):
        return second
    if fits(second, first):
        return first
    match first, second:
        case Choice(values=left), Choice(values=right):
            return Choice(tuple(dict.fromkeys(left + right)))
        case ListOf(item=left_item), ListOf(item=right_item):
            item = join(left_item, right_item)
            return None if item is None else ListOf(item)
    return PEOPLE if _is_people(first) and _is_people(second) else None


def meet(first: Type, second: Type) -> Type | None:
    """The widest type that fits both, or None when there is none: what a field has to be that two look at."""
    if fits(first, second):
        return first
    if fits(second, first):
        return second
    if isinstance(first, Optional) or isinstance(second, Optional):
        inner = meet(required(first), required(second))
        both = isinstance(first, Optional) and isinstance(second, Optional)
        return optional(inner) if inner is not None and both else inner
    match first, second:
        case Choice(values=left), Choice(values=right):
            values = tuple(value for value in left if value in right)
            return Choice(values) if values else None
        case ListOf(item=left_item), ListOf(item=right_item):
            item = meet(left_item, right_item)
            return None if item is None else ListOf(item)
    return None


def comparable(first: Type, second: Type) -> bool:
    """Whether `==` between the two can be answered at all (a missing value compares as `null`)."""
    first, second = required(first), required(second)
    if NOTHING in (first, second):
        return True
    if isinstance(first, Choice) and isinstance(second, Choice):
        return bool(set(first.values) & set(second.values))
    return fits(first, second) or fits(second, first)


def ordered(type_: Type) -> bool:
    """Whether values of the type can be compared with `<` and sorted."""
    return isinstance(type_, Scalar) and type_.kind in (
        "text",
        "integer",
        "decimal",
        "date",
        "datetime",
        "duration",
    )
