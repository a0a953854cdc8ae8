"""The clauses of a step about people: who, by when, who is told."""

from typing import TypeAlias

from orchestra_dsl.syntax.nodes.base import Name, Node, Path
from orchestra_dsl.syntax.nodes.expressions import Expression


class AssignTo(Node, frozen=True, kw_only=True):
    """`assign to E [otherwise E]`."""

    people: Expression
    otherwise: Expression | None


class Exclude(Node, frozen=True, kw_only=True):
    """`exclude E, …`."""

    people: tuple[Expression, ...]


class SamePersonAs(Node, frozen=True, kw_only=True):
    """`same person as STEP`."""

    step: Path


class DifferentPeople(Node, frozen=True, kw_only=True):
    """`different people`."""


class About(Node, frozen=True, kw_only=True):
    """`about RECORD`."""

    record: Expression


class Locks(Node, frozen=True, kw_only=True):
    """`locks RECORD [except assignees]`."""

    record: Expression
    except_assignees: bool


class AtPercent(Node, frozen=True, kw_only=True):
    """`at 50%` of the time until a step is due."""

    percent: int


class AfterDue(Node, frozen=True, kw_only=True):
    """`after 1d`, counted from when a step is due."""

    duration: Expression


class RemindRung(Node, frozen=True, kw_only=True):
    """`remind`, as what a rung does."""


class NotifyRung(Node, frozen=True, kw_only=True):
    """`notify E via email`, as what a rung does."""

    people: Expression
    channels: tuple[Name, ...]


class ReassignRung(Node, frozen=True, kw_only=True):
    """`reassign to E`, as what a rung does."""

    people: Expression


RungAction: TypeAlias = RemindRung | NotifyRung | ReassignRung


class Rung(Node, frozen=True, kw_only=True):
    """One line of a due time: when, and what is done then."""

    moment: AtPercent | AfterDue
    action: RungAction


class DueIn(Node, frozen=True, kw_only=True):
    """`due in D { … }`."""

    duration: Expression
    rungs: tuple[Rung, ...]


class DueAt(Node, frozen=True, kw_only=True):
    """`due at E { … }`."""

    moment: Expression
    rungs: tuple[Rung, ...]


class RemindEvery(Node, frozen=True, kw_only=True):
    """`remind every D`."""

    interval: Expression


class Priority(Node, frozen=True, kw_only=True):
    """`priority E`."""

    value: Expression


class MayDelegate(Node, frozen=True, kw_only=True):
    """`may delegate to E`."""

    people: Expression


class MaySkip(Node, frozen=True, kw_only=True):
    """`may skip`."""


PeopleClause: TypeAlias = (
    AssignTo
    | Exclude
    | SamePersonAs
    | DifferentPeople
    | About
    | Locks
    | DueIn
    | DueAt
    | RemindEvery
    | Priority
    | MayDelegate
    | MaySkip
)
