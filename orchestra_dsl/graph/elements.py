"""The elements of an orchestration: what runs, by small integers.

Every element has an index (its place in `Graph.elements`, in source order) and a stable dotted name. Control flows
along `next`: the element that comes after it, `FALLS_OFF` where its block ends there, `THE_END` where the run does.
A decision's outcome or a handler leads to a target, which is such an index too. `scope` is the index of the stage,
branch or handler block around the element, or `ROOT`.

Steps are the one kind that no control reaches: their stage starts them, by the data that they wait for. Branches and
the blocks of handlers are scopes: control runs in them in a thread of its own.
"""

from msgspec import Struct

from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.graph.types import Field, Type

ROOT = -1
FALLS_OFF = -1
THE_END = -2


class Element(Struct, frozen=True, tag=True, tag_field="element", omit_defaults=True, kw_only=True):
    """What every element has: its stable name (`resolve.fix`) and the scope around it."""

    name: str
    scope: int = ROOT


class Handler(Struct, frozen=True, omit_defaults=True):
    """`on error "code" [as e] -> target | { … }`.

    `block` is the index of the HandlerBlock whose elements run, `target` where control goes; one of them is set.
    Without a code it takes every error.
    """

    code: str | None = None
    target: int | None = None
    block: int | None = None


class Limit(Struct, frozen=True):
    """`up to D -> target`, `timeout D -> target`: after `duration` control goes to `target`."""

    duration: Expression
    target: int


class Join(Struct, frozen=True, omit_defaults=True):
    """Which of `elements` must have finished: all of them, or `count` (any is 1) completed ones (rule 6)."""

    elements: tuple[int, ...]
    count: int | None = None


class Retry(Struct, frozen=True, omit_defaults=True):
    """`retry n times every D doubling up to M`: n further attempts after the first, at once without `every`."""

    times: int
    every: Expression | None = None
    doubling: bool = False
    up_to: Expression | None = None


class Notice(Struct, frozen=True, omit_defaults=True):
    """`notify via email, slack "subject" "body"`: how the candidates of a work item are told of it."""

    channels: tuple[str, ...]
    subject: Expression | None = None
    body: Expression | None = None


class Remind(Struct, frozen=True, tag="remind"):
    """`remind`: whoever has the work item, or may claim it, is told again."""


class NotifyRung(Struct, frozen=True, tag="notify"):
    """`notify E via email`: somebody is told how late the work item is."""

    people: Expression
    channels: tuple[str, ...]


class Reassign(Struct, frozen=True, tag="reassign"):
    """`reassign to E`: others replace the candidates, a claim is released."""

    people: Expression


class Rung(Struct, frozen=True, omit_defaults=True):
    """What happens `at 50%` of the time until a work item is due, or `after` it was due. One of the two is set."""

    action: Remind | NotifyRung | Reassign
    percent: int | None = None
    after: Expression | None = None


class Due(Struct, frozen=True, omit_defaults=True):
    """`due in D { … }`, `due at E { … }`: when a work item should be done. One of the two is set."""

    within: Expression | None = None
    at: Expression | None = None
    rungs: tuple[Rung, ...] = ()


class Subject(Struct, frozen=True):
    """The record that a work item is about, or locks: what leads to it, and its type."""

    record: Expression
    type: str


class ForEach(Struct, frozen=True, omit_defaults=True):
    """`for each p in items [at most n at once]`, `enough when E`: an instance for each item, `item` is its type.

    `at_most` is how many may be open at the same time (`one by one` is 1), None for all. `may_add`: people may add
    items.
    """

    items: Expression
    item: Type
    at_most: int | None = None
    enough_when: Expression | None = None
    may_add: bool = False


class UndoCall(Struct, frozen=True):
    """`undo flow(…)` of a step: what takes it back, with arguments that are captured when it completes."""

    flow: str
    arguments: tuple[Expression, ...]
    parameters: tuple[Field, ...]


