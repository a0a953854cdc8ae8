"""The clauses of a step, except those about people."""

from orchestra_dsl.syntax.nodes.base import Name, Node
from orchestra_dsl.syntax.nodes.expressions import Call, Expression
from orchestra_dsl.syntax.nodes.shared import Join


class StartAfter(Node, frozen=True, kw_only=True):
    """`start after a, b`, `start after any of a, b`, `start after 2 of a, b, c`."""

    join: Join


class OnlyIf(Node, frozen=True, kw_only=True):
    """`only if E`: the step is skipped where E is false."""

    condition: Expression


class EnabledWhile(Node, frozen=True, kw_only=True):
    """`enabled while E`."""

    condition: Expression


class WithdrawWhen(Node, frozen=True, kw_only=True):
    """`withdraw when E`."""

    condition: Expression


class ForEach(Node, frozen=True, kw_only=True):
    """`for each p in LIST [at most 5 at once | one by one]`.

    `at_once` is how many at most at the same time: `one by one` is 1, missing is all.
    """

    name: Name
    items: Expression
    at_once: int | None


class MayAdd(Node, frozen=True, kw_only=True):
    """`may add`: people may add instances to a `for each`."""


class EnoughWhen(Node, frozen=True, kw_only=True):
    """`enough when E`: a `for each` stops early."""

    condition: Expression


class WithoutWaiting(Node, frozen=True, kw_only=True):
    """`without waiting`."""


class Retry(Node, frozen=True, kw_only=True):
    """`retry 5 times every 30s doubling up to 10m`."""

    times: int
    every: Expression | None
    doubling: bool
    up_to: Expression | None


class UndoBy(Node, frozen=True, kw_only=True):
    """`undo flow(…)` in a step: what takes it back."""

    call: Call


class ActAs(Node, frozen=True, kw_only=True):
    """`as E`: the step acts for somebody."""

    person: Expression
