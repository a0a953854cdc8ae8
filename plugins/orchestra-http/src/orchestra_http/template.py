"""Texts with places for values: `"/customers/{customer}"`, `"{address.city}"`. `{{` and `}}` are braces themselves."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from attrs import frozen

from orchestra_dsl.graph.types import ListOf, ObjectOf, Optional, Scalar, Type, show
from orchestra_dsl.plugin.problems import BadPlugin

_PLACE = re.compile(r"\{\{|\}\}|\{([A-Za-z_][\w.]*)\}|[{}]", re.ASCII)
_UNWRITABLE = ("json", "duration")
"""Kinds of which nobody can say how they are to stand within a text."""


@frozen
class Place:
    """Where a value goes: the name of a parameter, and of fields within it."""

    path: tuple[str, ...]

    def __str__(self) -> str:
        return f"{{{'.'.join(self.path)}}}"

    def value(self, values: Mapping[str, Any]) -> Any:
        """The value; None where it, or what it is in, is missing."""
        found: Any = values
        for name in self.path:
            found = None if found is None else found.get(name)
        return found

    def type_in(self, types: Mapping[str, Type]) -> Type:
        """The type of what goes there. Raises BadPlugin for what is not there."""
        type_, lacks = types.get(self.path[0]), False
        for name in self.path[1:]:
            if isinstance(type_, Optional):
                type_, lacks = type_.item, True
            fields = {each.name: each.type for each in type_.fields} if isinstance(type_, ObjectOf) else {}
            type_ = fields.get(name)
        if type_ is None:
            known = ", ".join(types) or "none"
            raise BadPlugin(f"there is nothing for {self}", f"The parameters are: {known}.")
        return Optional(type_) if lacks and not isinstance(type_, Optional) else type_


@frozen
class Template:
    """A text in parts: literal ones, and places."""

    parts: tuple[str | Place, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """The places, in order."""
        return tuple(each for each in self.parts if isinstance(each, Place))

    @property
    def whole(self) -> Place | None:
        """The place of a text that is nothing else: `"{amount}"`."""
        return self.parts[0] if len(self.parts) == 1 and isinstance(self.parts[0], Place) else None

    def filled(self, values: Mapping[str, Any], encode: Callable[[str], str] = str) -> str | None:
        """The text with each value encoded; None where a value is missing."""
        texts = []
        for part in self.parts:
            value = part.value(values) if isinstance(part, Place) else part
            if value is None:
                return None
            texts.append(encode(as_text(value)) if isinstance(part, Place) else part)
        return "".join(texts)


def read_template(text: str, where: str) -> Template:
    """The template. Raises BadPlugin, which names the place, for a brace that stands alone."""
    parts: list[str | Place] = []
    end = 0
    for found in _PLACE.finditer(text):
        literal = text[end : found.start()]
        end = found.end()
        if found[0] in ("{", "}"):
            raise BadPlugin(f"{where} has a {found[0]} that belongs to nothing", "Write {name}, or {{ for a brace.")
        if found[1] is None:
            parts.append(literal + found[0][0])
        else:
            parts += [literal, Place(tuple(found[1].split(".")))]
    parts.append(text[end:])
    return Template(tuple(part for part in parts if part != ""))


def check_in_text(type_: Type, what: str, *, lists: bool = False) -> None:
    """Refuse what cannot stand within a text. Raises BadPlugin."""
    bare = type_.item if isinstance(type_, Optional) else type_
    if isinstance(bare, ListOf) and lists:
        check_in_text(bare.item, what)
    elif isinstance(bare, ListOf | ObjectOf) or (isinstance(bare, Scalar) and bare.kind in _UNWRITABLE):
        raise BadPlugin(f"{what} is {show(type_)}, which cannot stand within a text", "Put it into the body.")


def as_text(value: Any) -> str:
    """A value as it stands within a text."""
    match value:
        case bool():
            return str(value).lower()
        case Decimal():
            return f"{value:f}"
        case datetime() | date():
            return value.isoformat()
    return str.__str__(value) if isinstance(value, str) else str(value)
