"""Expressions as data: pure, typed, unevaluated. The interpreter turns them into Python functions.

Every node says all that an evaluator needs: names are resolved to indices, and where the meaning depends on a
type, the node names it. Lists of terms are flat (`a and b and c` is one node), so depth is bounded by nesting.
"""

from typing import Literal as Word

from msgspec import Struct

from orchestra_dsl.graph.types import Type


class Node(Struct, frozen=True, tag=True, tag_field="node", omit_defaults=True):
    """What every expression node has in common: it is frozen and stored under the name of its class."""


class Literal(Node, frozen=True):
    """A constant. `value` is the stored form of a value of `type` (see graph/values.py)."""

    type: Type
    value: bool | int | str | list[str] | None


class Parameter(Node, frozen=True):
    """The orchestration's parameter number `index`."""

    index: int


class Variable(Node, frozen=True):
    """The present value of `var` number `index`."""

    index: int


class Let(Node, frozen=True):
    """The formula `let` number `index`, evaluated afresh where it is read."""

    index: int


class Local(Node, frozen=True):
    """The name bound by the lambda or the in-place predicate around it; slots are unique in a graph."""

    slot: int


class Binding(Node, frozen=True):
    """What element `element` has bound: the item of `for each`, the error of a handler, an event's fields."""

    element: int


class Output(Node, frozen=True):
    """Output `field` of step `element`; missing (null) when the step has not completed in this visit."""

    element: int
    field: str


class Outputs(Node, frozen=True):
    """All outputs of step `element` as one object; for a `for each` the list of its completed instances."""

    element: int


class Get(Node, frozen=True):
    """Field `field` of an object or, when `record` names its declaration, of a record, read fresh.

    `safe` is `?.`: a missing object gives a missing value instead of an error.
    """

    object: "Expression"
    field: str
    record: str | None = None
    safe: bool = False


class At(Node, frozen=True):
    """The item of a list at a position counted from 0; missing when there is none."""

    list: "Expression"
    index: "Expression"


class Call(Node, frozen=True):
    """A function of the fixed library (graph/library.py), by the name of its signature."""

    function: str
    arguments: tuple["Expression", ...]


class Fold(Node, frozen=True):
    """`any all count sum min max filter map` over a list, with `slot` bound to each item in `body`.

    Without a lambda (`sum(list)`) the body is the item itself, for `count(list)` the constant true. `type` is the
    type of the body's value.
    """

    function: Word["any", "all", "count", "sum", "min", "max", "filter", "map"]
    list: "Expression"
    slot: int
    body: "Expression"
    type: Type


class And(Node, frozen=True):
    """All terms hold; asked from left to right, the first false one decides."""

    terms: tuple["Expression", ...]


class Or(Node, frozen=True):
    """Some term holds; asked from left to right, the first true one decides."""

    terms: tuple["Expression", ...]


class Not(Node, frozen=True):
    """The term does not hold."""

    term: "Expression"


class Compare(Node, frozen=True):
    """`left operator right`; `type` is the type in which both are compared."""

    operator: Word["==", "!=", "<", "<=", ">", ">="]
    left: "Expression"
    right: "Expression"
    type: Type


class In(Node, frozen=True):
    """`item in list`, or `not in` when negated; for a text on both sides: contained in it."""

    item: "Expression"
    list: "Expression"
    negated: bool = False


class Arithmetic(Node, frozen=True):
    """`left operator right`. `kind` names the operands' types and so the operation:

    integer, decimal (an integer operand counts as one; `/` is always this), text (`+` only), duration (with a
    duration, or times and divided by a number), datetime (plus and minus a duration), elapsed (datetime minus
    datetime), business (a datetime plus business days).
    """

    operator: Word["+", "-", "*", "/"]
    left: "Expression"
    right: "Expression"
    kind: Word["integer", "decimal", "text", "duration", "datetime", "elapsed", "business"]


class Negative(Node, frozen=True):
    """The number or duration with its sign changed."""

    term: "Expression"
    kind: Word["integer", "decimal", "duration"]


class Coalesce(Node, frozen=True):
    """The first term that is not missing: `a ?? b ?? c`."""

    terms: tuple["Expression", ...]


class If(Node, frozen=True):
    """`if condition then positive else negative`."""

    condition: "Expression"
    positive: "Expression"
    negative: "Expression"


class MakeList(Node, frozen=True):
    """A list literal."""

    items: tuple["Expression", ...]


class MakeObject(Node, frozen=True):
    """An object literal: names and values side by side, in the order of the source."""

    names: tuple[str, ...]
    values: tuple["Expression", ...]


class Interpolation(Node, frozen=True):
    """A text with expressions in it. Every part is written as text by the rules of its type in `types`."""

    parts: tuple["Expression", ...]
    types: tuple[Type, ...]


class Widen(Node, frozen=True):
    """An integer made a decimal, where the two meet (arguments, outputs, list items)."""

    term: "Expression"


class Now(Node, frozen=True):
    """The time of the event that is being handled."""


class RunFact(Node, frozen=True):
    """`run.id`, `run.started_by`, `run.started_at` or `run.error` (an object, may be missing)."""

    fact: Word["id", "started_by", "started_at", "error"]


class Apply(Node, frozen=True):
    """A predicate written in place, number `predicate` of the graph, with its arguments."""

    predicate: int
    arguments: tuple["Expression", ...]


class Ask(Node, frozen=True):
    """A predicate that a plugin supplies; its answer arrives as an event. `types` are the arguments' types."""

    predicate: str
    arguments: tuple["Expression", ...]
    types: tuple[Type, ...]


class Visited(Node, frozen=True):
    """`visited(decision.outcome)`: whether the run has taken this outcome."""

    element: int
    outcome: str


class StatusOf(Node, frozen=True):
    """`state(resolve.fix)`: where the stage or step `element` stands, in words."""

    element: int


class Original(Node, frozen=True):
    """`original(case).status`: a field of a parameter's record when the run started; without one all of it."""

    parameter: int
    field: str | None = None


class Before(Node, frozen=True):
    """`before(case.field)` in a trigger: the field as it was before the write; missing for a new record."""

    field: str


class Changed(Node, frozen=True):
    """`changed(case.field)` in a trigger: whether the write changed it (true for every field of a new record)."""

    field: str


Expression = (
    Literal
    | Parameter
    | Variable
    | Let
    | Local
    | Binding
    | Output
    | Outputs
    | Get
    | At
    | Call
    | Fold
    | And
    | Or
    | Not
    | Compare
    | In
    | Arithmetic
    | Negative
    | Coalesce
    | If
    | MakeList
    | MakeObject
    | Interpolation
    | Widen
    | Now
    | RunFact
    | Apply
    | Ask
    | Visited
    | StatusOf
    | Original
    | Before
    | Changed
)


class InlinePredicate(Struct, frozen=True):
    """A predicate written in place: a formula over `slots`, one for each parameter."""

    name: str
    slots: tuple[int, ...]
    body: Expression
