"""What an orchestration allows to whom: `allow start by E`."""

from orchestra_dsl.compile.lower.expressions import Expressions
from orchestra_dsl.graph.model import Grant
from orchestra_dsl.graph.types import PEOPLE
from orchestra_dsl.syntax import nodes as n


def grants(node: n.Orchestration, expressions: Expressions) -> tuple[Grant, ...]:
    """Lower the clauses `allow`, in the order of the source."""
    return tuple(
        Grant(clause.act, expressions.lower(clause.people, PEOPLE))
        for clause in node.clauses
        if isinstance(clause, n.Allow)
    )
