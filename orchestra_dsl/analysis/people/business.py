"""O605: business days in an orchestration that uses no calendar; and how long they are at least."""

from collections.abc import Iterable

from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.graph.moments import UNITS
from orchestra_dsl.syntax import nodes as n


def check_business(orchestration: n.Orchestration, scenarios: Iterable[n.Scenario]) -> list[Diagnostic]:
    """Report business days in an orchestration, and in its scenarios, where it uses no calendar."""
    if any(isinstance(clause, n.UseCalendar) for clause in orchestration.clauses):
        return []
    hint = f"Add `use calendar NAME` to the orchestration `{orchestration.name.text}`."
    return [
        Diagnostic("O605", "Business days are counted in a calendar, and none is used.", node.span, hint=hint)
        for root in (orchestration, *scenarios)
        for node in n.walk(root)
        if isinstance(node, n.BusinessDays)
    ]


def shortest(days: int) -> int:
    """The microseconds that so many business days last at least: they follow each other, and a clock is put forward."""
    return max(0, days * UNITS["d"] - UNITS["h"])
