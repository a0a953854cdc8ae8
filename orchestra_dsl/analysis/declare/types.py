"""Types as written become types as values."""

from collections.abc import Sequence
from typing import assert_never

from orchestra_dsl.analysis.declare.names import Names
from orchestra_dsl.analysis.misspelt import misspelt
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n

UNKNOWN: g.Type = g.NEVER
"""Stands for a type that could not be worked out. What is wrong has been reported; it fits everywhere."""


class TypeReader:
    """Reads the types of one file; unknown names and names given twice become findings."""

    def __init__(self, names: Names, file: str, findings: list[Diagnostic]) -> None:
        self._names = names
        self._file = file
        self._findings = findings

    def read(self, node: n.Type) -> g.Type:
        """Return the type that a node stands for; UNKNOWN where a part of it is unknown."""
        match node:
            case n.NamedType(name=name):
                return self._named(name)
            case n.ListType(item=item):
                inner = self.read(item)
                return UNKNOWN if inner == UNKNOWN else g.ListOf(inner)
            case n.UnionType(members=members):
                self._once([(member.value, member) for member in members], "The value")
                return g.Choice(tuple(dict.fromkeys(member.value for member in members)))
            case n.ObjectType(fields=fields):
                read = self.fields(fields)
                return UNKNOWN if any(field.type == UNKNOWN for field in read) else g.ObjectOf(read)
            case n.OptionalType(inner=item):
                inner = self.read(item)
                return UNKNOWN if inner == UNKNOWN else g.optional(inner)
            case _:
                assert_never(node)

    def fields(self, fields: Sequence[n.Field]) -> tuple[g.Field, ...]:
        """Return the fields of a record, an event, an object or outputs; of two with one name the first."""
        self._once([(field.name.text, field.name) for field in fields], "The field")
        unique = {field.name.text: field for field in reversed(fields)}
        return tuple(
            g.Field(field.name.text, self.read(field.type), field.label.value if field.label else None)
            for field in fields
            if unique[field.name.text] is field
        )

    def parameters(self, parameters: Sequence[n.Parameter]) -> tuple[g.Field, ...]:
        """Return the parameters of a callable as fields; all of them, so that they keep their places."""
        self._once([(parameter.name.text, parameter.name) for parameter in parameters], "The parameter")
        return tuple(g.Field(parameter.name.text, self.read(parameter.type)) for parameter in parameters)

    def _named(self, path: n.Path) -> g.Type:
        name = path.text
        if name in g.WRITABLE:
            return g.WRITABLE[name]
        if self._names.find("record", name, self._file) is not None:
            return g.RecordOf(name)
        finding = self._names.unknown("O204", n.Record, name, path.span, self._file)
        known = [*g.WRITABLE, *self._names.visible(n.Record, self._file)]
        self._findings.append(misspelt("O204", f"There is no type `{name}`.", path.span, name, known, finding.hint))
        return UNKNOWN

    def _once(self, named: Sequence[tuple[str, n.Node]], what: str) -> None:
        """Report every name that an earlier one has already."""
        first: dict[str, n.Node] = {}
        for name, node in named:
            earlier = first.setdefault(name, node)
            if earlier is not node:
                label = Label(earlier.span, "It stands here first.")
                self._findings.append(Diagnostic("O207", f"{what} `{name}` is there twice.", node.span, [label]))
