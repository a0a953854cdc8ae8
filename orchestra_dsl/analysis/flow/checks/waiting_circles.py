"""O406 by conditions: steps whose `start when` cannot hold before a step that in turn waits for them."""

from collections.abc import Iterator

from orchestra_dsl.analysis.flow.checks.deadlocks import circles, finding
from orchestra_dsl.analysis.flow.conditions.reader import Reader
from orchestra_dsl.analysis.flow.conditions.search import constant
from orchestra_dsl.analysis.flow.order import StageOrder, Wait
from orchestra_dsl.analysis.flow.reads import is_sound
from orchestra_dsl.analysis.flow.steady import Steady
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.syntax import nodes as n


def waiting_circles(steady: Steady) -> Iterator[Diagnostic]:
    """Report every circle of steps in which one waits for what comes of another, each hop shown."""
    flow = steady.flow
    for stage in flow.stages():
        places = {id(step): place for place, step in enumerate(stage.steps)}
        asked = {place: _waits(step, places, steady) for place, step in enumerate(stage.steps)}
        if any(asked.values()):
            plain = set(StageOrder(stage, flow.element).in_order)
            order = StageOrder(stage, flow.element, asked)
            for circle in circles(order):
                if plain.issuperset(circle):  # those that only start after each other are reported without types
                    yield finding(circle, order)


def _waits(step: n.Step, places: dict[int, int], steady: Steady) -> list[Wait]:
    """The steps of the same stage without whose outputs the condition of a step does not hold."""
    found: list[Wait] = []
    for clause in step.clauses:
        if not isinstance(clause, n.StartWhen) or not is_sound(clause.condition, steady.checked):
            continue
        if constant(Reader(steady.checked).formula(clause.condition)) is None:
            for other in dict.fromkeys(
                places[id(each)] for each in steady.steps(clause.condition) if id(each) in places
            ):
                absent = {node for node, place in places.items() if place == other}
                reader = Reader(steady.checked, absent=absent)
                if constant(reader.formula(clause.condition)) is False:
                    found.append(Wait((other,), 1, clause))
    return found
