"""The outline of an orchestration: its elements by name, its formulas and variables, and what its paths lead to.

It is made from names alone, before types: control flow is worked out from it (analysis/flow), and types after that.
"""

from collections.abc import Mapping
from typing import TypeAlias

import attrs

from orchestra_dsl.analysis.tables import NodeTable
from orchestra_dsl.syntax import nodes as n

NamedNode: TypeAlias = n.Stage | n.BackgroundStep | n.InteractiveStep | n.Decision | n.Parallel | n.Branch | n.Await
"""The elements that have a name of their own. An `await` without a name is not among an outline's elements."""


@attrs.frozen(kw_only=True, eq=False)
class NamedElement:
    """An element that has a name. `path` is how the whole orchestration calls it: `resolve.fix`, `severity`.

    `stage` is the stage around a step; None for every other element, and for a step of `on cancel`.
    """

    path: str
    node: NamedNode
    stage: "NamedElement | None" = None

    @property
    def kind(self) -> str:
        """The word of the language for what this is: stage, step, decision, parallel, branch or await."""
        return _KINDS[type(self.node)]


_KINDS: dict[type[n.Node], str] = {
    n.Stage: "stage",
    n.BackgroundStep: "step",
    n.InteractiveStep: "step",
    n.Decision: "decision",
    n.Parallel: "parallel",
    n.Branch: "branch",
    n.Await: "await",
}


@attrs.frozen(kw_only=True, eq=False)
class Outline:
    """The names of one orchestration, in the order of its text.

    `elements` has every named element by its path; where a name is declared twice, the first. `element_of` has it by
    its node. `lets` and `variables` are numbered by their place in the tuple.

    `named` tells which element a path means: that of a Target (`target.path`; nothing for `end`), of a join
    (`start after`, `n of`), of `cancel`, `undo back to`, `same person as`. A path with a finding is not in it.
    """

    node: n.Orchestration
    elements: Mapping[str, NamedElement]
    element_of: NodeTable[NamedElement]
    lets: tuple[n.Let, ...]
    variables: tuple[n.Var, ...]
    named: NodeTable[NamedElement]

    @property
    def name(self) -> str:
        """The orchestration's name."""
        return self.node.name.text
