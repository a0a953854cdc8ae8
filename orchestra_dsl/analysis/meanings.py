"""What names mean: the closed unions that resolving a name, a field or a call ends in.

`Meaning` is what a Reference or an Attribute stands for, `CallMeaning` what a Call does.
"""

from typing import Literal, TypeAlias

from msgspec import Struct

from orchestra_dsl.analysis.outline import NamedElement
from orchestra_dsl.graph.library import Form
from orchestra_dsl.syntax import nodes as n

# --- References and attributes --------------------------------------------------------------------


class ParameterMeaning(Struct, frozen=True, eq=False):
    """The orchestration's parameter number `index`."""

    index: int
    parameter: n.Parameter


class VariableMeaning(Struct, frozen=True, eq=False):
    """The `var` with this place in the outline's `variables`."""

    index: int
    variable: n.Var


class LetMeaning(Struct, frozen=True, eq=False):
    """The `let` with this place in the outline's `lets`."""

    index: int
    formula: n.Let


class LocalMeaning(Struct, frozen=True, eq=False):
    """The name that a lambda or the parameter of a predicate in place binds; told apart by its declaration."""

    declaration: n.Lambda | n.Parameter


class ErrorMeaning(Struct, frozen=True, eq=False):
    """The `e` of `on error … as e`: an object with `message` and `code`."""

    handler: n.OnError


class LoopMeaning(Struct, frozen=True, eq=False):
    """The item of a step's `for each`."""

    clause: n.ForEach
    step: n.Step


class EventMeaning(Struct, frozen=True, eq=False):
    """The event that an arm or a trigger has bound: an object with the event's fields."""

    binding: n.EventArm | n.StartOnEvent


class StageMeaning(Struct, frozen=True, eq=False):
    """A stage, as the beginning of `stage.step`; no value by itself."""

    stage: NamedElement


class StepMeaning(Struct, frozen=True, eq=False):
    """A step: all its outputs as an object, for a `for each` the list of them."""

    step: NamedElement


class OutputMeaning(Struct, frozen=True, eq=False):
    """One output of a step: `fix.refund`. `proven` tells whether it is certainly there at this place."""

    step: NamedElement
    field: str
    proven: bool


class FieldMeaning(Struct, frozen=True, eq=False):
    """A field of an object or, when `record` names its type, of a record."""

    field: str
    record: str | None


class NowMeaning(Struct, frozen=True, eq=False):
    """`now`."""


class RunMeaning(Struct, frozen=True, eq=False):
    """`run`, as the beginning of `run.id`; no value by itself."""


class RunFactMeaning(Struct, frozen=True, eq=False):
    """`run.id` and its siblings."""

    fact: Literal["id", "started_by", "started_at", "error"]


class BeforeFieldMeaning(Struct, frozen=True, eq=False):
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


class LibraryMeaning(Struct, frozen=True, eq=False):
    """A function of the fixed library, in one of its forms."""

    name: str
    form: Form


class FoldMeaning(Struct, frozen=True, eq=False):
    """A function over a list; its arguments are the list and, where there is one, the lambda."""

    name: Literal["any", "all", "count", "sum", "min", "max", "filter", "map"]


class PredicateMeaning(Struct, frozen=True, eq=False):
    """A predicate: a plugin's where `predicate.body` is None, otherwise one in place."""

    predicate: n.Predicate


class FlowMeaning(Struct, frozen=True, eq=False):
    """The flow that a step or an `undo` calls."""

    flow: n.Flow


class ScreenMeaning(Struct, frozen=True, eq=False):
    """The screen that a step shows."""

    screen: n.Screen


class RunCallMeaning(Struct, frozen=True, eq=False):
    """The orchestration that a step runs."""

    orchestration: n.Orchestration


class FindMeaning(Struct, frozen=True, eq=False):
    """`find(Case, id)`: its one argument is the id."""

    record: str


class StateMeaning(Struct, frozen=True, eq=False):
    """`state(resolve.fix)`, without arguments that are values."""

    element: NamedElement


class VisitedMeaning(Struct, frozen=True, eq=False):
    """`visited(severity.critical)`; the outcome `otherwise` is called so. Without arguments that are values."""

    decision: NamedElement
    outcome: str


class OriginalMeaning(Struct, frozen=True, eq=False):
    """`original(case)`: its one argument is the orchestration's parameter number `index`."""

    index: int


class ChangedMeaning(Struct, frozen=True, eq=False):
    """`changed(case.status)` in a trigger, without arguments that are values."""

    field: str


class BeforeMeaning(Struct, frozen=True, eq=False):
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


class MatchedCall(Struct, frozen=True, eq=False):
    """What a Call means, and its arguments in the order of the parameters; a default stands in where none is given."""

    meaning: CallMeaning
    arguments: tuple[n.Expression | n.Lambda, ...]
