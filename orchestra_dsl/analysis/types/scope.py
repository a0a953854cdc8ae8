"""Names that stand for values, block by block."""

from collections.abc import Iterator

import attrs

from orchestra_dsl.analysis.meanings import Meaning
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.graph.types import Type
from orchestra_dsl.syntax import nodes as n

BUILT_IN = ("now", "run")
"""The names that are always there."""


@attrs.frozen(eq=False)
class Bound:
    """A name, what it stands for, its type, and how messages call it: parameter, variable, formula, …"""

    name: n.Name
    meaning: Meaning
    type: Type
    word: str


class Scope:
    """The names of one block; those of the blocks around it can be seen too."""

    def __init__(self, parent: "Scope | None" = None) -> None:
        self._parent = parent
        self._names: dict[str, Bound] = {}

    def find(self, name: str) -> Bound | None:
        """Return what a name stands for here."""
        scope: Scope | None = self
        while scope is not None:
            found = scope._names.get(name)  # noqa: SLF001 - of the same class
            if found is not None:
                return found
            scope = scope._parent  # noqa: SLF001 - of the same class
        return None

    def names(self) -> Iterator[str]:
        """Yield every name that can be seen."""
        yield from self._names
        if self._parent is not None:
            yield from self._parent.names()

    def declare(self, bound: Bound) -> Diagnostic | None:
        """Enter a name; return a finding where it is taken already, in this block or around it."""
        name = bound.name.text
        same, outer = self._names.get(name), self.find(name)
        self._names.setdefault(name, bound)
        if same is not None:
            message = f"The {bound.word} `{name}` has the name of a {same.word} of the same block."
            label = Label(same.name.span, f"The {same.word} `{name}` is declared here.")
            return Diagnostic("O207", message, bound.name.span, [label], "Rename one of them.")
        if outer is not None:
            message = f"The {bound.word} `{name}` hides the {outer.word} `{name}`."
            label = Label(outer.name.span, f"The {outer.word} `{name}` is declared here.")
            return Diagnostic("O208", message, bound.name.span, [label], "Give it a name of its own.")
        if name in BUILT_IN:
            message = f"The {bound.word} `{name}` hides `{name}` of the language."
            return Diagnostic("O208", message, bound.name.span, hint="Give it a name of its own.")
        return None
