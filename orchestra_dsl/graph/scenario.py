"""Scenarios as data: what is given, what happens and what is expected, line by line, ready to be played.

Names are resolved: parameters are numbers, paths lead to elements, callables say what they are. Expressions stand with
the type in which their values are stored. A scenario belongs to a package, and to the hash of no orchestration.
"""

from typing import Literal as Word

from msgspec import Struct

from orchestra_dsl.graph.expressions import Expression, InlinePredicate
from orchestra_dsl.graph.types import Type

Status = Word["not started", "waiting", "active", "completed", "skipped", "discontinued", "canceled", "error"]

ItemStatus = Word["open", "claimed", "suspended", "completed", "withdrawn", "expired"]


class Place(Struct, frozen=True):
    """Where something stands: offsets as spans have them, line and column counted from 1."""

    file: str
    line: int
    column: int
    start: int
    end: int


class Valued(Struct, frozen=True):
    """An expression, and the type in which its value is stored."""

    expression: Expression
    type: Type


class Callee(Struct, frozen=True):
    """A flow, or a predicate of a plugin, that a line names."""

    kind: Word["flow", "predicate"]
    name: str


class ElementPath(Struct, frozen=True, omit_defaults=True):
    """An element, by its name in its graph. `parents` are the steps that lead to the run it is in, outermost first."""

    element: str
    parents: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The path as the source writes it."""
        return ".".join((*self.parents, self.element))


class Line(Struct, frozen=True, tag=True, tag_field="line", omit_defaults=True, kw_only=True):
    """What every line has: where it stands."""

    place: Place


class GivenNow(Line, frozen=True, kw_only=True):
    """`given now = …`."""

    value: Valued


class GivenRecord(Line, frozen=True, kw_only=True):
    """`given case = { … }`: a record that is there, and the orchestration's argument number `parameter`."""

    parameter: int
    record: str
    value: Valued


class GivenArgument(Line, frozen=True, kw_only=True):
    """`given limit = 5`: the orchestration's argument number `parameter`."""

    parameter: int
    value: Valued


class GivenReturns(Line, frozen=True, kw_only=True):
    """`given FLOW returns { … }`, `given PREDICATE returns true`."""

    callee: Callee
    value: Valued


class GivenFails(Line, frozen=True, kw_only=True):
    """`given FLOW fails [with "Name"] [2 times] [then returns …]`."""

    callee: Callee
    error: str | None = None
    times: int | None = None
    then: Valued | None = None


class GivenTakes(Line, frozen=True, kw_only=True):
    """`given FLOW takes D`."""

    callee: Callee
    duration: Valued


class GivenMembers(Line, frozen=True, kw_only=True):
    """`given members of "G" are "ann", "bob"`."""

    group: str
    members: tuple[str, ...]


class GivenManager(Line, frozen=True, kw_only=True):
    """`given manager of "ann" is "lena"`."""

    person: str
    manager: str


class GivenAbsence(Line, frozen=True, kw_only=True):
    """`given absence of "ann" [from E] [until E] [substitute "bob"]`: a date is a whole day."""

    person: str
    since: Valued | None = None
    until: Valued | None = None
    substitute: str | None = None


class GivenAllocation(Line, frozen=True, kw_only=True):
    """`given allocation [of "G"] is POLICY`, a built-in one; without a group for all whom none is given for."""

    policy: str
    group: str | None = None


class Start(Line, frozen=True, kw_only=True):
    """`start` (by hand, as an administrator), or `"ann" starts`."""

    person: str | None = None


class CreateRecord(Line, frozen=True, kw_only=True):
    """`create Case { … }`. `parameters` are the arguments that may be this record."""

    record: str
    value: Valued
    parameters: tuple[int, ...]


class UpdateRecord(Line, frozen=True, kw_only=True):
    """`update case { … }`."""

    parameter: int
    record: str
    value: Valued


class DeleteRecord(Line, frozen=True, kw_only=True):
    """`delete case`."""

    parameter: int
    record: str


class Send(Line, frozen=True, kw_only=True):
    """`send EVENT { … }`."""

    event: str
    value: Valued


class Advance(Line, frozen=True, kw_only=True):
    """`advance D`."""

    duration: Valued


class Claim(Line, frozen=True, kw_only=True):
    """`"ann" claims STEP`."""

    person: str
    step: ElementPath


class Release(Line, frozen=True, kw_only=True):
    """`"ann" releases STEP`."""

    person: str
    step: ElementPath


class Complete(Line, frozen=True, kw_only=True):
    """`"ann" completes STEP [with { … }]`."""

    person: str
    step: ElementPath
    value: Valued | None = None


class Skip(Line, frozen=True, kw_only=True):
    """`"ann" skips STEP [with { … }]`: its work item, or what is in error. Without a name an administrator does."""

    step: ElementPath
    person: str | None = None
    value: Valued | None = None


class Save(Line, frozen=True, kw_only=True):
    """`"ann" saves STEP with { … }`: a draft."""

    person: str
    step: ElementPath
    value: Valued


class Delegate(Line, frozen=True, kw_only=True):
    """`"ann" delegates STEP to "bob"`."""

    person: str
    step: ElementPath
    to: str


class Suspend(Line, frozen=True, kw_only=True):
    """`"ann" suspends STEP [for D | until E]`: its work item."""

    step: ElementPath
    person: str | None = None
    duration: Valued | None = None
    until: Valued | None = None


class Resume(Line, frozen=True, kw_only=True):
    """`"ann" resumes STEP`: its work item."""

    step: ElementPath
    person: str | None = None


