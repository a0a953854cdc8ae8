"""Clauses and parts that several forms share: targets, limits, joins, timeouts."""

from typing import TypeAlias

from orchestra_dsl.syntax.nodes.base import Name, Node, Path, node
from orchestra_dsl.syntax.nodes.expressions import Expression


@node
class Target(Node):
    """Where a jump leads: a named element, or `end`."""

    path: Path

    @property
    def is_end(self) -> bool:
        """Whether this is `end`, the end of the run."""
        return self.path.text == "end"


@node
class Limit(Node):
    """`up to D -> target`: how long to wait at most, and where to go then."""

    duration: Expression
    target: Target


@node
class AllOf(Node):
    """`a, b`, or the word `all`, which lists nothing: all there are."""

    elements: tuple[Path, ...]


@node
class AnyOf(Node):
    """`any of a, b`, or the word `any`, which lists nothing: any one there is."""

    elements: tuple[Path, ...]


@node
class CountOf(Node):
    """`2 of a, b, c`."""

    count: int
    elements: tuple[Path, ...]


Join: TypeAlias = AllOf | AnyOf | CountOf


@node
class FinishWhen(Node):
    """`finish when all | any | 2 of a, b, c | E`; a step's has an expression only."""

    join: Join | Expression


@node
class Rest(Node):
    """`rest stop`, or `rest continue`: what becomes of what is still open."""

    continues: bool


@node
class Timeout(Node):
    """`timeout D -> target` of a stage, `timeout D` of a step (without a target)."""

    duration: Expression
    target: Target | None


@node
class StartWhen(Node):
    """`start when E`, in a stage also with `up to D -> target`."""

    condition: Expression
    limit: Limit | None


@node
class NotifyVia(Node):
    """`notify via email, slack ["subject" "body"]`; inner ones win."""

    channels: tuple[Name, ...]
    subject: Expression | None
    body: Expression | None
