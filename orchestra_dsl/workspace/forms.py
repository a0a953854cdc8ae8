"""What a person is asked to complete a work item: the fields of its screen, with labels and help."""

from collections.abc import Mapping

import attrs

from orchestra_dsl.graph.model import Graph, Signature
from orchestra_dsl.graph.types import Choice, Field, ListOf, Optional, RecordOf, Scalar, Type, required, show
from orchestra_dsl.graph.values import Stored
from orchestra_dsl.workspace.typed_text import read_typed


@attrs.frozen(kw_only=True)
class FormField:
    """One field: its label, a line of help, and what may be typed."""

    name: str
    type: Type
    label: str
    help: str | None = None

    @property
    def expected(self) -> str:
        """What may be typed, in words: `yes or no`, `a number`, `S1, S2 or S3`."""
        words = _expected(required(self.type))
        return f"{words}, or nothing" if isinstance(self.type, Optional) else words

    @property
    def needed(self) -> bool:
        """Whether something has to be typed: nothing at all stands for a missing value, or for an empty list."""
        return not isinstance(self.type, Optional | ListOf)

    def read(self, text: str) -> Stored:
        """The value of what was typed. Raises BadValue."""
        return read_typed(self.type, text)


@attrs.frozen(kw_only=True)
class Form:
    """A form: its title, a text below it, and its fields."""

    title: str
    text: str | None
    fields: tuple[FormField, ...]


def form_of(signature: Signature, title: str, text: str | None = None, helps: Mapping[str, str] | None = None) -> Form:
    """The form of a screen."""
    return Form(title=title, text=text, fields=tuple(_field(each, helps or {}) for each in signature.outputs))


def screen_of(graph: Graph, name: str) -> Signature:
    """The screen as the graph declares it."""
    return next(screen for screen in graph.screens if screen.name == name)


def _field(field: Field, helps: Mapping[str, str]) -> FormField:
    label = field.label or field.name.replace("_", " ").capitalize()
    return FormField(name=field.name, type=field.type, label=label, help=helps.get(field.name))


_WORDS = {
    "text": "text",
    "integer": "a whole number",
    "decimal": "a number",
    "boolean": "yes or no",
    "date": "a date such as 2026-03-02",
    "datetime": "a date and time such as 2026-03-02T09:00+01:00",
    "duration": "a duration such as 4h or 2d",
    "user": "a user",
    "group": "a group",
    "queue": "a queue",
    "json": "JSON",
}


def _expected(type_: Type) -> str:
    match type_:
        case Scalar(kind=kind):
            return _WORDS.get(kind, kind)
        case Choice(values=values):
            return " or ".join(filter(None, [", ".join(values[:-1]), values[-1]]))
        case ListOf(item=item):
            return f"{_expected(required(item))}, several with commas between"
        case RecordOf(name=name):
            return f"the id of a {name}"
    return f"JSON for {show(type_)}"
