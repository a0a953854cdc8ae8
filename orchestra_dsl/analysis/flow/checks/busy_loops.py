"""O403: loops in which no element could wait (language.md, rule 22)."""

from collections.abc import Iterable, Iterator

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.blocks import continuations
from orchestra_dsl.analysis.flow.clauses import waits_for_all
from orchestra_dsl.analysis.flow.components import components
from orchestra_dsl.analysis.flow.points import FAULTS, Flow, Point
from orchestra_dsl.analysis.flow.reads import is_sound, reads
from orchestra_dsl.analysis.flow.words import called, head
from orchestra_dsl.analysis.meanings import PredicateMeaning
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n

_ALWAYS_WAITS = (n.Wait, n.WaitUntil, n.Await, n.Undo)


def busy_loops(flow: Flow, checked: Checked) -> Iterator[Diagnostic]:
    """Report every loop that would go round without end within one instant."""
    instant = {number for number, point in enumerate(flow.points) if not _waits_here(point, checked)}
    ways = {
        number: [e.target for e in flow.outgoing[number] if e.target in instant and e.kind not in FAULTS]
        for number in instant
    }
    for loop in components(ways):
        if len(loop) > 1 or loop[0] in ways[loop[0]]:
            yield _finding(sorted(loop), flow)


def _waits_here(point: Point, checked: Checked) -> bool:
    if point.kind == "join" and isinstance(point.node, n.Parallel) and waits_for_all(point.node.clauses):
        return _one_could_wait(point.node.branches, checked)
    return point.node is not None and _could_wait(point.node, checked)


def _one_could_wait(nodes: Iterable[n.Node], checked: Checked) -> bool:
    """Whether something in these could wait: a parallel goes on when the last of its branches does."""
    rest = list(nodes)
    while rest:
        node = rest.pop()
        if _could_wait(node, checked):
            return True
        rest.extend(n.children(node))
    return False


def _could_wait(node: n.Node, checked: Checked) -> bool:
    match node:
        case n.Stage() as stage:
            return bool(stage.steps) or any(isinstance(each, n.StartWhen | n.Lock) for each in stage.clauses)
        case n.Decision(outcomes=outcomes):
            return any(_may_ask_a_plugin(outcome.condition, checked) for outcome in outcomes)
        case n.Repeat(condition=condition):
            return _may_ask_a_plugin(condition, checked)
    return isinstance(node, _ALWAYS_WAITS)


def _may_ask_a_plugin(condition: n.Expression, checked: Checked) -> bool:
    """Whether the condition waits for the answer of a plugin's predicate; what is wrong in it may mean one."""
    if not is_sound(condition, checked):
        return True
    calls = (checked.calls.get(node) for node in reads(condition, checked))
    meanings = (call.meaning for call in calls if call is not None)
    return any(isinstance(each, PredicateMeaning) and each.predicate.body is None for each in meanings)


def _finding(loop: list[int], flow: Flow) -> Diagnostic:
    nodes = [node for each in loop if (node := flow.points[each].node) is not None]
    return Diagnostic(
        "O403",
        f"The loop through {called(nodes[0])} never waits: it would go round without end within one instant.",
        head(nodes[0]),
        labels=[Label(span, "This goes round.") for span in _leading_back(loop, flow)],
        hint="Put a step or a `wait` into it; or wait until something is so, with `wait until E` in its place.",
    )


def _leading_back(loop: list[int], flow: Flow) -> Iterator[Span]:
    """Where the source says that control goes back: `go to`, and the targets of outcomes."""
    inside = set(loop)
    for at in loop:
        match flow.points[at].node:
            case n.GoTo() as jump:
                yield jump.span
            case n.Decision() as decision:
                for then in continuations(decision):
                    target = flow.element(then.path) if isinstance(then, n.Target) else None
                    to = -1 if target is None else flow.point_of.get(id(target), -1)
                    if to in inside and to <= at:
                        yield then.span
            case _:
                pass
