"""The names that files declare, by namespace, and which file sees which of them."""

from collections.abc import Iterator
from typing import Literal, TypeAlias, TypeVar

import attrs

from orchestra_dsl.analysis.imports import Sources
from orchestra_dsl.analysis.misspelt import misspelt
from orchestra_dsl.analysis.show import an
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.graph.library import FOLDS, FUNCTIONS
from orchestra_dsl.graph.types import WRITABLE
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n

Namespace: TypeAlias = Literal["record", "callable", "event", "calendar"]
Declaring: TypeAlias = n.Record | n.Flow | n.Screen | n.Predicate | n.Orchestration | n.Event | n.Calendar
Found = TypeVar("Found", bound=n.Node)

WORDS: dict[type[n.Node], str] = {
    n.Record: "record",
    n.Flow: "flow",
    n.Screen: "screen",
    n.Predicate: "predicate",
    n.Orchestration: "orchestration",
    n.Event: "event",
    n.Calendar: "calendar",
}
"""How messages call a declaration."""

BUILT_IN = (*FUNCTIONS, *FOLDS, "find", "state", "visited", "original", "changed", "before")
"""Everything that an expression can call without a declaration."""


@attrs.frozen
class Declared:
    """A declaration and the file that it stands in."""

    node: Declaring
    file: str


class Names:
    """All declarations by namespace and name; of several with one name the first."""

    def __init__(self, sources: Sources) -> None:
        self.findings: list[Diagnostic] = []
        self._visible = sources.visible
        self._rows: dict[tuple[Namespace, str], Declared] = {}
        for file in sources.order:
            for node in sources.modules[file].declarations:
                if not isinstance(node, n.Import | n.Scenario):
                    self._enter(Declared(node, file))

    def all(self, kind: type[Found]) -> Iterator[tuple[str, Found, str]]:
        """Yield the name, the node and the file of all declarations of a kind."""
        for (_, name), declared in self._rows.items():
            if isinstance(declared.node, kind):
                yield name, declared.node, declared.file

    def find(self, namespace: Namespace, name: str, file: str) -> Declaring | None:
        """Return what a name means in a file; None where the file sees no such name."""
        row = self._rows.get((namespace, name))
        return row.node if row is not None and row.file in self._visible[file] else None

    def visible(self, kind: type[n.Node], file: str) -> list[str]:
        """Return the names of a kind that a file sees."""
        return [name for name, _, declared_in in self.all(kind) if declared_in in self._visible[file]]

    def unknown(self, code: str, kind: type[n.Node], name: str, place: Span, file: str) -> Diagnostic:
        """Make the finding about a name of this kind that a file does not see."""
        word = WORDS[kind]
        for other, _, declared_in in self.all(kind):
            if other == name:
                hint = f"It is declared in `{declared_in}`, which this file does not import."
                return Diagnostic(code, f"There is no {word} `{name}` in this file.", place, hint=hint, cause=name)
        hint = f"Declare the {word} in this file, or import the file that does."
        message = f"There is no {word} `{name}`."
        return misspelt(code, message, place, name, self.visible(kind, file), hint, cause=name)

    def _enter(self, declared: Declared) -> None:
        node = declared.node
        name, namespace = node.name.text, _namespace(node)
        earlier = self._rows.setdefault((namespace, name), declared)
        if earlier is not declared:
            self._report_twice(name, earlier.node, node)
        elif (namespace == "record" and name in WRITABLE) or (namespace == "callable" and name in BUILT_IN):
            self._report_built_in(name, node)

    def _report_twice(self, name: str, earlier: Declaring, later: Declaring) -> None:
        word, other = WORDS[type(later)], WORDS[type(earlier)]
        message = f"The {word} `{name}` has the name of {f'another {other}' if other == word else an(other)}."
        label = Label(earlier.name.span, f"The {other} `{name}` is declared here.")
        self.findings.append(Diagnostic("O207", message, later.name.span, [label], "Rename one of them."))

    def _report_built_in(self, name: str, node: Declaring) -> None:
        what = "type" if isinstance(node, n.Record) else "function"
        message = f"The {WORDS[type(node)]} `{name}` has the name of a {what} that the language has already."
        self.findings.append(Diagnostic("O208", message, node.name.span, hint="Give it another name."))


def _namespace(node: Declaring) -> Namespace:
    match node:
        case n.Record():
            return "record"
        case n.Event():
            return "event"
        case n.Calendar():
            return "calendar"
        case n.Flow() | n.Screen() | n.Predicate() | n.Orchestration():
            return "callable"
