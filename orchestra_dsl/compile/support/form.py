"""A row of the support table."""

from collections.abc import Callable
from typing import Any

import attrs

from orchestra_dsl.syntax.nodes import Node


@attrs.frozen
class Form:
    """One form of the language, what it means, and whether this version runs it. Every form is parsed and checked.

    A class of nodes may have several forms; `applies` tells which nodes are of this one (None: all of them).
    """

    node: type[Node]
    text: str
    """The form as language.md writes it."""
    meaning: str
    """What it says, in a sentence or two for those who write processes: Markdown, in one line."""
    name: str = ""
    """How messages call it ("`migrate`"), where it is not run."""
    run: bool = True
    """Whether a graph can be made of it."""
    instead: str | None = None
    """What to write as long as the form is not run."""
    applies: Callable[[Any], bool] | None = None
    inside: bool = False
    """Whether forms inside one that is not run are reported too: true for what holds elements of their own."""

    def is_form_of(self, node: Node) -> bool:
        """Tell whether the node is of this form."""
        return isinstance(node, self.node) and (self.applies is None or self.applies(node))


def runs(node: type[Node], text: str, meaning: str, applies: Callable[[Any], bool] | None = None) -> Form:
    """Make the row of a form that is run."""
    return Form(node, text, meaning, applies=applies)


def waits(
    node: type[Node],
    text: str,
    meaning: str,
    name: str,
    instead: str | None = None,
    *,
    applies: Callable[[Any], bool] | None = None,
    inside: bool = False,
) -> Form:
    """Make the row of a form that waits for a later version."""
    return Form(node, text, meaning, name, run=False, instead=instead, applies=applies, inside=inside)
