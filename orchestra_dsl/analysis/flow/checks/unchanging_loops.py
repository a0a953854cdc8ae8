"""O402: loops that are left by a condition which nothing in them changes."""

from collections.abc import Iterator

from orchestra_dsl.analysis.flow.components import components
from orchestra_dsl.analysis.flow.points import FAULTS, Flow
from orchestra_dsl.analysis.flow.reads import is_sound
from orchestra_dsl.analysis.flow.steady import Steady
from orchestra_dsl.analysis.flow.words import called
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n


def unchanging_loops(steady: Steady) -> Iterator[Diagnostic]:
    """Report every loop out of which only conditions lead that come out the same in every round."""
    flow = steady.flow
    ways = {at: [each.target for each in edges if each.kind not in FAULTS] for at, edges in enumerate(flow.outgoing)}
    for part in components(ways):
        loop = set(part)
        if len(part) == 1 and part[0] not in ways[part[0]]:
            continue
        exits = {at for at in part if any(target not in loop for target in ways[at])}
        asked = {at: _conditions(flow.points[at].node) for at in sorted(exits)}
        if asked and all(asked.values()):
            conditions = [each for found in asked.values() for each in found]
            sound = all(is_sound(each, steady.checked) for each in conditions)
            if sound and not any(steady.may_change_in(each, loop) for each in conditions):
                yield _finding(flow, min(asked), conditions)


def _conditions(element: n.Node | None) -> list[n.Expression]:
    """The conditions by which an element sends control on; none for one that is left in another way."""
    match element:
        case n.Repeat(condition=condition):
            return [condition]
        case n.Decision(outcomes=outcomes):
            return [outcome.condition for outcome in outcomes]
    return []


def _finding(flow: Flow, at: int, conditions: list[n.Expression]) -> Diagnostic:
    node = flow.points[at].node
    assert node is not None  # noqa: S101 - a decision or a loop stands there
    message = f"Nothing in the loop changes what {called(node)} asks: once it goes round, it does so for ever."
    labels = [Label(each.span, "This comes out the same in every round.") for each in conditions[1:4]]
    hint = "Ask something that the loop changes: a variable that it sets, an output of its steps, a record."
    return Diagnostic("O402", message, conditions[0].span, labels, hint)
