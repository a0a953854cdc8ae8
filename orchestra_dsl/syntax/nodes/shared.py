"""Clauses and parts that several forms share: targets, limits, joins, timeouts."""

from typing import TypeAlias

from orchestra_dsl.syntax.nodes.base import Name, Node, Path
from orchestra_dsl.syntax.nodes.expressions import Expression


class Target(Node, frozen=True, kw_only=True):
    """Where a jump leads: a named element, or `end`."""

    path: Path

    @property
    def is_end(self) -> bool:
        """Whether this is `end`, the end of the run."""
        return self.path.text == "end"


class Limit(Node, frozen=True, kw_only=True):
    """`up to D -> target`: how long to wait at most, and where to go then."""

    duration: Expression
    target: Target


class AllOf(Node, frozen=True, kw_only=True):
    """`a, b`, or the word `all`, which lists nothing: all there are."""

    elements: tuple[Path, ...]


class AnyOf(Node, frozen=True, kw_only=True):
    """`any of a, b`, or the word `any`, which lists nothing: any one there is."""

    elements: tuple[Path, ...]


class CountOf(Node, frozen=True, kw_only=True):
    """`2 of a, b, c`."""

    count: int
    elements: tuple[Path, ...]


Join: TypeAlias = AllOf | AnyOf | CountOf


class FinishWhen(Node, frozen=True, kw_only=True):
    """`finish when all | any | 2 of a, b, c | E`; a step's has an expression only."""

    join: Join | Expression


class Rest(Node, frozen=True, kw_only=True):
    """`rest stop`, or `rest continue`: what becomes of what is still open."""

    continues: bool


class Timeout(Node, frozen=True, kw_only=True):
    """`timeout D -> target` of a stage, `timeout D` of a step (without a target)."""

    duration: Expression
    target: Target | None


class StartWhen(Node, frozen=True, kw_only=True):
    """`start when E`, in a stage also with `up to D -> target`."""

    condition: Expression
    limit: Limit | None


class NotifyVia(Node, frozen=True, kw_only=True):
    """`notify via email, slack ["subject" "body"]`; inner ones win."""

    channels: tuple[Name, ...]
    subject: Expression | None
    body: Expression | None
