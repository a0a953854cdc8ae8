"""The clauses that only an orchestration has: triggers, grants, version, handlers."""

from typing import Literal, TypeAlias

from orchestra_dsl.syntax.nodes.base import Name, Node, Path
from orchestra_dsl.syntax.nodes.elements import BackgroundStep, OnError, Undo
from orchestra_dsl.syntax.nodes.expressions import Expression, ObjectLiteral, TextLiteral
from orchestra_dsl.syntax.nodes.shared import NotifyVia

Change: TypeAlias = Literal["created", "updated"]
Repetition: TypeAlias = Literal["once per change", "once per record", "every time"]
Act: TypeAlias = Literal["start", "cancel", "view", "suspend", "reassign", "administer"]


class Version(Node, frozen=True, kw_only=True):
    """`version 3`."""

    number: int


class StartOnRecord(Node, frozen=True, kw_only=True):
    """`start on case created or updated when E once per record`.

    `repetition` is missing where it is not written: then `once per change` holds.
    """

    record: Name
    changes: tuple[Change, ...]
    condition: Expression | None
    repetition: Repetition | None


class StartOnEvent(Node, frozen=True, kw_only=True):
    """`start on payment_received as p when E with { … }`."""

    event: Name
    binding: Name
    condition: Expression | None
    arguments: ObjectLiteral | None


class StartEvery(Node, frozen=True, kw_only=True):
    """`start every "0 8 * * 1-5" in "Europe/Berlin" with { … }`."""

    schedule: TextLiteral
    zone: TextLiteral | None
    arguments: ObjectLiteral | None


class Allow(Node, frozen=True, kw_only=True):
    """`allow start by E`."""

    act: Act
    people: Expression


class UseCalendar(Node, frozen=True, kw_only=True):
    """`use calendar NAME`."""

    calendar: Name


class OnCancel(Node, frozen=True, kw_only=True):
    """`on cancel { … }`: background steps and `undo`, from the first to the last."""

    elements: tuple[BackgroundStep | Undo, ...]


class Move(Node, frozen=True, kw_only=True):
    """`resolve.fix -> handle.fix` in a migration: where an element has gone."""

    old: Path
    new: Path


class Migrate(Node, frozen=True, kw_only=True):
    """`migrate from 2 { … }`."""

    version: int
    moves: tuple[Move, ...]


OrchestrationClause: TypeAlias = (
    Version | StartOnRecord | StartOnEvent | StartEvery | Allow | UseCalendar | NotifyVia | OnError | OnCancel | Migrate
)
