"""The clauses of a step about people: who, by when, who is told."""

from typing import TypeAlias

from orchestra_dsl.syntax.nodes.base import Name, Node, Path, node
from orchestra_dsl.syntax.nodes.expressions import Expression


@node
class AssignTo(Node):
    """`assign to E [otherwise E]`."""

    people: Expression
    otherwise: Expression | None


@node
class Exclude(Node):
    """`exclude E, …`."""

    people: tuple[Expression, ...]


@node
class SamePersonAs(Node):
    """`same person as STEP`."""

    step: Path


@node
class DifferentPeople(Node):
    """`different people`."""


@node
class About(Node):
    """`about RECORD`."""

    record: Expression


@node
class Locks(Node):
    """`locks RECORD [except assignees]`."""

    record: Expression
    except_assignees: bool


@node
class AtPercent(Node):
    """`at 50%` of the time until a step is due."""

    percent: int


@node
class AfterDue(Node):
    """`after 1d`, counted from when a step is due."""

    duration: Expression


@node
class RemindRung(Node):
    """`remind`, as what a rung does."""


@node
class NotifyRung(Node):
    """`notify E via email`, as what a rung does."""

    people: Expression
    channels: tuple[Name, ...]


@node
class ReassignRung(Node):
    """`reassign to E`, as what a rung does."""

    people: Expression


RungAction: TypeAlias = RemindRung | NotifyRung | ReassignRung


@node
class Rung(Node):
    """One line of a due time: when, and what is done then."""

    moment: AtPercent | AfterDue
    action: RungAction


@node
class DueIn(Node):
    """`due in D { … }`."""

    duration: Expression
    rungs: tuple[Rung, ...]


@node
class DueAt(Node):
    """`due at E { … }`."""

    moment: Expression
    rungs: tuple[Rung, ...]


@node
class RemindEvery(Node):
    """`remind every D`."""

    interval: Expression


@node
class Priority(Node):
    """`priority E`."""

    value: Expression


@node
class MayDelegate(Node):
    """`may delegate to E`."""

    people: Expression


@node
class MaySkip(Node):
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
