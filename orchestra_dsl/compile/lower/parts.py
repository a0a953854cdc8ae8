"""What several elements have: targets, handlers, joins, limits, labels."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from orchestra_dsl.analysis.flow.handlers import handlers_in
from orchestra_dsl.analysis.outline import Outline
from orchestra_dsl.compile.layout import Layout
from orchestra_dsl.compile.lower.expressions import Expressions
from orchestra_dsl.graph.elements import THE_END, Handler, Join, Limit
from orchestra_dsl.syntax import nodes as n

Clause = TypeVar("Clause", bound=n.Node)


def clause_of(clauses: Iterable[n.Node], kind: type[Clause]) -> Clause | None:
    """Return the clause of a kind, if there is one."""
    return next((clause for clause in clauses if isinstance(clause, kind)), None)


def text_of(label: n.TextLiteral | None) -> str | None:
    """Return the text of a label or a name in quotes."""
    return None if label is None else label.value


class Parts:
    """Lowers them for one orchestration."""

    def __init__(self, outline: Outline, layout: Layout, expressions: Expressions) -> None:
        self._outline = outline
        self._layout = layout
        self._expressions = expressions

    def target(self, target: n.Target) -> int:
        """Return where a jump leads."""
        return THE_END if target.is_end else self.named(target.path)

    def named(self, path: n.Path) -> int:
        """Return the element that a path names."""
        return self._layout.index(self._outline.named[path].node)

    def continuation(self, then: n.Continuation) -> int:
        """Return where control goes for `-> target` or a block."""
        return self.target(then) if isinstance(then, n.Target) else self._layout.entry(then)

    def handlers(self, clauses: Sequence[n.Node]) -> tuple[Handler, ...]:
        """Return the handlers among some clauses, in the order in which they are asked."""
        return tuple(self._handler(handler) for handler in handlers_in(clauses))

    def _handler(self, handler: n.OnError) -> Handler:
        code = text_of(handler.error)
        if isinstance(handler.then, n.Target):
            return Handler(code, target=self.target(handler.then))
        return Handler(code, block=self._layout.index(handler))

    def limit(self, duration: n.Expression, target: n.Target) -> Limit:
        """Return how long to wait at most, and where to go then."""
        return Limit(self._expressions.lower(duration), self.target(target))

    def join(self, join: n.Join, everything: tuple[int, ...]) -> Join:
        """Return which of the named steps must have finished; the words `all` and `any` alone name everything."""
        named = tuple(self._layout.index(self._outline.named[path].node) for path in join.elements)
        match join:
            case n.AllOf():
                return Join(named or everything)
            case n.AnyOf():
                return Join(named or everything, 1)
            case n.CountOf(count=count):
                return Join(named, count)
