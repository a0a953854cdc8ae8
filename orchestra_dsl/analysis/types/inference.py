"""The engine: what the type of an expression is at a place.

The rules are in `rules/`, one file for each kind of expression; `rules/table.py` lists them. They get the engine back
to ask for the types of inner expressions.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

import attrs

from orchestra_dsl.analysis.checked import Declarations
from orchestra_dsl.analysis.declare.names import Names
from orchestra_dsl.analysis.outline import NamedElement, Outline
from orchestra_dsl.analysis.proof import Proofs
from orchestra_dsl.analysis.types.narrowing import key_of
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.analysis.types.tables import Tables
from orchestra_dsl.analysis.types.traits import Traits
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.graph import types as g
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n

Rule: TypeAlias = Callable[["Inference", Any, Place], g.Type]


@attrs.frozen(kw_only=True, eq=False)
class Formula:
    """A `let` that has been read: its type at its own place, and what that rests on.

    `steps` are those whose outputs it reads and which are proven there, `lets` the numbers of the formulas it reads;
    both include what these read in turn. `unproven` tells whether its value is an output that may not be there.
    """

    node: n.Let
    place: Place
    type: g.Type
    steps: tuple[NamedElement, ...]
    lets: frozenset[int]
    traits: Traits
    unproven: bool


@attrs.frozen(kw_only=True, eq=False)
class Surroundings:
    """What is known of the orchestration around an expression."""

    outline: Outline
    proofs: Proofs
    outputs: Mapping[str, tuple[g.Field, ...] | None]
    """The outputs of every step by its path; None where what it calls is unknown."""
    formulas: dict[int, Formula] = attrs.field(factory=dict)
    elsewhere: dict[tuple[int, int], tuple[g.Type, list[Diagnostic]]] = attrs.field(factory=dict)
    """The types of formulas at places where not all is proven that is proven at their own (see rules/formulas.py)."""


@attrs.frozen(kw_only=True, eq=False)
class Inference:
    """Infers types in one file. `around` is missing outside of orchestrations."""

    rules: Mapping[type[n.Node], Rule]
    declarations: Declarations
    names: Names
    file: str
    predicates: Mapping[str, Traits]
    around: Surroundings | None = None
    tables: Tables = attrs.field(factory=Tables)
    findings: list[Diagnostic] = attrs.field(factory=list)

    def infer(self, node: n.Node, place: Place) -> g.Type:
        """Return the type of an expression at a place, and note it; UNKNOWN where a finding says what is wrong."""
        type_ = self.rules[type(node)](self, node, place)
        if isinstance(type_, g.Optional) and place.known and key_of(node) in place.known:
            type_ = type_.item
        self.tables.types[node] = type_
        return type_

    def report(
        self,
        code: str,
        message: str,
        span: Span,
        hint: str | None = None,
        labels: tuple[Label, ...] = (),
        *,
        cause: str | None = None,
    ) -> None:
        """Add a finding."""
        self.findings.append(Diagnostic(code, message, span, labels, hint, cause=cause))

    def one_mistake(self, since: int, spans: Collection[Span], cause: str) -> None:
        """Give the findings `since` a place in the list that say O301 of one of these spans a common cause."""
        self.findings[since:] = [
            attrs.evolve(each, cause=cause) if each.code == "O301" and each.span in spans else each
            for each in self.findings[since:]
        ]

    def aside(self) -> "Inference":
        """Return an engine that notes nothing in the tables and findings of this one."""
        return attrs.evolve(self, tables=Tables(), findings=[])
