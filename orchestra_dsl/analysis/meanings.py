"""What names mean: the closed unions that resolving a name, a field or a call ends in.

`Meaning` is what a Reference or an Attribute stands for, `CallMeaning` what a Call does.
"""

from typing import Literal, TypeAlias

import attrs

from orchestra_dsl.analysis.outline import NamedElement
from orchestra_dsl.graph.library import Form
from orchestra_dsl.syntax import nodes as n

# --- References and attributes --------------------------------------------------------------------


@attrs.frozen(eq=False)
class ParameterMeaning:
    """The orchestration's parameter number `index`."""

    index: int
    parameter: n.Parameter


@attrs.frozen(eq=False)
class VariableMeaning:
    """The `var` with this place in the outline's `variables`."""

    index: int
    variable: n.Var


@attrs.frozen(eq=False)
class LetMeaning:
    """The `let` with this place in the outline's `lets`."""

    index: int
    formula: n.Let


@attrs.frozen(eq=False)
class LocalMeaning:
    """The name that a lambda or the parameter of a predicate in place binds; told apart by its declaration."""

    declaration: n.Lambda | n.Parameter


@attrs.frozen(eq=False)
class ErrorMeaning:
    """The `e` of `on error … as e`: an object with `message` and `code`."""

    handler: n.OnError


@attrs.frozen(eq=False)
class LoopMeaning:
    """The item of a step's `for each`."""

    clause: n.ForEach
    step: n.Step


@attrs.frozen(eq=False)
class EventMeaning:
    """The event that an arm or a trigger has bound: an object with the event's fields."""

    binding: n.EventArm | n.StartOnEvent


@attrs.frozen(eq=False)
class StageMeaning:
    """A stage, as the beginning of `stage.step`; no value by itself."""

    stage: NamedElement


@attrs.frozen(eq=False)
class StepMeaning:
    """A step: all its outputs as an object, for a `for each` the list of them."""

    step: NamedElement


@attrs.frozen(eq=False)
class OutputMeaning:
    """One output of a step: `fix.refund`. `proven` tells whether it is certainly there at this place."""

    step: NamedElement
    field: str
    proven: bool


@attrs.frozen(eq=False)
class FieldMeaning:
    """A field of an object or, when `record` names its type, of a record."""

    field: str
    record: str | None


@attrs.frozen(eq=False)
class NowMeaning:
    """`now`."""


@attrs.frozen(eq=False)
class RunMeaning:
    """`run`, as the beginning of `run.id`; no value by itself."""


@attrs.frozen(eq=False)
class RunFactMeaning:
    """`run.id` and its siblings."""

    fact: Literal["id", "started_by", "started_at", "error"]


@attrs.frozen(eq=False)
class BeforeFieldMeaning:
    """`before(case).status` in a trigger: the field as it was before the write; missing for a new record."""

    field: str


Meaning: TypeAlias = (
    ParameterMeaning
    | VariableMeaning
    | LetMeaning
    | LocalMeaning
    | ErrorMeaning
    | LoopMeaning
    | EventMeaning
    | StageMeaning
    | StepMeaning
    | OutputMeaning
    | FieldMeaning
    | NowMeaning
    | RunMeaning
    | RunFactMeaning
    | BeforeFieldMeaning
)

# --- Calls ----------------------------------------------------------------------------------------


@attrs.frozen(eq=False)
class LibraryMeaning:
    """A function of the fixed library, in one of its forms."""

    name: str
    form: Form


@attrs.frozen(eq=False)
class FoldMeaning:
    """A function over a list; its arguments are the list and, where there is one, the lambda."""

    name: Literal["any", "all", "count", "sum", "min", "max", "filter", "map"]


@attrs.frozen(eq=False)
class PredicateMeaning:
    """A predicate: a plugin's where `predicate.body` is None, otherwise one in place."""

    predicate: n.Predicate


@attrs.frozen(eq=False)
class FlowMeaning:
    """The flow that a step or an `undo` calls."""

    flow: n.Flow


@attrs.frozen(eq=False)
class ScreenMeaning:
    """The screen that a step shows."""

    screen: n.Screen


@attrs.frozen(eq=False)
class RunCallMeaning:
    """The orchestration that a step runs."""

    orchestration: n.Orchestration


@attrs.frozen(eq=False)
class FindMeaning:
    """`find(Case, id)`: its one argument is the id."""

    record: str


@attrs.frozen(eq=False)
class StateMeaning:
    """`state(resolve.fix)`, without arguments that are values."""

    element: NamedElement


@attrs.frozen(eq=False)
class VisitedMeaning:
    """`visited(severity.critical)`; the outcome `otherwise` is called so. Without arguments that are values."""

    decision: NamedElement
    outcome: str


@attrs.frozen(eq=False)
class OriginalMeaning:
    """`original(case)`: its one argument is the parameter."""

    parameter: n.Parameter


@attrs.frozen(eq=False)
class ChangedMeaning:
    """`changed(case.status)` in a trigger, without arguments that are values."""

    field: str


@attrs.frozen(eq=False)
class BeforeMeaning:
    """`before(case.status)` in a trigger, without arguments that are values.

    Written `before(case).status`, `field` is None and the Attribute around it has a BeforeFieldMeaning.
    """

    field: str | None


CallMeaning: TypeAlias = (
    LibraryMeaning
    | FoldMeaning
    | PredicateMeaning
    | FlowMeaning
    | ScreenMeaning
    | RunCallMeaning
    | FindMeaning
    | StateMeaning
    | VisitedMeaning
    | OriginalMeaning
    | ChangedMeaning
    | BeforeMeaning
)


@attrs.frozen(eq=False)
class MatchedCall:
    """What a Call means, and its arguments in the order of the parameters; a default stands in where none is given."""

    meaning: CallMeaning
    arguments: tuple[n.Expression | n.Lambda, ...]
