"""The parts of clauses as texts, with the names of elements for their indices."""

from collections.abc import Iterator

from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.spelling import spell

Clause = tuple[str, str]
"""The words of a clause, and its text."""

BLOCK = "{ … }"
"""A block of the owner's own, which has no name that a reader would know."""


class Texts:
    """Writes parts of one graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def spell(self, node: Expression) -> str:
        """An expression."""
        return spell(self.graph, node)

    def spelled(self, *clauses: tuple[str, Expression | None]) -> Iterator[Clause]:
        """The clauses of which there is an expression."""
        return ((clause, self.spell(node)) for clause, node in clauses if node is not None)

    def target(self, index: int, owner: str) -> str:
        """Where control goes, by name."""
        if index in (el.THE_END, el.FALLS_OFF):
            return "end" if index == el.THE_END else "below"
        name = self.graph.elements[index].name
        return BLOCK if owner and name.startswith(f"{owner}.") else name

    def limit(self, clause: str, limit: el.Limit | None, owner: str) -> Iterator[Clause]:
        """`up to D -> target`, `timeout D -> target`."""
        if limit is not None:
            yield clause, f"{self.spell(limit.duration)} -> {self.target(limit.target, owner)}"

    def handlers(self, handlers: tuple[el.Handler, ...], owner: str) -> Iterator[Clause]:
        """The handlers of an element, or of the orchestration."""
        for handler in handlers:
            clause = "on error" if handler.code is None else f'on error "{handler.code}"'
            yield clause, BLOCK if handler.target is None else self.target(handler.target, owner)

    def join(self, join: el.Join) -> str:
        """`a, b`, `any of a, b`, `2 of a, b, c`."""
        names = ", ".join(self.graph.elements[each].name.rpartition(".")[2] for each in join.elements)
        return names if join.count is None else f"{'any' if join.count == 1 else join.count} of {names}"


def given(*clauses: tuple[str, str | None]) -> Iterator[Clause]:
    """The clauses of which there is a text."""
    return ((clause, text) for clause, text in clauses if text is not None)
