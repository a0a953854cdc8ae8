"""`notify via`: who is told of work items and how. Of the clauses around a step the innermost counts."""

from collections.abc import Iterable

from orchestra_dsl.compile.layout import Layout, Row
from orchestra_dsl.compile.lower.expressions import Expressions
from orchestra_dsl.compile.lower.parts import clause_of
from orchestra_dsl.graph.elements import Notice
from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.graph.types import TEXT
from orchestra_dsl.syntax import nodes as n


def channels(names: Iterable[n.Name]) -> tuple[str, ...]:
    """Return the channels after `via`, each once."""
    return tuple(dict.fromkeys(name.text for name in names))


class Notices:
    """Lowers them for one orchestration, each clause once however many steps it is for."""

    def __init__(self, orchestration: n.Orchestration, layout: Layout, expressions: Expressions) -> None:
        self._orchestration = orchestration
        self._layout = layout
        self._expressions = expressions
        self._made: dict[int, Notice] = {}

    def of(self, row: Row, step: n.InteractiveStep) -> Notice | None:
        """Return what holds for a step: its own clause, or that of its stage, or that of the orchestration."""
        stage = self._layout.rows[row.scope].node
        around = stage.clauses if isinstance(stage, n.Stage) else ()
        for clauses in (step.clauses, around, self._orchestration.clauses):
            clause = clause_of(clauses, n.NotifyVia)
            if clause is not None:
                if id(clause) not in self._made:
                    self._made[id(clause)] = self._notice(clause)
                return self._made[id(clause)]
        return None

    def _notice(self, clause: n.NotifyVia) -> Notice:
        return Notice(channels(clause.channels), self._text(clause.subject), self._text(clause.body))

    def _text(self, text: n.Expression | None) -> Expression | None:
        return None if text is None else self._expressions.lower(text, TEXT)
