"""The elements of an orchestration and of its blocks, in the order they run."""

from typing import TypeAlias

from orchestra_dsl.syntax.nodes.base import Name, Node, Path, node
from orchestra_dsl.syntax.nodes.expressions import (
    Call,
    Expression,
    ObjectLiteral,
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


@node
class Block(Node):
    """`{ … }` with elements."""

    elements: tuple["Element", ...]


Continuation: TypeAlias = Target | Block
"""What follows an outcome, an arm or an error: `-> target` or a block."""


@node
class OnError(Node):
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


@node
class BackgroundStep(Node):
    """`background x = flow(…) { … }`; with `runs` set `background x = run other(…)`."""

    name: Name
    call: Call
    runs: bool
    label: TextLiteral | None
    clauses: tuple[StepClause, ...]
    doc: str | None


@node
class InteractiveStep(Node):
    """`interactive y = screen(…) "Label" { … }`."""

    name: Name
    call: Call
    label: TextLiteral | None
    clauses: tuple[StepClause, ...]
    doc: str | None


Step: TypeAlias = BackgroundStep | InteractiveStep


@node
class OneAtATime(Node):
    """`one at a time`: the steps of a stage in order, each after the one before."""


@node
class Lock(Node):
    """`lock "name"`: across runs."""

    name: Expression


StageClause: TypeAlias = StartWhen | FinishWhen | Rest | OneAtATime | Lock | Timeout | OnError | NotifyVia


@node
class Stage(Node):
    """`stage name "Label" { … }`: a group of steps."""

    name: Name
    label: TextLiteral | None
    clauses: tuple[StageClause, ...]
    steps: tuple[Step, ...]
    doc: str | None


@node
class Outcome(Node):
    """`outcome name when E -> target`, or with a block."""

    name: Name
    condition: Expression
    then: Continuation


@node
class Decision(Node):
    """`decide name { … }`: the first outcome that holds."""

    name: Name
    outcomes: tuple[Outcome, ...]
    otherwise: Continuation | None
    doc: str | None


@node
class Branch(Node):
    """`branch name { … }` of a parallel."""

    name: Name
    block: Block
    doc: str | None


@node
class Parallel(Node):
    """`parallel name { … finish when … rest … }`."""

    name: Name
    branches: tuple[Branch, ...]
    clauses: tuple[FinishWhen | Rest, ...]
    doc: str | None


@node
class Wait(Node):
    """`wait 3d`."""

    duration: Expression


@node
class WaitUntil(Node):
    """`wait until E [up to D -> target]`."""

    condition: Expression
    limit: Limit | None


@node
class EventArm(Node):
    """`on payment_received as p [where E] [keep D] -> target`, or with a block."""

    event: Name
    binding: Name
    where: Expression | None
    keep: Expression | None
    then: Continuation


@node
class TimerArm(Node):
    """`after D -> target`, or with a block."""

    duration: Expression
    then: Continuation


@node
class ConditionArm(Node):
    """`on E -> target`, or with a block."""

    condition: Expression
    then: Continuation


Arm: TypeAlias = EventArm | TimerArm | ConditionArm


@node
class Await(Node):
    """`await [name] first { … }`: the first arm that comes true."""

    name: Name | None
    arms: tuple[Arm, ...]
    doc: str | None


@node
class Let(Node):
    """`let x = E`: a formula, read afresh."""

    name: Name
    value: Expression
    doc: str | None


@node
class Var(Node):
    """`var n: integer = 0`: a stored value."""

    name: Name
    type: Type
    value: Expression
    doc: str | None


@node
class Set(Node):
    """`set n = n + 1`."""

    name: Name
    value: Expression


@node
class Repeat(Node):
    """`repeat while E { … }`."""

    condition: Expression
    block: Block


@node
class GoTo(Node):
    """`go to TARGET`."""

    target: Target


@node
class End(Node):
    """`end`, `end "Outcome"`, `end "Outcome" with { … }`."""

    outcome: TextLiteral | None
    outputs: ObjectLiteral | None


@node
class Fail(Node):
    """`fail "reason"`."""

    reason: Text


@node
class Notify(Node):
    """`notify E via email "text"`."""

    people: Expression
    channels: tuple[Name, ...]
    message: Text


@node
class Update(Node):
    """`update case { status: "Working" }`."""

    record: Path
    changes: ObjectLiteral


@node
class Log(Node):
    """`log "text"`."""

    message: Expression


@node
class Cancel(Node):
    """`cancel STEP | STAGE`."""

    element: Path


@node
class Undo(Node):
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
