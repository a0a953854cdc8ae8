"""Scenarios as data: what is given, what happens and what is expected, line by line, ready to be played.

Names are resolved: parameters are numbers, paths lead to elements, callables say what they are. Expressions stand with
the type in which their values are stored. A scenario belongs to a package, and to the hash of no orchestration.
"""

from typing import Literal as Word

from msgspec import Struct

from orchestra_dsl.graph.expressions import Expression, InlinePredicate
from orchestra_dsl.graph.types import Type

Status = Word["not started", "waiting", "active", "completed", "skipped", "discontinued", "canceled", "error"]


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
    """`"ann" skips STEP [with { … }]`."""

    person: str
    step: ElementPath
    value: Valued | None = None


class Delegate(Line, frozen=True, kw_only=True):
    """`"ann" delegates STEP to "bob"`."""

    person: str
    step: ElementPath
    to: str


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
    """`reassign STEP to E`."""

    step: ElementPath
    people: Valued


class RetryStep(Line, frozen=True, kw_only=True):
    """`retry ELEMENT`: a step, or whatever else is in error and has a name."""

    step: ElementPath


class CancelRun(Line, frozen=True, kw_only=True):
    """`cancel`."""


class ExpectStatus(Line, frozen=True, kw_only=True):
    """`expect stage | step NAME STATUS`."""

    kind: Word["stage", "step"]
    path: ElementPath
    status: Status


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


class ExpectCanceled(Line, frozen=True, kw_only=True):
    """`expect canceled`."""


class ExpectFinished(Line, frozen=True, kw_only=True):
    """`expect finished`."""


class MayNot(Line, frozen=True, kw_only=True):
    """`"ann" may not claim | complete | delegate STEP`, `"ann" may not start`."""

    person: str
    act: Word["claim", "complete", "delegate", "start"]
    step: ElementPath | None = None


Given = GivenNow | GivenRecord | GivenArgument | GivenReturns | GivenFails | GivenTakes | GivenMembers | GivenManager

Act = (
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

Expectation = (
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
