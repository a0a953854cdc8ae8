"""Signatures and records of plugins as a source declares them, one declaration to a text."""

from collections.abc import Iterable, Iterator, Mapping

from orchestra_dsl.graph.model import RecordClass, Signature
from orchestra_dsl.graph.relations import meet
from orchestra_dsl.graph.types import JSON, TEXT, Field, ObjectOf, Type, show

ID = "id"


class Records:
    """The record types that functions read and write, with the fields that any of them names.

    `conflicts` says which fields two classes want to be so different that no declaration suits both.
    """

    def __init__(self) -> None:
        self._fields: dict[str, dict[str, Type]] = {}
        self._written: dict[tuple[str, str], str] = {}
        self.conflicts: list[str] = []

    def read(self, class_: RecordClass) -> None:
        """Take in what a class says of its record."""
        fields = self._fields.setdefault(class_.record, {})
        for field in class_.fields:
            both = meet(fields[field.name], field.type) if field.name in fields else field.type
            if both is None:
                does = "brings" if class_.kind == "source" else "reads"
                self.conflicts.append(
                    f"the {class_.kind} {class_.callee} {does} {class_.record}.{field.name} as {show(field.type)}, and "
                    f"another has it as {show(fields[field.name])}"
                )
            fields[field.name] = both or fields[field.name]

    def write(self, flow: str, fields: Iterable[str]) -> None:
        """Take in what a flow says that it writes."""
        for path in fields:
            record, _, field = path.partition(".")
            self._fields.setdefault(record, {})
            self._written.setdefault((record, field), flow)

    def texts(self) -> Iterator[str]:
        """Their declarations, in the order in which they were first met."""
        for record, fields in self._fields.items():
            lines = [f"{name}: {show(type_)}" for name, type_ in {ID: TEXT, **fields}.items()]
            lines += [line for field, flow in self._untyped(record, fields) for line in _any(record, field, flow)]
            yield "\n".join([f"record {record} {{", *lines, "}"])

    def _untyped(self, record: str, fields: Mapping[str, Type]) -> Iterator[tuple[str, str]]:
        """The fields of which nothing is known but that a flow writes them."""
        for (of, field), flow in self._written.items():
            if of == record and field not in fields and field != ID:
                yield field, flow


def declaration(signature: Signature) -> str:
    """The declaration of a flow, a screen or a predicate."""
    head = f"{signature.kind} {signature.name}({_listed(signature.parameters)})"
    outputs = f" -> {show(ObjectOf(signature.outputs))}" if signature.outputs or signature.kind == "screen" else ""
    writes = f" writes {', '.join(signature.writes)}" if signature.writes else ""
    return f"{head}{outputs}{writes}"


def documented(text: str | None) -> str:
    """The first line of a docstring as a doc comment; nothing where there is none."""
    line = " ".join((text or "").strip().partition("\n")[0].split())
    return f"## {line}\n" if line else ""


def commented(kind: str, name: str, text: str | None = None) -> str:
    """What the language has no declaration for."""
    said = documented(text).removeprefix("## ").rstrip()
    return f"# {kind} {name}: {said}" if said else f"# {kind} {name}"


def _any(record: str, field: str, flow: str) -> list[str]:
    return [f"# {flow} writes it; no class {record} says what it is.", f"{field}: {show(JSON)}"]


def _listed(fields: tuple[Field, ...]) -> str:
    return ", ".join(f"{field.name}: {show(field.type)}" for field in fields)
