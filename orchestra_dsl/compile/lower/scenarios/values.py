"""The expressions of a scenario: they see no element and no argument, so that their values stand for themselves."""

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.compile.layout import Layout
from orchestra_dsl.compile.lower.expressions import Expressions
from orchestra_dsl.graph.elements import THE_END
from orchestra_dsl.graph.scenario import Valued
from orchestra_dsl.graph.types import Type
from orchestra_dsl.syntax import nodes as n

_NOWHERE = Layout((), {}, {}, {}, {}, THE_END)


class Values(Expressions):
    """Lowers the expressions of one scenario; `made` are those that have been."""

    def __init__(self, checked: Checked) -> None:
        super().__init__(checked, _NOWHERE)
        self.made: list[Valued] = []

    def value(self, node: n.Expression, type_: Type | None = None) -> Valued:
        """Return an expression with the type that its value is stored in: `type_`, or its own."""
        made = Valued(self.lower(node, type_), type_ or self._type(node))
        self.made.append(made)
        return made
