"""O402: elements from which no way leads to the end of the run."""

from collections.abc import Iterator

from orchestra_dsl.analysis.flow.components import components
from orchestra_dsl.analysis.flow.points import END, Flow
from orchestra_dsl.analysis.flow.words import called, head
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n

MOST_LABELS = 3


def endless(flow: Flow) -> Iterator[Diagnostic]:
    """Report where a run comes into a part that it can never leave, once for each such part."""
    if flow.incomplete:
        return
    ends = [END, *(number for number, point in enumerate(flow.points) if _hands_back(point.kind, point.node))]
    leaving = flow.leading_to(ends)
    told: set[int] = set()
    for number, point in enumerate(flow.points):
        if point.kind != "element" or number in leaving or number in told or number not in flow.reached:
            continue
        part = flow.reachable(number)
        told |= part
        first = flow.points[_first_of_the_loop(part, flow) or number]
        if first.node is not None:
            yield _finding(first.node, [flow.points[each].node for each in sorted(part)])


def _first_of_the_loop(part: set[int], flow: Flow) -> int | None:
    """The first element, in the order of the source, to which control comes back."""
    ways = {number: [edge.target for edge in flow.outgoing[number] if edge.target in part] for number in part}
    loops = [loop for loop in components(ways) if len(loop) > 1 or loop[0] in ways[loop[0]]]
    return min((number for loop in loops for number in loop), default=None)


def _hands_back(kind: str, node: n.Node | None) -> bool:
    """Whether the point is the end of a handler's block, from where the process goes on elsewhere."""
    return kind == "block end" and isinstance(node, n.OnError)


def _finding(node: n.Node, part: list[n.Node | None]) -> Diagnostic:
    jumps = [each for each in part if isinstance(each, n.GoTo)]
    labels = [Label(each.span, "This leads back into it.") for each in jumps[:MOST_LABELS]]
    return Diagnostic(
        "O402",
        f"A run that comes to {called(node)} can never end: from here on, control only goes round.",
        head(node),
        labels=labels,
        hint="Give the loop a way out: an outcome, a `timeout D -> target` or an `end`.",
    )
