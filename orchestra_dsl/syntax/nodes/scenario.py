"""Scenarios: what is given, what happens, what is expected."""

from typing import Literal, TypeAlias

from orchestra_dsl.syntax.nodes.base import Name, Node, Path
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


class GivenValue(Node, frozen=True, kw_only=True):
    """`given case = { … }`, `given now = …`."""

    name: Name
    value: Expression


class GivenReturns(Node, frozen=True, kw_only=True):
    """`given FLOW returns { … }`, `given PREDICATE returns true`."""

    callee: Path
    value: Expression


class GivenFails(Node, frozen=True, kw_only=True):
    """`given FLOW fails [with "Name"] [2 times] [then returns …]`."""

    callee: Path
    error: TextLiteral | None
    times: int | None
    then: Expression | None


class GivenTakes(Node, frozen=True, kw_only=True):
    """`given FLOW takes D`."""

    callee: Path
    duration: Expression


class GivenMembers(Node, frozen=True, kw_only=True):
    """`given members of "G" are "ann", "bob"`."""

    group: TextLiteral
    members: tuple[TextLiteral, ...]


class GivenManager(Node, frozen=True, kw_only=True):
    """`given manager of "ann" is "lena"`."""

    person: TextLiteral
    manager: TextLiteral


Given: TypeAlias = GivenValue | GivenReturns | GivenFails | GivenTakes | GivenMembers | GivenManager


class Start(Node, frozen=True, kw_only=True):
    """`start` (by hand, as an administrator), or `"ann" starts`."""

    person: TextLiteral | None


class CreateRecord(Node, frozen=True, kw_only=True):
    """`create Case { … }`."""

    record: Name
    values: ObjectLiteral


class UpdateRecord(Node, frozen=True, kw_only=True):
    """`update case { … }`."""

    record: Name
    values: ObjectLiteral


class DeleteRecord(Node, frozen=True, kw_only=True):
    """`delete case`."""

    record: Name


class Send(Node, frozen=True, kw_only=True):
    """`send EVENT { … }`."""

    event: Name
    values: ObjectLiteral


class Advance(Node, frozen=True, kw_only=True):
    """`advance D`."""

    duration: Expression


class Claim(Node, frozen=True, kw_only=True):
    """`"ann" claims STEP`."""

    person: TextLiteral
    step: Path


class Release(Node, frozen=True, kw_only=True):
    """`"ann" releases STEP`."""

    person: TextLiteral
    step: Path


class Complete(Node, frozen=True, kw_only=True):
    """`"ann" completes STEP [with { … }]`."""

    person: TextLiteral
    step: Path
    values: ObjectLiteral | None


class Skip(Node, frozen=True, kw_only=True):
    """`"ann" skips STEP [with { … }]`."""

    person: TextLiteral
    step: Path
    values: ObjectLiteral | None


class Delegate(Node, frozen=True, kw_only=True):
    """`"ann" delegates STEP to "bob"`."""

    person: TextLiteral
    step: Path
    to: TextLiteral


class AddItem(Node, frozen=True, kw_only=True):
    """`"ann" adds E to STEP`: one item more for its `for each`."""

    person: TextLiteral
    item: Expression
    step: Path


class EndAdding(Node, frozen=True, kw_only=True):
    """`"ann" ends adding to STEP`."""

    person: TextLiteral
    step: Path


class Reassign(Node, frozen=True, kw_only=True):
    """`reassign STEP to E`."""

    step: Path
    people: Expression


class RetryStep(Node, frozen=True, kw_only=True):
    """`retry ELEMENT`: a step, or whatever else is in error and has a name."""

    step: Path


class CancelRun(Node, frozen=True, kw_only=True):
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
    | AddItem
    | EndAdding
    | Reassign
    | RetryStep
    | CancelRun
)


class ExpectStatus(Node, frozen=True, kw_only=True):
    """`expect stage | step NAME STATUS`."""

    kind: Literal["stage", "step"]
    path: Path
    status: Status


class ExpectCalled(Node, frozen=True, kw_only=True):
    """`expect FLOW called [n times] [with { … }]`."""

    callee: Path
    times: int | None
    arguments: ObjectLiteral | None


class ExpectNotified(Node, frozen=True, kw_only=True):
    """`expect notified E via CHANNEL [n times]`."""

    people: Expression
    channel: Name
    times: int | None


class ExpectStarted(Node, frozen=True, kw_only=True):
    """`expect started n times`."""

    times: int


class ExpectError(Node, frozen=True, kw_only=True):
    """`expect error "X"`."""

    error: TextLiteral


class ExpectEnded(Node, frozen=True, kw_only=True):
    """`expect ended "Outcome"`."""

    outcome: TextLiteral


class ExpectFailed(Node, frozen=True, kw_only=True):
    """`expect failed "…"`."""

    reason: TextLiteral


class ExpectCanceled(Node, frozen=True, kw_only=True):
    """`expect canceled`."""


class ExpectFinished(Node, frozen=True, kw_only=True):
    """`expect finished`."""


class MayNot(Node, frozen=True, kw_only=True):
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
    | ExpectCanceled
    | ExpectFinished
    | MayNot
)

ScenarioLine: TypeAlias = Given | Action | Expectation


class Scenario(Node, frozen=True, kw_only=True):
    """`scenario "…" of name { … }`; the lines are in the order they are carried out."""

    title: TextLiteral
    orchestration: Name
    lines: tuple[ScenarioLine, ...]
    doc: str | None
