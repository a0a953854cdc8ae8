"""The support table: every form of the language, in the order of its pages, and how far this version goes with it.

It is the one place that says so: the pass that reports O009 and the page of the docs read it, and a test fails when a
class of nodes is missing from it.
"""

from collections import defaultdict

from orchestra_dsl.compile.support.acts import ACTS
from orchestra_dsl.compile.support.control import CONTROL, WAITING
from orchestra_dsl.compile.support.declarations import DECLARATIONS, TYPES
from orchestra_dsl.compile.support.expressions import OPERATORS, QUESTIONS
from orchestra_dsl.compile.support.form import Form
from orchestra_dsl.compile.support.orchestrations import CLAUSES, STARTS
from orchestra_dsl.compile.support.people import PEOPLE
from orchestra_dsl.compile.support.scenarios import ACTS as SCENARIO_ACTS
from orchestra_dsl.compile.support.scenarios import EXPECTED, GIVEN
from orchestra_dsl.compile.support.stages import STAGES
from orchestra_dsl.compile.support.steps import STEPS
from orchestra_dsl.compile.support.values import VALUES
from orchestra_dsl.syntax import nodes as n

SUPPORT: dict[str, tuple[Form, ...]] = {
    "Declarations": DECLARATIONS,
    "Types": TYPES,
    "What starts runs": STARTS,
    "Clauses of an orchestration": CLAUSES,
    "The flow of control": CONTROL,
    "Waiting": WAITING,
    "Variables and acts": ACTS,
    "Stages": STAGES,
    "Steps": STEPS,
    "People and time": PEOPLE,
    "Values": VALUES,
    "Questions and lists": QUESTIONS,
    "Operators": OPERATORS,
    "What a scenario is given": GIVEN,
    "What happens in a scenario": SCENARIO_ACTS,
    "What a scenario expects": EXPECTED,
}
"""The rows, by the heading under which the page of the language shows them."""

PARTS: frozenset[type[n.Node]] = frozenset(
    {
        n.Module,
        n.Name,
        n.Path,
        n.Parameter,
        n.Field,
        n.Argument,
        n.Entry,
        n.Block,
        n.Target,
        n.Limit,
        n.AllOf,
        n.AnyOf,
        n.CountOf,
        n.Branch,
        n.EventArm,
        n.TimerArm,
        n.ConditionArm,
        n.Move,
        n.Rung,
        n.Zone,
        n.OpenDays,
        n.OpenOn,
        n.TimeOfDay,
        n.Holidays,
        n.ClosedOn,
    }
)
"""The nodes that are no form of their own, only a part of one: what holds for that form holds for them."""


def forms_of(kind: type[n.Node]) -> tuple[Form, ...]:
    """Return the rows about a class of nodes."""
    return _BY_CLASS.get(kind, ())


def _by_class() -> dict[type[n.Node], tuple[Form, ...]]:
    found: dict[type[n.Node], list[Form]] = defaultdict(list)
    for rows in SUPPORT.values():
        for row in rows:
            found[row.node].append(row)
    return {kind: tuple(rows) for kind, rows in found.items()}


_BY_CLASS = _by_class()
