"""What a file declares, and the file itself.

`doc` is the text of the `##` comments above a declaration, without the marks.
"""

from typing import TypeAlias

from orchestra_dsl.syntax.nodes.base import Name, Node, Path
from orchestra_dsl.syntax.nodes.calendar import Calendar
from orchestra_dsl.syntax.nodes.elements import Element
from orchestra_dsl.syntax.nodes.expressions import Expression, TextLiteral
from orchestra_dsl.syntax.nodes.orchestration import OrchestrationClause
from orchestra_dsl.syntax.nodes.scenario import Scenario
from orchestra_dsl.syntax.nodes.types import Field, Type


class Import(Node, frozen=True, kw_only=True):
    """`import "crm.orch"`; the path is relative to the importing file."""

    path: TextLiteral


class Parameter(Node, frozen=True, kw_only=True):
    """`name: type`, or `name: type = default`."""

    name: Name
    type: Type
    default: Expression | None


class Record(Node, frozen=True, kw_only=True):
    """`record Case { … }`."""

    name: Name
    fields: tuple[Field, ...]
    doc: str | None


class Flow(Node, frozen=True, kw_only=True):
    """`flow crm.classify(case: Case) -> { … } writes case.status`."""

    name: Path
    parameters: tuple[Parameter, ...]
    outputs: tuple[Field, ...]
    writes: tuple[Path, ...]
    doc: str | None


class Screen(Node, frozen=True, kw_only=True):
    """`screen fix_case(case: Case) -> { … }`."""

    name: Path
    parameters: tuple[Parameter, ...]
    outputs: tuple[Field, ...]
    doc: str | None


class Predicate(Node, frozen=True, kw_only=True):
    """`predicate quiet(case: Case)`, or one written in place: `… = body`."""

    name: Path
    parameters: tuple[Parameter, ...]
    body: Expression | None
    doc: str | None


class Event(Node, frozen=True, kw_only=True):
    """`event payment_received { … }`."""

    name: Name
    fields: tuple[Field, ...]
    doc: str | None


class Orchestration(Node, frozen=True, kw_only=True):
    """`orchestration name(case: Case) -> { … } "Label" { … }`.

    Clauses and elements may be mixed in the text; each tuple keeps its own order.
    """

    name: Name
    parameters: tuple[Parameter, ...]
    outputs: tuple[Field, ...]
    label: TextLiteral | None
    clauses: tuple[OrchestrationClause, ...]
    elements: tuple[Element, ...]
    doc: str | None


Declaration: TypeAlias = Import | Record | Flow | Screen | Predicate | Event | Calendar | Orchestration | Scenario


class Module(Node, frozen=True, kw_only=True):
    """One source file. `doc`: its leading `##` comments, if an empty line follows them."""

    declarations: tuple[Declaration, ...]
    doc: str | None
