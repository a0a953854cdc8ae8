"""The conditions of elements, under the words of their clauses: for people who ask what was decided, and why."""

from collections.abc import Iterator

from orchestra_dsl.graph.elements import AnyElement, Decision, Stage, Step
from orchestra_dsl.graph.expressions import Expression


def conditions_of(element: AnyElement) -> Iterator[tuple[str, Expression]]:
    """Every condition of an element with its clause: `start when`, `only if`, `outcome critical`."""
    match element:
        case Stage():
            named = [("start when", element.start_when), ("finish when", element.finish_when)]
        case Step():
            named = [
                ("start when", element.start_when),
                ("only if", element.only_if),
                ("finish when", element.finish_when),
            ]
        case Decision(outcomes=outcomes):
            named = [(f"outcome {each.name.rpartition('.')[2]}", each.when) for each in outcomes]
        case _:
            named = []
    for clause, condition in named:
        if condition is not None:
            yield clause, condition
