"""Values as a source would write them, for a line that a message asks somebody to add."""

from orchestra_dsl.graph.types import Choice, Field, ListOf, ObjectOf, Optional, Scalar, Type

_SCALARS = {
    "integer": "1",
    "decimal": "1.5",
    "boolean": "true",
    "date": 'date("2026-01-05")',
    "datetime": 'datetime("2026-01-05T09:00")',
    "duration": "1h",
    "user": 'user("ann")',
    "group": 'group("Agents")',
    "queue": 'queue("Support")',
    "people": 'user("ann")',
    "json": "{ }",
}


def sample(type_: Type) -> str:
    """A value of the type."""
    match type_:
        case Scalar(kind=kind):
            return _SCALARS.get(kind, '"…"')
        case Choice(values=values):
            return f'"{values[0]}"'
        case ListOf():
            return "[]"
        case Optional():
            return "null"
        case ObjectOf(fields=fields):
            return sample_fields(fields)
    return '"1"'


def sample_fields(fields: tuple[Field, ...]) -> str:
    """An object with those of the fields that may not be missing."""
    shown = (f"{field.name}: {sample(field.type)}" for field in fields if not isinstance(field.type, Optional))
    return f"{{ {', '.join(shown)} }}"