class Stage(Element, frozen=True, kw_only=True):
    """A group of steps. `steps` in source order; `finish` a join of its steps, `finish_when` a condition.

    `watched` tells whether anything asks for its status.
    `lock` is the name of a lock that it takes before its steps begin; `one_at_a_time` tells whether they have turns.
    """

    label: str | None = None
    next: int
    steps: tuple[int, ...]
    start_when: Expression | None = None
    start_limit: Limit | None = None
    finish: Join | None = None
    finish_when: Expression | None = None
    rest_continues: bool = False
    timeout: Limit | None = None
    handlers: tuple[Handler, ...] = ()
    drops: tuple[int, ...] = ()
    watched: bool = False
    lock: Expression | None = None
    one_at_a_time: bool = False


class Step(Element, frozen=True, kw_only=True):
    """What background and interactive steps have in common.

    `after` names steps of the same stage; `dependents` are the steps of the stage whose `after` names this one.
    `outputs` are the declared outputs (with `completed_by`, `completed_at` for an interactive step), for a `for each`
    those of one instance; its `Binding` is the item of the instance that is looked at. `kept` tells
    whether a later element may read the outputs, `watched` whether anything asks for the step's status.
    """

    label: str | None = None
    arguments: tuple[Expression, ...]
    parameters: tuple[Field, ...]
    outputs: tuple[Field, ...]
    after: Join | None = None
    dependents: tuple[int, ...] = ()
    start_when: Expression | None = None
    only_if: Expression | None = None
    each: ForEach | None = None
    finish_when: Expression | None = None
    timeout: Expression | None = None
    handlers: tuple[Handler, ...] = ()
    undo: UndoCall | None = None
    kept: bool = True
    withdraw_when: Expression | None = None
    watched: bool = False


class Background(Step, frozen=True, kw_only=True):
    """Calls the flow named `flow`; `waits` for its answer unless it is `without waiting`, and acts for a user."""

    flow: str
    retry: Retry | None = None
    waits: bool = True
    acting_for: Expression | None = None


class Child(Step, frozen=True, kw_only=True):
    """Runs the orchestration named `orchestration` as a run of its own; waits for its end, and acts for, as a call."""

    orchestration: str
    retry: Retry | None = None
    waits: bool = True
    acting_for: Expression | None = None


class Interactive(Step, frozen=True, kw_only=True):
    """Opens a work item that shows the screen named `screen` to one of the people that `assign` names.

    Where that is nobody, `otherwise` is asked. Whom one of `exclude` names may not do it. Of `priority` the greater
    number comes first in lists. It may be delegated to those whom `delegates` names, without it to anybody; with
    `may_skip` whoever may complete it may skip it too.

    `same_as` names the one person whom it is for, who has done another step; `assign` is asked where nobody has. With
    `different` nobody does two instances. It is `about` a record, without it about the first one among its arguments;
    while it is open nobody else writes the record that it `locks`, except those who could do the work if
    `assignees_may_write`.
    """

    screen: str
    assign: Expression | None = None
    otherwise: Expression | None = None
    exclude: tuple[Expression, ...] = ()
    due: Due | None = None
    remind: Expression | None = None
    notice: Notice | None = None
    priority: Expression | None = None
    delegates: Expression | None = None
    may_skip: bool = False
    same_as: Expression | None = None
    different: bool = False
    enabled_while: Expression | None = None
    about: Subject | None = None
    locks: Subject | None = None
    assignees_may_write: bool = False


class Outcome(Struct, frozen=True, omit_defaults=True):
    """One way out of a decision: its full name, its condition (None for `otherwise`) and where control goes."""

    name: str
    target: int
    when: Expression | None = None
    kept: bool = False


class Decision(Element, frozen=True, kw_only=True):
    """The first outcome whose condition holds is taken."""

    outcomes: tuple[Outcome, ...]
    next: int
    drops: tuple[int, ...] = ()


class Assign(Element, frozen=True, kw_only=True):
    """`set n = E`, and the initial value of `var n` each time control passes its declaration."""

    variable: int
    value: Expression
    next: int


class Update(Element, frozen=True, kw_only=True):
    """`update case { status: "Working" }`: writes some fields of a record, and goes on when that is done.

    `record` leads to the record of the type `type`; `changes` is an object of the `fields` that are written.
    """

    record: Expression
    type: str
    changes: Expression
    fields: tuple[Field, ...]
    next: int


