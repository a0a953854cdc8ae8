"""Values as a scenario writes them: a record inside of another is written by its id."""

from orchestra_dsl.graph import types as g


def written(type_: g.Type) -> g.Type:
    """Return the type of a value as it is written out, where a record is only named."""
    match type_:
        case g.RecordOf():
            return g.TEXT
        case g.Optional(item=item):
            return g.optional(written(item))
        case g.ListOf(item=item):
            return g.ListOf(written(item))
        case g.ObjectOf(fields=fields):
            return g.ObjectOf(written_fields(fields))
    return type_


def written_fields(fields: tuple[g.Field, ...]) -> tuple[g.Field, ...]:
    """Return fields as their values are written out."""
    return tuple(g.Field(field.name, written(field.type)) for field in fields)


def record_fields(fields: tuple[g.Field, ...]) -> tuple[g.Field, ...]:
    """Return the fields of a whole record: each has an id, declared or not."""
    declared = written_fields(fields)
    return declared if any(field.name == "id" for field in declared) else (g.Field("id", g.TEXT), *declared)


def draft_fields(fields: tuple[g.Field, ...]) -> tuple[g.Field, ...]:
    """Return fields as a draft of them is written: every one may be missing."""
    return tuple(g.Field(field.name, g.optional(field.type)) for field in written_fields(fields))
