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
ItemStatus: TypeAlias = Literal["open", "claimed", "suspended", "completed", "withdrawn", "expired"]
Forbidden: TypeAlias = Literal[
    "start",
    "cancel",
    "view",
    "claim",
    "release",
    "complete",
    "skip",
    "save",
    "prioritize",
    "retry",
    "delegate",
    "reassign",
    "suspend",
    "resume",
    "suspend run",
    "resume run",
]
"""What somebody may not, as `may not` says it."""


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


class GivenAbsence(Node, frozen=True, kw_only=True):
    """`given absence of "ann" [from E] [until E] [substitute "bob"]`."""

    person: TextLiteral
    since: Expression | None
    until: Expression | None
    substitute: TextLiteral | None


class GivenAllocation(Node, frozen=True, kw_only=True):
    """`given allocation [of "G"] is POLICY`."""

    group: TextLiteral | None
    policy: Name


Given: TypeAlias = (
    GivenValue | GivenReturns | GivenFails | GivenTakes | GivenMembers | GivenManager | GivenAbsence | GivenAllocation
)


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
    """`"ann" skips STEP [with { … }]`: its work item, or what is in error; without a name an administrator does."""

    person: TextLiteral | None
    step: Path
    values: ObjectLiteral | None


class Save(Node, frozen=True, kw_only=True):
    """`"ann" saves STEP with { … }`: a draft."""

    person: TextLiteral
    step: Path
    values: ObjectLiteral


class Delegate(Node, frozen=True, kw_only=True):
    """`"ann" delegates STEP to "bob"`."""

    person: TextLiteral
    step: Path
    to: TextLiteral


class Suspend(Node, frozen=True, kw_only=True):
    """`"ann" suspends STEP [for D | until E]`: its work item; without a name an administrator does."""

    person: TextLiteral | None
    step: Path
    duration: Expression | None
    until: Expression | None


class Resume(Node, frozen=True, kw_only=True):
    """`"ann" resumes STEP`: its work item; without a name an administrator does."""

    person: TextLiteral | None
    step: Path


class Prioritize(Node, frozen=True, kw_only=True):
    """`"ann" prioritizes STEP to E`; without a name an administrator does."""

    person: TextLiteral | None
    step: Path
    priority: Expression


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
    """`"ann" reassigns STEP to E`; without a name an administrator does."""

    person: TextLiteral | None
    step: Path
    people: Expression


class RetryStep(Node, frozen=True, kw_only=True):
    """`"ann" retries ELEMENT`: a step, or whatever else is in error and has a name; without a name an administrator."""

    person: TextLiteral | None
    step: Path


class SuspendRun(Node, frozen=True, kw_only=True):
    """`"ann" suspends run [of STEP]`; without a name an administrator does. `step` runs the one that is meant."""

    person: TextLiteral | None
    step: Path | None


class ResumeRun(Node, frozen=True, kw_only=True):
    """`"ann" resumes run [of STEP]`; without a name an administrator does."""

    person: TextLiteral | None
    step: Path | None


class CancelRun(Node, frozen=True, kw_only=True):
    """`"ann" cancels [run of STEP] [at once]`; without a name an administrator does."""

    person: TextLiteral | None
    step: Path | None
    at_once: bool


OnItem: TypeAlias = Claim | Release | Complete | Skip | Save | Delegate | Suspend | Resume | Prioritize | Reassign
"""What is done with the work item of a step."""

OnRun: TypeAlias = RetryStep | SuspendRun | ResumeRun | CancelRun
"""What is done with a run as a whole, and with what is in error in it."""

Action: TypeAlias = (
    Start | CreateRecord | UpdateRecord | DeleteRecord | Send | Advance | AddItem | EndAdding | OnItem | OnRun
)


class ExpectStatus(Node, frozen=True, kw_only=True):
    """`expect stage | step NAME STATUS`."""

    kind: Literal["stage", "step"]
    path: Path
    status: Status


class ExpectItem(Node, frozen=True, kw_only=True):
    """`expect item STEP STATUS [by "ann" [for "bob"]]`."""

    step: Path
    status: ItemStatus
    by: TextLiteral | None
    acting_for: TextLiteral | None


class ExpectOffered(Node, frozen=True, kw_only=True):
    """`expect item STEP offered to E`."""

    step: Path
    people: Expression


class ExpectPriority(Node, frozen=True, kw_only=True):
    """`expect item STEP priority E`."""

    step: Path
    priority: Expression


class ExpectDraft(Node, frozen=True, kw_only=True):
    """`expect item STEP draft { … }`."""

    step: Path
    values: ObjectLiteral


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


class ExpectSuspended(Node, frozen=True, kw_only=True):
    """`expect suspended`."""


class ExpectCanceled(Node, frozen=True, kw_only=True):
    """`expect canceled`."""


class ExpectFinished(Node, frozen=True, kw_only=True):
    """`expect finished`."""


class MayNot(Node, frozen=True, kw_only=True):
    """`"ann" may not ACT STEP [to E]`, `"ann" may not start | cancel | view`, `"ann" may not suspend run [of STEP]`."""

    person: TextLiteral
    act: Forbidden
    step: Path | None
    to: Expression | None


OfItem: TypeAlias = ExpectItem | ExpectOffered | ExpectPriority | ExpectDraft
"""What is expected of the work item of a step."""

OfRun: TypeAlias = ExpectEnded | ExpectFailed | ExpectSuspended | ExpectCanceled | ExpectFinished
"""What is expected of the run as a whole."""

Expectation: TypeAlias = (
    ExpectStatus | OfItem | ExpectCalled | ExpectNotified | ExpectStarted | ExpectError | OfRun | MayNot
)

ScenarioLine: TypeAlias = Given | Action | Expectation


class Scenario(Node, frozen=True, kw_only=True):
    """`scenario "…" of name { … }`; the lines are in the order they are carried out."""

    title: TextLiteral
    orchestration: Name
    lines: tuple[ScenarioLine, ...]
    doc: str | None