class Prioritize(Line, frozen=True, kw_only=True):
    """`"ann" prioritizes STEP to E`."""

    step: ElementPath
    priority: Valued
    person: str | None = None


class AddItem(Line, frozen=True, kw_only=True):
    """`"ann" adds E to STEP`: one item more for its `for each`."""

    person: str
    item: Valued
    step: ElementPath


class EndAdding(Line, frozen=True, kw_only=True):
    """`"ann" ends adding to STEP`."""

    person: str
    step: ElementPath


class Reassign(Line, frozen=True, kw_only=True):
    """`"ann" reassigns STEP to E`."""

    step: ElementPath
    people: Valued
    person: str | None = None


class RetryStep(Line, frozen=True, kw_only=True):
    """`"ann" retries ELEMENT`: a step, or whatever else is in error and has a name."""

    step: ElementPath
    person: str | None = None


class SuspendRun(Line, frozen=True, kw_only=True):
    """`"ann" suspends run [of STEP]`: the run that lines are about, or the one of a step."""

    person: str | None = None
    step: ElementPath | None = None


class ResumeRun(Line, frozen=True, kw_only=True):
    """`"ann" resumes run [of STEP]`."""

    person: str | None = None
    step: ElementPath | None = None


class CancelRun(Line, frozen=True, kw_only=True):
    """`"ann" cancels [run of STEP] [at once]`."""

    person: str | None = None
    step: ElementPath | None = None
    at_once: bool = False


class ExpectStatus(Line, frozen=True, kw_only=True):
    """`expect stage | step NAME STATUS`."""

    kind: Word["stage", "step"]
    path: ElementPath
    status: Status


class ExpectItem(Line, frozen=True, kw_only=True):
    """`expect item STEP STATUS [by "ann" [for "bob"]]`."""

    step: ElementPath
    status: ItemStatus
    by: str | None = None
    acting_for: str | None = None


class ExpectOffered(Line, frozen=True, kw_only=True):
    """`expect item STEP offered to E`."""

    step: ElementPath
    people: Valued


class ExpectPriority(Line, frozen=True, kw_only=True):
    """`expect item STEP priority E`."""

    step: ElementPath
    priority: Valued


class ExpectDraft(Line, frozen=True, kw_only=True):
    """`expect item STEP draft { … }`: these values are in it, whatever the others are."""

    step: ElementPath
    value: Valued


class ExpectCalled(Line, frozen=True, kw_only=True):
    """`expect FLOW called [n times] [with { … }]`."""

    callee: Callee
    times: int | None = None
    arguments: Valued | None = None


class ExpectNotified(Line, frozen=True, kw_only=True):
    """`expect notified E via CHANNEL [n times]`."""

    people: Valued
    channel: str
    times: int | None = None


class ExpectStarted(Line, frozen=True, kw_only=True):
    """`expect started n times`."""

    times: int


class ExpectError(Line, frozen=True, kw_only=True):
    """`expect error "X"`."""

    error: str


class ExpectEnded(Line, frozen=True, kw_only=True):
    """`expect ended "Outcome"`."""

    outcome: str


class ExpectFailed(Line, frozen=True, kw_only=True):
    """`expect failed "…"`."""

    reason: str


class ExpectSuspended(Line, frozen=True, kw_only=True):
    """`expect suspended`."""


class ExpectCanceled(Line, frozen=True, kw_only=True):
    """`expect canceled`."""


class ExpectFinished(Line, frozen=True, kw_only=True):
    """`expect finished`."""


class MayNot(Line, frozen=True, kw_only=True):
    """Somebody may not act on the work item of a step, on what is in error, on the run, or may not start one.

    `user` is to whom it may not be delegated, `people` to whom it may not be reassigned; without them to nobody.
    """

    person: str
    act: Word[
        "start", "cancel", "view", "suspend run", "resume run", "retry", "claim", "release", "complete", "skip", "save",
        "prioritize", "delegate", "reassign", "suspend", "resume",
    ]  # fmt: skip
    step: ElementPath | None = None
    user: str | None = None
    people: Valued | None = None


Given = (
    GivenNow
    | GivenRecord
    | GivenArgument
    | GivenReturns
    | GivenFails
    | GivenTakes
    | GivenMembers
    | GivenManager
    | GivenAbsence
    | GivenAllocation
)

OnItem = Claim | Release | Complete | Skip | Save | Delegate | Suspend | Resume | Prioritize | Reassign
"""What is done with the work item of a step."""

OnRun = RetryStep | SuspendRun | ResumeRun | CancelRun
"""What is done with a run as a whole, and with what is in error in it."""

Act = Start | CreateRecord | UpdateRecord | DeleteRecord | Send | Advance | AddItem | EndAdding | OnItem | OnRun

OfItem = ExpectItem | ExpectOffered | ExpectPriority | ExpectDraft
"""What is expected of the work item of a step."""

OfRun = ExpectEnded | ExpectFailed | ExpectSuspended | ExpectCanceled | ExpectFinished
"""What is expected of the run as a whole."""

Expectation = ExpectStatus | OfItem | ExpectCalled | ExpectNotified | ExpectStarted | ExpectError | OfRun | MayNot


class Scenario(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One test of the orchestration of this name.

    `inline` are the predicates written in place that its expressions use, `reads` the fields of records that they read.
    """

    name: str
    orchestration: str
    place: Place
    lines: tuple[Given | Act | Expectation, ...]
    inline: tuple[InlinePredicate, ...] = ()
    reads: dict[str, tuple[str, ...]] = {}

    @property
    def starts(self) -> bool:
        """Whether somebody starts the orchestration by hand: its own triggers are off then."""
        return any(isinstance(line, Start) for line in self.lines)
