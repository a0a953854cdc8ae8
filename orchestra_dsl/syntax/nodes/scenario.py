"""Scenarios: what is given, what happens, what is expected."""

from typing import Literal, TypeAlias

from orchestra_dsl.syntax.nodes.base import Name, Node, Path, node
from orchestra_dsl.syntax.nodes.expressions import Expression, ObjectLiteral, TextLiteral

Status: TypeAlias = Literal[
    "not started",
    "waiting",
    "active",
    "completed",
    "skipped",
    "discontinued",
    "canceled",
    "error",
]


@node
class GivenValue(Node):
    """`given case = { … }`, `given now = …`."""

    name: Name
    value: Expression


@node
class GivenReturns(Node):
    """`given FLOW returns { … }`, `given PREDICATE returns true`."""

    callee: Path
    value: Expression


@node
class GivenFails(Node):
    """`given FLOW fails [with "Name"] [2 times] [then returns …]`."""

    callee: Path
    error: TextLiteral | None
    times: int | None
    then: Expression | None


@node
class GivenTakes(Node):
    """`given FLOW takes D`."""

    callee: Path
    duration: Expression


@node
class GivenMembers(Node):
    """`given members of "G" are "ann", "bob"`."""

    group: TextLiteral
    members: tuple[TextLiteral, ...]


@node
class GivenManager(Node):
    """`given manager of "ann" is "lena"`."""

    person: TextLiteral
    manager: TextLiteral


Given: TypeAlias = GivenValue | GivenReturns | GivenFails | GivenTakes | GivenMembers | GivenManager


@node
class Start(Node):
    """`start` (by hand, as an administrator), or `"ann" starts`."""

    person: TextLiteral | None


@node
class CreateRecord(Node):
    """`create Case { … }`."""

    record: Name
    values: ObjectLiteral


@node
class UpdateRecord(Node):
    """`update case { … }`."""

    record: Name
    values: ObjectLiteral


@node
class DeleteRecord(Node):
    """`delete case`."""

    record: Name


@node
class Send(Node):
    """`send EVENT { … }`."""

    event: Name
    values: ObjectLiteral


@node
class Advance(Node):
    """`advance D`."""

    duration: Expression


@node
class Claim(Node):
    """`"ann" claims STEP`."""

    person: TextLiteral
    step: Path


@node
class Release(Node):
    """`"ann" releases STEP`."""

    person: TextLiteral
    step: Path


@node
class Complete(Node):
    """`"ann" completes STEP [with { … }]`."""

    person: TextLiteral
    step: Path
    values: ObjectLiteral | None


@node
class Skip(Node):
    """`"ann" skips STEP [with { … }]`."""

    person: TextLiteral
    step: Path
    values: ObjectLiteral | None


@node
class Delegate(Node):
    """`"ann" delegates STEP to "bob"`."""

    person: TextLiteral
    step: Path
    to: TextLiteral


@node
class Reassign(Node):
    """`reassign STEP to E`."""

    step: Path
    people: Expression


@node
class RetryStep(Node):
    """`retry STEP`."""

    step: Path


@node
class CancelRun(Node):
    """`cancel`."""


Action: TypeAlias = (
    Start
    | CreateRecord
    | UpdateRecord
    | DeleteRecord
    | Send
    | Advance
    | Claim
    | Release
    | Complete
    | Skip
    | Delegate
    | Reassign
    | RetryStep
    | CancelRun
)


@node
class ExpectStatus(Node):
    """`expect stage | step NAME STATUS`."""

    kind: Literal["stage", "step"]
    path: Path
    status: Status


@node
class ExpectCalled(Node):
    """`expect FLOW called [n times] [with { … }]`."""

    callee: Path
    times: int | None
    arguments: ObjectLiteral | None


@node
class ExpectNotified(Node):
    """`expect notified E via CHANNEL [n times]`."""

    people: Expression
    channel: Name
    times: int | None


@node
class ExpectStarted(Node):
    """`expect started n times`."""

    times: int


@node
class ExpectError(Node):
    """`expect error "X"`."""

    error: TextLiteral


@node
class ExpectEnded(Node):
    """`expect ended "Outcome"`."""

    outcome: TextLiteral


@node
class ExpectFailed(Node):
    """`expect failed "…"`."""

    reason: TextLiteral


@node
class ExpectFinished(Node):
    """`expect finished`."""


@node
class MayNot(Node):
    """`"ann" may not claim | complete | delegate STEP`, `"ann" may not start`."""

    person: TextLiteral
    act: Literal["claim", "complete", "delegate", "start"]
    step: Path | None


Expectation: TypeAlias = (
    ExpectStatus
    | ExpectCalled
    | ExpectNotified
    | ExpectStarted
    | ExpectError
    | ExpectEnded
    | ExpectFailed
    | ExpectFinished
    | MayNot
)

ScenarioLine: TypeAlias = Given | Action | Expectation


@node
class Scenario(Node):
    """`scenario "…" of name { … }`; the lines are in the order they are carried out."""

    title: TextLiteral
    orchestration: Name
    lines: tuple[ScenarioLine, ...]
    doc: str | None
