"""The elements of an orchestration and of its blocks, in the order they run."""

from typing import TypeAlias

from orchestra_dsl.syntax.nodes.base import Name, Node, Path
from orchestra_dsl.syntax.nodes.expressions import (
    Attribute,
    Call,
    Expression,
    ObjectLiteral,
    Reference,
    Text,
    TextLiteral,
)
from orchestra_dsl.syntax.nodes.people import PeopleClause
from orchestra_dsl.syntax.nodes.shared import (
    FinishWhen,
    Limit,
    NotifyVia,
    Rest,
    StartWhen,
    Target,
    Timeout,
)
from orchestra_dsl.syntax.nodes.step_clauses import (
    ActAs,
    EnabledWhile,
    EnoughWhen,
    ForEach,
    MayAdd,
    OnlyIf,
    Retry,
    StartAfter,
    UndoBy,
    WithdrawWhen,
    WithoutWaiting,
)
from orchestra_dsl.syntax.nodes.types import Type


class Block(Node, frozen=True, kw_only=True):
    """`{ … }` with elements."""

    elements: tuple["Element", ...]


Continuation: TypeAlias = Target | Block
"""What follows an outcome, an arm or an error: `-> target` or a block."""


class OnError(Node, frozen=True, kw_only=True):
    """`on error ["Name"] [as e] -> target | { … }`."""

    error: TextLiteral | None
    binding: Name | None
    then: Continuation


StepClause: TypeAlias = (
    StartAfter
    | StartWhen
    | OnlyIf
    | EnabledWhile
    | FinishWhen
    | WithdrawWhen
    | ForEach
    | MayAdd
    | EnoughWhen
    | WithoutWaiting
    | Retry
    | Timeout
    | OnError
    | UndoBy
    | ActAs
    | NotifyVia
    | PeopleClause
)


class BackgroundStep(Node, frozen=True, kw_only=True):
    """`background x = flow(…) { … }`; with `runs` set `background x = run other(…)`."""

    name: Name
    call: Call
    runs: bool
    label: TextLiteral | None
    clauses: tuple[StepClause, ...]
    doc: str | None


class InteractiveStep(Node, frozen=True, kw_only=True):
    """`interactive y = screen(…) "Label" { … }`."""

    name: Name
    call: Call
    label: TextLiteral | None
    clauses: tuple[StepClause, ...]
    doc: str | None


Step: TypeAlias = BackgroundStep | InteractiveStep


class OneAtATime(Node, frozen=True, kw_only=True):
    """`one at a time`: of the steps of a stage one is open at a time, in the order in which they become ready."""


class Lock(Node, frozen=True, kw_only=True):
    """`lock "name"`: across runs."""

    name: Expression


StageClause: TypeAlias = StartWhen | FinishWhen | Rest | OneAtATime | Lock | Timeout | OnError | NotifyVia


class Stage(Node, frozen=True, kw_only=True):
    """`stage name "Label" { … }`: a group of steps."""

    name: Name
    label: TextLiteral | None
    clauses: tuple[StageClause, ...]
    steps: tuple[Step, ...]
    doc: str | None


class Outcome(Node, frozen=True, kw_only=True):
    """`outcome name when E -> target`, or with a block."""

    name: Name
    condition: Expression
    then: Continuation


class Decision(Node, frozen=True, kw_only=True):
    """`decide name { … }`: the first outcome that holds."""

    name: Name
    outcomes: tuple[Outcome, ...]
    otherwise: Continuation | None
    doc: str | None


class Branch(Node, frozen=True, kw_only=True):
    """`branch name { … }` of a parallel."""

    name: Name
    block: Block
    doc: str | None


class Parallel(Node, frozen=True, kw_only=True):
    """`parallel name { … finish when … rest … }`."""

    name: Name
    branches: tuple[Branch, ...]
    clauses: tuple[FinishWhen | Rest, ...]
    doc: str | None


class Wait(Node, frozen=True, kw_only=True):
    """`wait 3d`."""

    duration: Expression


class WaitUntil(Node, frozen=True, kw_only=True):
    """`wait until E [up to D -> target]`."""

    condition: Expression
    limit: Limit | None


class EventArm(Node, frozen=True, kw_only=True):
    """`on payment_received as p [where E] [keep D] -> target`, or with a block."""

    event: Name
    binding: Name
    where: Expression | None
    keep: Expression | None
    then: Continuation


class TimerArm(Node, frozen=True, kw_only=True):
    """`after D -> target`, or with a block."""

    duration: Expression
    then: Continuation


class ConditionArm(Node, frozen=True, kw_only=True):
    """`on E -> target`, or with a block."""

    condition: Expression
    then: Continuation


Arm: TypeAlias = EventArm | TimerArm | ConditionArm


class Await(Node, frozen=True, kw_only=True):
    """`await [name] first { … }`: the first arm that comes true."""

    name: Name | None
    arms: tuple[Arm, ...]
    doc: str | None


class Let(Node, frozen=True, kw_only=True):
    """`let x = E`: a formula, read afresh."""

    name: Name
    value: Expression
    doc: str | None


class Var(Node, frozen=True, kw_only=True):
    """`var n: integer = 0`: a stored value."""

    name: Name
    type: Type
    value: Expression
    doc: str | None


class Set(Node, frozen=True, kw_only=True):
    """`set n = n + 1`."""

    name: Name
    value: Expression


class Repeat(Node, frozen=True, kw_only=True):
    """`repeat while E { … }`."""

    condition: Expression
    block: Block


class GoTo(Node, frozen=True, kw_only=True):
    """`go to TARGET`."""

    target: Target


class End(Node, frozen=True, kw_only=True):
    """`end`, `end "Outcome"`, `end "Outcome" with { … }`."""

    outcome: TextLiteral | None
    outputs: ObjectLiteral | None


class Fail(Node, frozen=True, kw_only=True):
    """`fail "reason"`."""

    reason: Text


class Notify(Node, frozen=True, kw_only=True):
    """`notify E via email "text"`."""

    people: Expression
    channels: tuple[Name, ...]
    message: Text


class Update(Node, frozen=True, kw_only=True):
    """`update case { status: "Working" }`."""

    record: Reference | Attribute
    changes: ObjectLiteral


class Log(Node, frozen=True, kw_only=True):
    """`log "text"`."""

    message: Expression


class Cancel(Node, frozen=True, kw_only=True):
    """`cancel STEP | STAGE`."""

    element: Path


class Undo(Node, frozen=True, kw_only=True):
    """`undo`, or `undo back to STAGE`."""

    back_to: Path | None


Element: TypeAlias = (
    Stage
    | Decision
    | Parallel
    | Wait
    | WaitUntil
    | Await
    | Let
    | Var
    | Set
    | Repeat
    | GoTo
    | End
    | Fail
    | Notify
    | Update
    | Log
    | Cancel
    | Undo
)
