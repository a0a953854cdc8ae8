"""Values as people type them: on the command line as `name=value`, and in the fields of a form.

| type | as it is typed |
| --- | --- |
| text, decimal, date, datetime, duration, user, group, queue | as it is |
| boolean | yes, no, true, false |
| a list | `ann, bob`, or JSON in brackets |
| an object, json | JSON |
| a value that may be missing | nothing at all |
"""

from collections.abc import Sequence
from typing import Any

from orchestra_dsl.diagnostics.suggest import did_you_mean
from orchestra_dsl.graph.accept import BadValue, accept
from orchestra_dsl.graph.types import JSON, Choice, Field, ListOf, ObjectOf, Optional, RecordOf, Scalar, Type
from orchestra_dsl.graph.values import Stored
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.json_text import read_json

_BOOLEANS = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}


def read_typed(type_: Type, text: str, where: str = "") -> Stored:
    """The stored form of what was typed. Raises BadValue, whose sentence says what is expected."""
    return accept(type_, _raw(type_, text.strip(), where), where)


def _raw(type_: Type, text: str, where: str) -> Any:
    match type_:
        case Optional(item=item):
            return _raw(item, text, where) if text else None
        case ListOf(item=item) if not text.startswith("["):
            return [_raw(item, part.strip(), where) for part in text.split(",")] if text else []
        case ListOf() | ObjectOf():
            return _json(text, where)
        case Scalar(kind="boolean"):
            return _BOOLEANS.get(text.lower(), text)
        case Scalar(kind="integer"):
            return _number(text)
        case Scalar() if type_ == JSON:
            return _json(text, where)
        case Scalar() | Choice() | RecordOf():
            return text
    raise AssertionError(type_)


def _number(text: str) -> int | str:
    try:
        return int(text)
    except ValueError:
        return text


def _json(text: str, where: str) -> Any:
    try:
        return read_json(text)
    except ValueError as error:
        raise BadValue(where, f"this is not JSON: {error}") from error
    except RecursionError as error:
        raise BadValue(where, "it is nested too deeply") from error


def read_item(type_: Type, text: str) -> Stored:
    """A value that was typed by itself. Raises UsageError."""
    try:
        return read_typed(type_, text)
    except BadValue as error:
        raise UsageError(f"`{text}` does not fit: {error}") from error


def read_pairs(fields: Sequence[Field], pairs: Sequence[str], what: str) -> dict[str, Stored]:
    """The values of `name=value` texts. Raises UsageError; `what` says what the names are names of."""
    types = {field.name: field.type for field in fields}
    found: dict[str, Stored] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals:
            raise UsageError(f"`{pair}` has no value", hint="Write name=value.")
        if not name:
            raise UsageError(f"`{pair}` has no name", hint="Write name=value.")
        if name in found:
            raise UsageError(f"`{name}` is given twice", hint="Give each name once.")
        if name not in types:
            hint = did_you_mean(name, types) or f"There are: {', '.join(types) or 'none'}."
            raise UsageError(f"{what} has no `{name}`", hint=hint)
        try:
            found[name] = read_typed(types[name], text, name)
        except BadValue as error:
            raise UsageError(error.problem, where=error.where or None) from error
    return found
