"""The clauses of a step, except those about people."""

from orchestra_dsl.syntax.nodes.base import Name, Node, node
from orchestra_dsl.syntax.nodes.expressions import Call, Expression
from orchestra_dsl.syntax.nodes.shared import Join


@node
class StartAfter(Node):
    """`start after a, b`, `start after any of a, b`, `start after 2 of a, b, c`."""

    join: Join


@node
class OnlyIf(Node):
    """`only if E`: the step is skipped where E is false."""

    condition: Expression


@node
class EnabledWhile(Node):
    """`enabled while E`."""

    condition: Expression


@node
class WithdrawWhen(Node):
    """`withdraw when E`."""

    condition: Expression


@node
class ForEach(Node):
    """`for each p in LIST [at most 5 at once | one by one]`.

    `at_once` is how many at most at the same time: `one by one` is 1, missing is all.
    """

    name: Name
    items: Expression
    at_once: int | None


@node
class MayAdd(Node):
    """`may add`: people may add instances to a `for each`."""


@node
class EnoughWhen(Node):
    """`enough when E`: a `for each` stops early."""

    condition: Expression


@node
class WithoutWaiting(Node):
    """`without waiting`."""


@node
class Retry(Node):
    """`retry 5 times every 30s doubling up to 10m`."""

    times: int
    every: Expression | None
    doubling: bool
    up_to: Expression | None


@node
class UndoBy(Node):
    """`undo flow(…)` in a step: what takes it back."""

    call: Call


@node
class ActAs(Node):
    """`as E`: the step acts for somebody."""

    person: Expression