class GoTo(Element, frozen=True, kw_only=True):
    """A jump to `target`, forwards or backwards, out of the scopes that do not hold the target."""

    target: int


class End(Element, frozen=True, kw_only=True):
    """Finishes the run, with the outcome's name and the orchestration's outputs."""

    outcome: str | None = None
    outputs: Expression | None = None


class Fail(Element, frozen=True, kw_only=True):
    """Ends the run as failed, with a reason."""

    reason: Expression


class Notify(Element, frozen=True, kw_only=True):
    """`notify E via email "text"`: sends a message through each of the channels, and goes on."""

    people: Expression
    channels: tuple[str, ...]
    body: Expression
    next: int


class Log(Element, frozen=True, kw_only=True):
    """`log "text"`: writes a line of the run's timeline, and goes on."""

    text: Expression
    next: int


class Cancel(Element, frozen=True, kw_only=True):
    """`cancel STEP | STAGE`: ends the step or stage `target`, where it is open, and goes on."""

    target: int
    next: int


class Undo(Element, frozen=True, kw_only=True):
    """Takes back what steps have done, newest first, one at a time; in a branch only what was done there (rule 12).

    With `back_to` only what was done since the stage of this index was entered last.
    """

    next: int
    back_to: int | None = None


class HandlerBlock(Element, frozen=True, kw_only=True):
    """The block of an error handler: a scope whose elements run, from `first` on, beside what failed.

    Also the one that an orchestration works off `on cancel`.

    `owner` is the stage or step that declares the handler, or ROOT for the orchestration's own.
    """

    owner: int
    first: int


class Parallel(Element, frozen=True, kw_only=True):
    """Branches side by side. `finish` is a join of its branches, `finish_when` a condition (rule 6).

    `branches` in source order; `steps` are all steps inside: a new visit forgets their outputs.
    """

    next: int
    branches: tuple[int, ...]
    finish: Join | None = None
    finish_when: Expression | None = None
    rest_continues: bool = False
    steps: tuple[int, ...] = ()


class Branch(Element, frozen=True, kw_only=True):
    """A branch of the parallel `owner`: a scope whose elements run from `first` on, in a thread of their own."""

    owner: int
    first: int


class EventArm(Struct, frozen=True, tag="event", omit_defaults=True):
    """`on EVENT as p where E keep D`: a message for which `where` holds has arrived, or was kept for so long.

    `bound` tells whether an element behind the arm may read the message.
    """

    event: str
    target: int
    where: Expression | None = None
    keep: Expression | None = None
    bound: bool = True


class TimerArm(Struct, frozen=True, tag="timer"):
    """`after D`: this time has passed since control has come here."""

    after: Expression
    target: int


class ConditionArm(Struct, frozen=True, tag="condition"):
    """`on E`: the condition holds."""

    when: Expression
    target: int


Arm = EventArm | TimerArm | ConditionArm


class Await(Element, frozen=True, kw_only=True):
    """Control waits until the first of `arms` comes true; `wait` and `wait until` are awaits too.

    `steps` are all steps in the blocks of the arms: a new visit forgets their outputs. It ends what `rest continue` has
    left open there: stages of these steps, and `parallels`.
    """

    next: int
    arms: tuple[Arm, ...]
    steps: tuple[int, ...] = ()
    parallels: tuple[int, ...] = ()


AnyElement = (
    Stage
    | Background
    | Child
    | Interactive
    | Decision
    | Parallel
    | Branch
    | Await
    | Assign
    | Update
    | GoTo
    | End
    | Fail
    | Notify
    | Log
    | Cancel
    | Undo
    | HandlerBlock
)
AnyStep = Background | Child | Interactive


def asked_outputs(step: AnyStep) -> tuple[Field, ...]:
    """The outputs that somebody gives: without `completed_by` and `completed_at`, which an interactive step has too."""
    if not isinstance(step, Interactive):
        return step.outputs
    return tuple(each for each in step.outputs if each.name not in ("completed_by", "completed_at"))
