"""The clauses that only an orchestration has: triggers, grants, version, handlers."""

from typing import Literal, TypeAlias

from orchestra_dsl.syntax.nodes.base import Name, Node, Path, node
from orchestra_dsl.syntax.nodes.elements import BackgroundStep, OnError, Undo
from orchestra_dsl.syntax.nodes.expressions import Expression, ObjectLiteral, TextLiteral
from orchestra_dsl.syntax.nodes.shared import NotifyVia

Change: TypeAlias = Literal["created", "updated"]
Repetition: TypeAlias = Literal["once per change", "once per record", "every time"]
Act: TypeAlias = Literal["start", "cancel", "view", "suspend", "reassign", "administer"]


@node
class Version(Node):
    """`version 3`."""

    number: int


@node
class StartOnRecord(Node):
    """`start on case created or updated when E once per record`.

    `repetition` is missing where it is not written: then `once per change` holds.
    """

    record: Name
    changes: tuple[Change, ...]
    condition: Expression | None
    repetition: Repetition | None


@node
class StartOnEvent(Node):
    """`start on payment_received as p when E with { … }`."""

    event: Name
    binding: Name
    condition: Expression | None
    arguments: ObjectLiteral | None


@node
class StartEvery(Node):
    """`start every "0 8 * * 1-5" in "Europe/Berlin" with { … }`."""

    schedule: TextLiteral
    zone: TextLiteral | None
    arguments: ObjectLiteral | None


@node
class Allow(Node):
    """`allow start by E`."""

    act: Act
    people: Expression


@node
class UseCalendar(Node):
    """`use calendar NAME`."""

    calendar: Name


@node
class OnCancel(Node):
    """`on cancel { … }`: background steps and `undo`, from the first to the last."""

    elements: tuple[BackgroundStep | Undo, ...]


@node
class Move(Node):
    """`resolve.fix -> handle.fix` in a migration: where an element has gone."""

    old: Path
    new: Path


@node
class Migrate(Node):
    """`migrate from 2 { … }`."""

    version: int
    moves: tuple[Move, ...]


OrchestrationClause: TypeAlias = (
    Version | StartOnRecord | StartOnEvent | StartEvery | Allow | UseCalendar | NotifyVia | OnError | OnCancel | Migrate
)
