"""Types as the settings write them: as sources do, `"decimal?"`, `"list<text>"`, or a table for an object."""

import re
from collections.abc import Mapping
from typing import Any

from orchestra_dsl.graph.types import WRITABLE, Choice, Field, ListOf, ObjectOf, RecordOf, Type, optional
from orchestra_dsl.plugin.problems import BadPlugin

LONGEST = 500
"""The most characters of a type: none is nested so deeply that reading it could fail."""

_CHOICE = re.compile(r'"[^"]*"(?:\s*\|\s*"[^"]*")*')
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_FORM = (
    f'Write one of {", ".join(WRITABLE)}, a record, "list<text>", \'"Low" | "High"\', a table of named types for an '
    "object, or any of them with ? for what may be missing."
)


def read_type(written: Any, where: str) -> Type:
    """The type. Raises BadPlugin, which names the place."""
    if isinstance(written, Mapping):
        return ObjectOf(read_fields(written, where))
    found = _parsed(written.strip()) if isinstance(written, str) and len(written) <= LONGEST else None
    if found is None:
        raise BadPlugin(f"{where} is {written!r:.60}, which is no type", _FORM)
    return found


def read_fields(table: Mapping[str, Any], where: str) -> tuple[Field, ...]:
    """Named types. Raises BadPlugin."""
    return tuple(Field(checked_name(name, where), read_type(type_, f"{where}.{name}")) for name, type_ in table.items())


def checked_name(name: str, where: str) -> str:
    """A name that sources can write. Raises BadPlugin."""
    if not _NAME.fullmatch(name):
        raise BadPlugin(f"{where} has the name {name!r}, which no source can write", "Use letters, digits and _.")
    return name


def _parsed(text: str) -> Type | None:
    if text.endswith("?"):
        item = _parsed(text[:-1].rstrip())
        return None if item is None else optional(item)
    if text.startswith("list<") and text.endswith(">"):
        item = _parsed(text[len("list<") : -1].strip())
        return None if item is None else ListOf(item)
    if _CHOICE.fullmatch(text):
        return Choice(tuple(re.findall(r'"([^"]*)"', text)))
    if text in WRITABLE:
        return WRITABLE[text]
    return RecordOf(text) if _NAME.fullmatch(text) and text[0].isupper() else None
